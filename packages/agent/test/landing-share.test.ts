import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { account, COMMAND, folderFor, ordinaryUser, seqwarden, type Who } from './support/command.ts';
import { documentedConfiguration, startSamba } from './support/samba.ts';
import { scratch } from './support/scratch.ts';

// Numbers that no account of the machine should have.
const MISEQ = { name: 'instr-miseq', id: 60_001 };
const NEXTSEQ = { name: 'instr-nextseq', id: 60_002 };
const AGENT: Who = { uid: 60_010, gid: 60_010 };

/** What `who` gets for trying to do that, as Node names it; undefined if it worked. */
function attempt(who: Who, script: string, ...args: string[]): string | undefined {
  const [node] = COMMAND;
  const code = `try { const fs = require('node:fs'); ${script} } catch (error) { console.log(error.code); }`;
  const said = spawnSync(node, ['-e', code, ...args], { ...who, cwd: '/', encoding: 'utf8' });
  assert.equal(said.status, 0, said.stderr);
  return said.stdout.trim() || undefined;
}
const READ = 'fs.readdirSync(process.argv[1])';
const WRITE = 'fs.writeFileSync(process.argv[1] + "/planted", "")';

test('instruments push to a Samba share; the agent, who may only read it, copies and seals; no instrument reaches more than its own folder', async t => {
  if (ordinaryUser(t) === undefined) return;
  const folder = scratch(t);
  const landing = folderFor(join(folder, 'landing'), chownSync, {});
  const own = (name: string, uid: number, mode: number) => {
    const path = join(landing, name);
    mkdirSync(path);
    chownSync(path, uid, AGENT.gid ?? 0);
    chmodSync(path, mode);
    return path;
  };
  const fromMiseq = own('miseq', MISEQ.id, 0o2750);
  const fromNextseq = own('nextseq', NEXTSEQ.id, 0o2750);
  const archive = folderFor(join(folder, 'archive'), chownSync, AGENT);
  chmodSync(archive, 0o750);
  const env = account(folderFor(join(folder, 'home'), chownSync, AGENT));

  const server = folderFor(join(folder, 'server'), chownSync, {});
  const samba = await startSamba(t, server, documentedConfiguration(landing), [MISEQ, NEXTSEQ]);
  if (samba === undefined) return;

  // The instrument's disk; what it pushes arrives marker last.
  const disk = folderFor(join(folder, 'disk'), chownSync, {});
  assert.equal(seqwarden(['simulate', 'miseq', '--out', disk], env).status, 0);
  const [run = ''] = readdirSync(disk);
  const names = readdirSync(join(disk, run));
  const markers = names.filter(name => /complete/i.test(name)).sort();
  assert.ok(markers.includes('RTAComplete.txt'));
  const first = names.filter(name => !markers.includes(name));
  const quote = (name: string) => `"${name}"`;
  const pushed = samba.client(
    MISEQ.name,
    'miseq',
    [
      `mkdir ${quote(run)}`,
      `cd ${quote(run)}`,
      'prompt',
      'recurse',
      ...[...first, ...markers].map(name => `mput ${quote(name)}`),
    ],
    join(disk, run),
  );
  assert.equal(pushed.status, 0, pushed.stdout + pushed.stderr);

  const landed = join(fromMiseq, run);
  const agent = (...args: string[]) => {
    const { status, stdout, stderr } = seqwarden(args, env, AGENT);
    assert.equal(status, 0, `${args[0]}: ${stdout}${stderr}`);
    return stdout;
  };
  agent('init');
  agent('copy', landed, '--to', archive);
  assert.match(agent('verify', join(archive, run)), /unchanged since/);
  // The run as it is on the instrument's disk, too.
  const same = spawnSync('diff', ['-r', '--exclude=Custody', join(disk, run), join(archive, run)], {
    encoding: 'utf8',
  });
  assert.equal(same.stdout + same.stderr, '');

  assert.equal(attempt(AGENT, READ, landed), undefined, 'the agent reads what landed');
  for (const path of [landed, fromMiseq, join(landed, 'Data')]) {
    assert.equal(attempt(AGENT, WRITE, path), 'EACCES', `the agent writes to ${path}`);
  }
  for (const { name, id } of [MISEQ, NEXTSEQ]) {
    const other = name === MISEQ.name ? fromNextseq : fromMiseq;
    for (const path of [archive, join(archive, run), other]) {
      for (const deed of [READ, WRITE]) {
        assert.equal(attempt({ uid: id, gid: id }, deed, path), 'EACCES', `${name}: ${deed} of ${path}`);
      }
    }
  }

  // Through the server: another's share, what no share leads to, the way up, and a link that somebody put there.
  const refused = (share: string, command: string, why: RegExp, who = NEXTSEQ.name) => {
    const { status, stdout, stderr } = samba.client(who, share, [command], folder);
    assert.notEqual(status, 0, `${who} on ${share}: ${command}\n${stdout}`);
    assert.match(stdout + stderr, why, `${who} on ${share}: ${command}`);
  };
  symlinkSync(archive, join(fromNextseq, 'out'));
  symlinkSync(fromMiseq, join(fromNextseq, 'beside'));
  const seen = (file: string) => {
    const into = join(folder, 'seen');
    samba.client(NEXTSEQ.name, 'nextseq', [`get "${file}" "${into}"`], folder);
    return attempt({}, 'fs.accessSync(process.argv[1])', into) === undefined;
  };
  const nothingLeadsThere = () => {
    refused('miseq', 'ls', /NT_STATUS_ACCESS_DENIED/);
    refused('nextseq', 'ls', /NT_STATUS_ACCESS_DENIED/, MISEQ.name);
    refused('archive', 'ls', /NT_STATUS_BAD_NETWORK_NAME/);
    refused('miseq', 'ls', /NT_STATUS_LOGON_FAILURE/, 'nobody');
    for (const file of [
      `out/${run}/RunInfo.xml`,
      `beside/${run}/RunInfo.xml`,
      `../miseq/${run}/RunInfo.xml`,
    ]) {
      assert.equal(seen(file), false, file);
    }
  };
  nothingLeadsThere();
  // The server refuses by itself, too: the same where the file system would let everybody in.
  for (const path of [fromMiseq, fromNextseq, archive, landed, join(archive, run)]) chmodSync(path, 0o777);
  for (const path of [landed, join(archive, run)]) chmodSync(join(path, 'RunInfo.xml'), 0o666);
  nothingLeadsThere();
  // The control of those refusals: a file of its own is read in the same way.
  assert.equal(
    samba.client(NEXTSEQ.name, 'nextseq', ['mkdir sub', 'put smb.conf sub/own'], server).status,
    0,
  );
  assert.equal(seen('sub/own'), true);
  assert.equal(readFileSync(join(folder, 'seen'), 'utf8'), readFileSync(join(server, 'smb.conf'), 'utf8'));
});
