import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, cpSync, lstatSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Round } from '../faults/support/round.ts';
import { account, COMMAND, folderFor, IS_ROOT, ordinaryUser, seqwarden } from '../support/command.ts';
import { seeded } from '../support/random.ts';
import { writeRun } from '../support/runs.ts';
import { scratch } from '../support/scratch.ts';
import { entries } from '../support/tree.ts';

test('I13: an ordinary user without capabilities makes a key, copies, verifies and seals elsewhere', t => {
  const who = ordinaryUser(t);
  if (who === undefined) return;
  const folder = scratch(t);
  const env = account(folderFor(join(folder, 'home'), chownSync, who));
  const destination = folderFor(join(folder, 'destination'), chownSync, who);
  const custody = folderFor(join(folder, 'custody'), chownSync, who);
  // A source of somebody else, to be read and not to be written.
  const source = writeRun(join(folder, 'source'), 'RUN');
  for (const path of ['', ...entries(source)]) chmodSync(join(source, path), 0o555);

  const run = (...args: string[]) => {
    const { status, stdout, stderr } = seqwarden(args, env, who);
    assert.equal(status, 0, `${args[0]}: ${stderr}`);
    return stdout;
  };
  run('init');
  run('copy', source, '--to', destination);
  assert.match(run('verify', join(destination, 'RUN')), /unchanged since/);
  run('seal', source, '--custody', custody);
  assert.match(run('verify', source, '--custody', custody), /unchanged since/);
  for (const path of ['', ...entries(source)]) chmodSync(join(source, path), 0o755);
});

test('I13: an agent of such a user copies a run that grows to a folder, S3 and SFTP, from a source that it can only read', async t => {
  const who = ordinaryUser(t);
  if (who === undefined) return;
  const plan = { model: 'miseq', lanes: 1, tiles: 1, cycles: 4, clusters: 20 };
  const round = await Round.open(t, { plan, kinds: ['folder', 's3', 'sftp'], random: seeded(1) });
  if (round === undefined) return;
  const own = join(round.folder, 'own');
  cpSync(process.env.XDG_CONFIG_HOME ?? '', own, { recursive: true });
  mkdirSync(round.state, { mode: 0o700 });
  writeFileSync(join(round.folder, 'reads'), '');
  for (const path of [
    own,
    round.config,
    round.state,
    join(round.folder, 'at-folder'),
    join(round.folder, 'reads'),
  ]) {
    if (who.uid === undefined) continue;
    const below = lstatSync(path).isDirectory() ? entries(path) : [];
    for (const entry of ['', ...below]) chownSync(join(path, entry), who.uid, who.gid ?? who.uid);
  }
  let capabilities = 'never looked';
  await round.agent({
    who,
    env: { XDG_CONFIG_HOME: own, HOME: own },
    // The journal is that account's own: nobody else reads in it how far it is.
    unfinished: true,
    idle: (_, child) => {
      if (round.count('confirmed') === 3) return false;
      if (process.platform === 'linux')
        capabilities =
          /^CapEff:\t(.*)$/m.exec(readFileSync(`/proc/${child.pid}/status`, 'latin1'))?.[1] ?? '';
      if (who.uid === undefined) return undefined;
      // Of an instrument of another account: nobody else may write.
      for (const path of entries(round.landing))
        if (lstatSync(join(round.landing, path)).uid === who.uid)
          throw new Error(`${path} is the agent's own`);
      return undefined;
    },
  });
  if (process.platform === 'linux') assert.match(capabilities, /^0+$/);
  await round.requireWhole();
});

test('I13: the account of that test has no capability', t => {
  const who = ordinaryUser(t);
  if (who === undefined || process.platform !== 'linux') return;
  const [node] = COMMAND;
  const script = `process.stdout.write(require('node:fs').readFileSync('/proc/self/status', 'latin1'))`;
  const { stdout } = spawnSync(node, ['-e', script], { ...who, encoding: 'utf8' });
  assert.match(stdout, /^CapEff:\t0+$/m);
  assert.equal(/^Uid:\t0\b/m.test(stdout), false);
  assert.equal(IS_ROOT, who.uid !== undefined);
});
