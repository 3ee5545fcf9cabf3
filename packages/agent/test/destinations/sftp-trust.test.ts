import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { connect, type SftpSpec } from '../../src/destinations/sftp/connect.ts';
import { openSftp } from '../../src/destinations/sftp/open-sftp.ts';
import { rejectsWith } from '../support/assert-code.ts';
import { scratch } from '../support/scratch.ts';
import { makeKey, type SshServer, serverOrSkip, specOf } from '../support/ssh-server.ts';

/** Gives the process a configuration of its own: what `files` holds, by paths below seqwarden/. */
function configure(folder: string, files: Readonly<Record<string, string>>): string {
  process.env.XDG_CONFIG_HOME = join(folder, 'config');
  const own = join(folder, 'config', 'seqwarden');
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(own, path)), { recursive: true, mode: 0o700 });
    writeFileSync(join(own, path), content, { mode: 0o600 });
  }
  return own;
}

const userKeyOf = (server: SshServer) => readFileSync(server.userKey, 'utf8');

async function opens(spec: SftpSpec): Promise<void> {
  const destination = await openSftp(spec);
  await destination.close();
}

test('a host that is not pinned is refused, with its fingerprint and the line that would pin it', async t => {
  const server = await serverOrSkip(t);
  if (server === undefined) return;
  const folder = scratch(t);
  const own = configure(folder, { 'ssh/id_ed25519': userKeyOf(server) });
  const error = await rejectsWith('DESTINATION_REFUSED', openSftp(specOf(server, folder)));
  const shown = execFileSync('ssh-keygen', ['-lf', join(server.folder, 'host_key.pub')], {
    encoding: 'utf8',
  });
  assert.ok(error.message.includes(shown.split(' ')[1] ?? 'no fingerprint'), error.message);
  assert.ok(error.message.includes(server.hostLine.trim()), error.message);
  writeFileSync(join(own, 'known_hosts'), server.hostLine, { mode: 0o600 });
  await opens(specOf(server, folder));
});

test('a pinned name may be hashed', async t => {
  const server = await serverOrSkip(t);
  if (server === undefined) return;
  const folder = scratch(t);
  const own = configure(folder, { 'ssh/id_ed25519': userKeyOf(server), known_hosts: server.hostLine });
  execFileSync('ssh-keygen', ['-H', '-f', join(own, 'known_hosts')], { stdio: 'pipe' });
  assert.match(readFileSync(join(own, 'known_hosts'), 'utf8'), /^\|1\|/);
  await opens(specOf(server, folder));
});

test('a host that shows another key than the pinned one is refused', async t => {
  const server = await serverOrSkip(t);
  if (server === undefined) return;
  const folder = scratch(t);
  makeKey(join(folder, 'other'));
  const [type, key] = readFileSync(join(folder, 'other.pub'), 'utf8').split(' ');
  configure(folder, {
    'ssh/id_ed25519': userKeyOf(server),
    known_hosts: `[${server.host}]:${server.port} ${type} ${key}\n`,
  });
  const error = await rejectsWith('DESTINATION_REFUSED', openSftp(specOf(server, folder)));
  assert.match(error.message, /pins another/);
});

test('a revoked host key is refused, also where another line pins it', async t => {
  const server = await serverOrSkip(t);
  if (server === undefined) return;
  const folder = scratch(t);
  configure(folder, {
    'ssh/id_ed25519': userKeyOf(server),
    known_hosts: `${server.hostLine}@revoked ${server.hostLine}`,
  });
  const error = await rejectsWith('DESTINATION_REFUSED', openSftp(specOf(server, folder)));
  assert.match(error.message, /revoked/);
});

test('a list of hosts that others can write is not believed', async t => {
  const server = await serverOrSkip(t);
  if (server === undefined) return;
  const folder = scratch(t);
  const own = configure(folder, { 'ssh/id_ed25519': userKeyOf(server), known_hosts: server.hostLine });
  chmodSync(join(own, 'known_hosts'), 0o666);
  await rejectsWith('CONFIG_UNUSABLE', openSftp(specOf(server, folder)));
});

test('key and pinned hosts may be what systemd hands over to a service', async t => {
  const server = await serverOrSkip(t);
  if (server === undefined) return;
  const folder = scratch(t);
  configure(folder, { known_hosts: 'those of another\n' });
  const credentials = join(folder, 'credentials');
  mkdirSync(credentials);
  writeFileSync(join(credentials, 'id_ed25519'), userKeyOf(server), { mode: 0o440 });
  writeFileSync(join(credentials, 'known_hosts'), server.hostLine, { mode: 0o440 });
  t.after(() => delete process.env.CREDENTIALS_DIRECTORY);
  process.env.CREDENTIALS_DIRECTORY = credentials;
  await opens(specOf(server, folder));
});

