import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { SeqwardenError } from '@seqwarden/proof';
import { missing } from '../../../../scripts/testing/needs.ts';
import { copyRun } from '../../src/copy/copy-run.ts';
import type { Hashed, KeptAttributes, StagedFile } from '../../src/destinations/destination.ts';
import { openSftp } from '../../src/destinations/sftp/open-sftp.ts';
import { openSftpSink } from '../../src/destinations/sftp/open-sftp-sink.ts';
import { TEMPORARY } from '../../src/host/temporary-name.ts';
import { rejectsWith } from '../support/assert-code.ts';
import { manyFiles, SMALL_RUN, writeRun } from '../support/runs.ts';
import { beforeRemoving, scratch } from '../support/scratch.ts';
import { SIGNER, TRUST } from '../support/sealing.ts';
import { SshServer, type SshServerOptions, serverOrSkip, specOf } from '../support/ssh-server.ts';

const RUN = '230427_A01234_0042_BHGYJKDRX2';
const LARGE = Buffer.alloc(8 << 20, 'base calls ');

function attributes(size: number): KeptAttributes {
  return { size, mode: 0o640, mtimeMs: 1_682_553_600_250, atimeMs: 1_682_553_600_250 };
}

function hashed(bytes: Uint8Array): Hashed {
  return { sha256: createHash('sha256').update(bytes).digest('hex'), size: bytes.length };
}

/** A server of this test's own. */
async function ownServer(
  t: TestContext,
  options: SshServerOptions = {},
): Promise<{ server: SshServer; folder: string } | undefined> {
  if ((await serverOrSkip(t)) === undefined) return undefined;
  const folder = scratch(t);
  mkdirSync(join(folder, 'server'));
  mkdirSync(join(folder, 'archive'));
  const server = await SshServer.start(join(folder, 'server'), options);
  beforeRemoving(folder, () => server.killNow());
  process.env.XDG_CONFIG_HOME = server.config;
  return { server, folder: join(folder, 'archive') };
}

test('a server that is cut off in the middle of a write is down; when it is back, the next open goes on', async t => {
  const own = await ownServer(t);
  if (own === undefined) return;
  const { server, folder } = own;
  const destination = await openSftp(specOf(server, folder));
  const release = await destination.lockRun(RUN);
  const run = await destination.openRun(RUN, true);
  assert.ok(run !== undefined);
  const staged = await run.files.stage('large', attributes(2 * LARGE.length));
  await staged.write(LARGE);
  await server.kill();
  await rejectsWith(
    'DESTINATION_DOWN',
    (async () => {
      for (;;) await staged.write(LARGE);
    })(),
  );
  await rejectsWith('DESTINATION_DOWN', Promise.resolve(run.files.look('large')));
  await staged.discard();
  await release();
  await destination.close();
  await rejectsWith('DESTINATION_DOWN', openSftp(specOf(server, folder)));

  await server.up();
  const again = await openSftp(specOf(server, folder));
  assert.equal(again.id, destination.id);
  // the lock that could not be given back is taken over: its process knows nothing of it
  const releaseAgain = await again.lockRun(RUN);
  const runAgain = await again.openRun(RUN, true);
  assert.ok(runAgain !== undefined && !runAgain.fresh);
  assert.ok(readdirSync(join(folder, RUN)).some(name => TEMPORARY.test(name)));
  await runAgain.removeLeftovers(new Set());
  assert.deepEqual(readdirSync(join(folder, RUN)), []);
  const second = await runAgain.files.stage('large', attributes(LARGE.length));
  await second.write(LARGE);
  await second.finish(hashed(LARGE), true);
  assert.equal(await second.publish(), true);
  assert.ok(readFileSync(join(folder, RUN, 'large')).equals(LARGE));
  await releaseAgain();
  await again.close();
});

