import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { simulateRun } from '@seqwarden/simulator';
import { ROOT } from '../../../../scripts/testing/needs.ts';
import { account, COMMAND, folderFor, ordinaryUser, seqwarden, type Who } from '../support/command.ts';
import { scratch } from '../support/scratch.ts';

const UNIT = readFileSync(join(ROOT, 'packaging', 'systemd', 'seqwarden-agent.service'), 'utf8');

/** The values of a directive, with /etc and /var/lib below `folder`. */
const given = (name: string, folder: string): string[] =>
  UNIT.split('\n')
    .filter(line => line.startsWith(`${name}=`))
    .map(line => line.slice(name.length + 1).replaceAll(/%E|\/etc(?=\/)/g, join(folder, 'etc')))
    .map(value => value.replaceAll('%S', join(folder, 'var')));

/**
 * The part of systemd that decides what a service finds: the environment, the state folder, and the credentials, readable through their group
 * in place of an access list, which shows the same mode.
 */
function asSystemd(folder: string, who: Who): NodeJS.ProcessEnv {
  const { PATH } = account(folder);
  const credentials = join(folder, 'credentials');
  mkdirSync(credentials);
  for (const [name = '', from = ''] of given('LoadCredential', folder).map(value => value.split(':'))) {
    copyFileSync(from, join(credentials, name));
    chmodSync(join(credentials, name), 0o440);
    if (who.gid !== undefined) chownSync(join(credentials, name), 0, who.gid);
  }
  const [state = ''] = given('StateDirectory', folder);
  const [mode = ''] = given('StateDirectoryMode', folder);
  const stateFolder = folderFor(join(folder, 'var', state), chownSync, who);
  chmodSync(stateFolder, Number.parseInt(mode, 8));
  return {
    ...(PATH !== undefined && { PATH }),
    HOME: '/nonexistent',
    CREDENTIALS_DIRECTORY: credentials,
    STATE_DIRECTORY: stateFolder,
    ...Object.fromEntries(given('Environment', folder).map(value => value.split('='))),
  };
}

/** `chown -R`. */
function chownAll(folder: string, { uid, gid = uid }: Who): void {
  if (uid === undefined || gid === undefined) return;
  chownSync(folder, uid, gid);
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }))
    chownSync(join(folder, name), uid, gid);
}

/** What OPERATING.md tells the administrator to do, and a finished run. */
async function installed(t: TestContext, who: Who) {
  const folder = scratch(t);
  for (const made of ['landing', 'var']) mkdirSync(join(folder, made), { mode: 0o755 });
  const archive = folderFor(join(folder, 'archive'), chownSync, who);
  const where = { XDG_CONFIG_HOME: join(folder, 'etc'), XDG_STATE_HOME: join(folder, 'var') };
  const admin = seqwarden(['init'], { ...account(folder), ...where });
  assert.equal(admin.status, 0, admin.stderr);
  chownAll(join(folder, 'var', 'seqwarden'), who);
  chmodSync(join(folder, 'etc'), 0o755);
  chmodSync(join(folder, 'etc', 'seqwarden'), 0o755);
  writeFileSync(
    join(folder, 'etc', 'seqwarden', 'agent.toml'),
    `version = 1
[root.lab]
path = "${join(folder, 'landing')}"
destinations = ["archive"]
quiet-seconds = 1
[destination.archive]
to = "${archive}"
`,
  );
  const size = { tiles: 1, cycles: 4, clusters: 10 };
  const run = await simulateRun({ model: 'miseq', out: join(folder, 'landing'), ...size });
  return { folder, archive, name: basename(run.folder), env: asSystemd(folder, who) };
}

test('with what the systemd unit gives it, an ordinary account without a home copies and seals', async t => {
  const who = ordinaryUser(t);
  if (who === undefined) return;
  const { folder, archive, name, env } = await installed(t, who);
  const [, ...args] = given('ExecStart', folder)[0]?.split(' ') ?? [];
  const [node, bin] = COMMAND;
  const agent = spawn(node, [bin, ...args], { env, stdio: ['ignore', 'ignore', 'pipe'], ...who });
  t.after(() => void agent.kill('SIGKILL'));
  let said = '';
  agent.stderr.setEncoding('utf8').on('data', text => {
    said += text;
  });
  const ended = once(agent, 'close');
  const config = ['--config', join(folder, 'etc', 'seqwarden', 'agent.toml')];
  const waiting = ['wait', name, '--for', 'confirmed', '--timeout', '30', ...config];
  const waited = spawn(node, [bin, ...waiting], { env, stdio: 'ignore', ...who });
  const [code] = await Promise.race([once(waited, 'close'), ended.then(() => ['the agent ended'])]);
  assert.equal(code, 0, said);
  agent.kill('SIGTERM');
  assert.deepEqual(await ended, [0, null], said);
  const { PATH = '' } = env;
  const status = seqwarden(['status', '--json'], { PATH, XDG_STATE_HOME: join(folder, 'var') }, who);
  assert.equal(JSON.parse(status.stdout).runs[0].state, 'confirmed', status.stderr);
  const verified = seqwarden(['verify', join(archive, name)], env, who);
  assert.equal(verified.status, 0, verified.stderr);
  assert.match(verified.stdout, /^register +entered at place \d+/m);
  assert.ok(existsSync(join(archive, '.seqwarden', 'log')), 'it was brought to the archive');
});