test('a key that the server does not know is refused, and no key is no reason to ask for a password', async t => {
  const server = await serverOrSkip(t);
  if (server === undefined) return;
  const folder = scratch(t);
  makeKey(join(folder, 'other'));
  const own = configure(folder, {
    'ssh/id_ed25519': readFileSync(join(folder, 'other'), 'utf8'),
    known_hosts: server.hostLine,
  });
  const error = await rejectsWith('DESTINATION_REFUSED', openSftp(specOf(server, folder)));
  assert.match(error.message, /does not take our key/);
  rmSync(join(own, 'ssh'), { recursive: true });
  await rejectsWith('DESTINATION_REFUSED', openSftp(specOf(server, folder)));
});

test('a key file that others can read is refused', async t => {
  const server = await serverOrSkip(t);
  if (server === undefined) return;
  const folder = scratch(t);
  const own = configure(folder, { 'ssh/id_ed25519': userKeyOf(server), known_hosts: server.hostLine });
  chmodSync(join(own, 'ssh', 'id_ed25519'), 0o640);
  await rejectsWith('KEY_PERMISSIONS', openSftp(specOf(server, folder)));
});

for (const kind of ['ecdsa', 'rsa']) {
  test(`a key file may be of the kind ${kind}`, async t => {
    const server = await serverOrSkip(t);
    if (server === undefined) return;
    const folder = scratch(t);
    const own = configure(folder, { known_hosts: server.hostLine, 'ssh/x': '' });
    makeKey(join(own, 'ssh', `id_${kind}`), '-t', kind);
    server.authorize(readFileSync(join(own, 'ssh', `id_${kind}.pub`), 'utf8'));
    await opens(specOf(server, folder));
  });
}

test('a key with a passphrase works through an ssh-agent only', async t => {
  const server = await serverOrSkip(t);
  if (server === undefined) return;
  const folder = scratch(t);
  const own = configure(folder, { known_hosts: server.hostLine, 'ssh/x': '' });
  const key = join(own, 'ssh', 'id_ed25519');
  makeKey(key);
  server.authorize(readFileSync(`${key}.pub`, 'utf8'));
  execFileSync('ssh-keygen', ['-q', '-p', '-P', '', '-N', 'secret words', '-f', key], { stdio: 'pipe' });
  const error = await rejectsWith('DESTINATION_REFUSED', openSftp(specOf(server, folder)));
  assert.match(error.message, /passphrase/);

  const socket = join(folder, 'agent');
  const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: ['ignore', 'pipe', 'ignore'] });
  t.after(() => void agent.kill());
  await once(agent.stdout, 'data');
  execFileSync('ssh-keygen', ['-q', '-p', '-P', 'secret words', '-N', '', '-f', key], { stdio: 'pipe' });
  execFileSync('ssh-add', ['-q', key], { env: { ...process.env, SSH_AUTH_SOCK: socket }, stdio: 'pipe' });
  rmSync(key);
  process.env.SSH_AUTH_SOCK = socket;
  await opens(specOf(server, folder));
});

test('nobody there, or nobody who speaks SSH, is down and not refused', async t => {
  const server = await serverOrSkip(t);
  if (server === undefined) return;
  const folder = scratch(t);
  configure(folder, { 'ssh/id_ed25519': userKeyOf(server), known_hosts: server.hostLine });
  const silent = createServer(socket => socket.resume().end('220 mail ready\r\n')).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const address = silent.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  await rejectsWith('DESTINATION_DOWN', openSftp({ ...specOf(server, folder), port }));
  silent.close();
  await once(silent, 'close');
  await rejectsWith('DESTINATION_DOWN', openSftp({ ...specOf(server, folder), port }));
});

test('a server that accepts and says nothing is down', async t => {
  const server = await serverOrSkip(t);
  if (server === undefined) return;
  const folder = scratch(t);
  configure(folder, { 'ssh/id_ed25519': userKeyOf(server), known_hosts: server.hostLine });
  const sockets: Socket[] = [];
  const silent = createServer(socket => void sockets.push(socket.resume())).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const address = silent.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  await rejectsWith('DESTINATION_DOWN', connect({ ...specOf(server, folder), port }, undefined, 300));
  for (const socket of sockets) socket.destroy();
  silent.close();
});

test('a folder that is not there is not made', async t => {
  const server = await serverOrSkip(t);
  if (server === undefined) return;
  const folder = scratch(t);
  writeFileSync(join(folder, 'file'), '');
  for (const path of ['not mounted', 'not mounted/runs', 'file'])
    await rejectsWith('DESTINATION_UNUSABLE', openSftp(specOf(server, join(folder, path))));
});

test('what an error says holds no user name', async t => {
  const server = await serverOrSkip(t);
  if (server === undefined) return;
  const folder = scratch(t);
  const spec = { ...specOf(server, folder), user: 'nobody-of-this-name' };
  const error = await rejectsWith('DESTINATION_REFUSED', openSftp(spec));
  assert.doesNotMatch(error.message, /nobody-of-this-name/);
});