test('a copy that is interrupted while a server is silent ends within seconds, and lets go of the folder beside it', async t => {
  const own = await ownServer(t);
  if (own === undefined) return;
  const { server, folder } = own;
  const source = writeRun(join(folder, '..', 'source'), 'RUN', { ...manyFiles(2000), ...SMALL_RUN });
  const here = join(folder, '..', 'here');
  mkdirSync(here);
  const stop = new AbortController();
  let frozenAt = 0;
  const copying = copyRun({
    ...{ source, signer: SIGNER, trust: TRUST, version: '0.0.0-test', now: () => new Date() },
    destinations: [{ kind: 'folder', path: here }, specOf(server, folder)],
    signal: stop.signal,
    onProgress: ({ files }) => {
      if (files === 0 || frozenAt > 0) return;
      server.freeze();
      frozenAt = performance.now();
      stop.abort(new SeqwardenError('INTERRUPTED', 'enough'));
    },
  });
  await rejectsWith('INTERRUPTED', copying);
  assert.ok(frozenAt > 0 && performance.now() - frozenAt < 10_000, `${performance.now() - frozenAt} ms`);
  assert.deepEqual(readdirSync(join(here, '.seqwarden', 'locks')), []);
});

test('a server that cannot make files durable is unusable, and is told so before a byte is written', async t => {
  const own = await ownServer(t, { sftp: '-P fsync' });
  if (own === undefined) return;
  const error = await rejectsWith('DESTINATION_UNUSABLE', openSftp(specOf(own.server, own.folder)));
  assert.match(error.message, /fsync@openssh\.com/);
  assert.deepEqual(readdirSync(own.folder), []);
});

test('without hard links a file is published all the same, and takes no name that is taken', async t => {
  const own = await ownServer(t, { sftp: '-P hardlink' });
  if (own === undefined) return;
  const destination = await openSftp(specOf(own.server, own.folder));
  const run = await destination.openRun(RUN, true);
  assert.ok(run !== undefined);
  for (const expected of [true, false]) {
    const bytes = Buffer.from(expected ? '1' : '2');
    const staged: StagedFile = await run.files.stage('a', attributes(1));
    await staged.write(bytes);
    await staged.finish(hashed(bytes), false);
    assert.equal(await staged.publish(), expected);
    await staged.discard();
  }
  assert.equal(readFileSync(join(own.folder, RUN, 'a'), 'utf8'), '1');
  assert.deepEqual(readdirSync(join(own.folder, RUN)), ['a']);
  await destination.close();
});

test('what the server denies is refused, in words that are not its own', async t => {
  const own = await ownServer(t, { sftp: '-P mkdir' });
  if (own === undefined) return;
  await rejectsWith('DESTINATION_REFUSED', openSftp(specOf(own.server, own.folder)));
});

test('from a server that is read-only a run is read, and nothing is tried to be written', async t => {
  const own = await ownServer(t, { sftp: '-R' });
  if (own === undefined) return;
  mkdirSync(join(own.folder, '.seqwarden'));
  mkdirSync(join(own.folder, RUN));
  writeFileSync(join(own.folder, '.seqwarden', 'destination-id'), `${'0'.repeat(32)}\n`);
  writeFileSync(join(own.folder, RUN, 'a'), LARGE);
  const destination = await openSftp(specOf(own.server, own.folder));
  const run = await destination.openRun(RUN, false);
  assert.deepEqual(await run?.files.hash('a'), hashed(LARGE));
  await rejectsWith('DESTINATION_UNUSABLE', destination.openRun(RUN, true));
  await rejectsWith('DESTINATION_UNUSABLE', destination.lockRun(RUN));
  await destination.close();
});

test('a link that was planted in place of a folder is not followed: not at stage, not at publish', async t => {
  const server = await serverOrSkip(t);
  if (server === undefined) return;
  const folder = scratch(t);
  const archive = join(folder, 'archive');
  mkdirSync(archive);
  mkdirSync(join(folder, 'elsewhere'));
  const destination = await openSftp(specOf(server, archive));
  const run = await destination.openRun(RUN, true);
  assert.ok(run !== undefined);
  await run.makeFolders(['Data']);
  const staged = await run.files.stage('Data/1.bcl', attributes(0));
  await staged.finish(hashed(Buffer.alloc(0)), false);
  renameSync(join(archive, RUN, 'Data'), join(archive, RUN, 'aside'));
  symlinkSync(join(folder, 'elsewhere'), join(archive, RUN, 'Data'));
  await rejectsWith('DESTINATION_UNUSABLE', Promise.resolve(staged.publish()));
  await rejectsWith('DESTINATION_UNUSABLE', Promise.resolve(run.files.stage('Data/2.bcl', attributes(0))));
  await rejectsWith('DESTINATION_UNUSABLE', Promise.resolve(run.files.hash('Data/1.bcl')));
  await rejectsWith('CONFLICT', run.makeFolders(['Data']));
  assert.deepEqual(readdirSync(join(folder, 'elsewhere')), []);
  const { special, folders } = await run.list();
  assert.deepEqual([special, folders], [['Data'], ['aside']]);

  rmSync(join(archive, '.seqwarden'), { recursive: true });
  symlinkSync(join(folder, 'elsewhere'), join(archive, '.seqwarden'));
  await rejectsWith('DESTINATION_UNUSABLE', destination.putOwn('deliveries/1.json', Buffer.from('{}')));
  await rejectsWith('DESTINATION_UNUSABLE', destination.readOwn('deliveries/1.json', 10));
  assert.deepEqual(readdirSync(join(folder, 'elsewhere')), []);
  await destination.close();
});

test('a full disk is told apart from other failures, before a file and in the middle of one', async t => {
  const server = await serverOrSkip(t);
  if (server === undefined) return;
  if (process.getuid?.() !== 0) return void missing(t, 'root, to mount');
  const folder = scratch(t);
  const archive = join(folder, 'archive');
  mkdirSync(archive);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'none', archive], { stdio: 'pipe' });
  } catch {
    return void missing(t, 'the right to mount');
  }
  beforeRemoving(folder, () => execFileSync('umount', ['-l', archive]));
  const destination = await openSftp(specOf(server, archive));
  const run = await destination.openRun(RUN, true);
  assert.ok(run !== undefined);
  await rejectsWith('DESTINATION_FULL', Promise.resolve(run.files.stage('a', attributes(LARGE.length))));
  const grows = await run.files.stage('a', attributes(1));
  await rejectsWith(
    'DESTINATION_FULL',
    (async () => {
      await grows.write(LARGE);
      await grows.finish(hashed(LARGE), false);
    })(),
  );
  await grows.discard();
  assert.deepEqual(readdirSync(join(archive, RUN)), []);
  await destination.close();
});

test('times come over in whole seconds, and a copy shows a file to nobody who could not read the source', async t => {
  const server = await serverOrSkip(t);
  if (server === undefined) return;
  const folder = scratch(t);
  const destination = await openSftp(specOf(server, folder));
  const run = await destination.openRun(RUN, true);
  assert.ok(run !== undefined);
  await run.makeFolders(['Data']);
  const sink = openSftpSink({ kind: 'sftp', destination: specOf(server, folder), run: RUN });
  const staged = await sink.stage('Data/a', attributes(0));
  await staged.finish(hashed(Buffer.alloc(0)), true);
  assert.equal(await staged.publish(), true);
  await run.settle(new Map([['Data', { ...attributes(0), mode: 0o700 }]]));
  const file = lstatSync(join(folder, RUN, 'Data', 'a'));
  const data = lstatSync(join(folder, RUN, 'Data'));
  assert.deepEqual([file.mtimeMs, data.mtimeMs], [1_682_553_600_000, 1_682_553_600_000]);
  assert.equal(file.mode & 0o007, 0);
  assert.equal(data.mode & 0o077, 0);
  await sink.close();
  await destination.close();
});
