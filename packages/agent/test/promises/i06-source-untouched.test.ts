import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, lstatSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { missing, toolOrSkip } from '../../../../scripts/testing/needs.ts';
import { Round } from '../faults/support/round.ts';
import { rejectsWith } from '../support/assert-code.ts';
import { account, COMMAND, IS_ROOT, seqwarden } from '../support/command.ts';
import { seeded } from '../support/random.ts';
import { writeRun } from '../support/runs.ts';
import { beforeRemoving, scratch } from '../support/scratch.ts';
import { copy, seal, verify } from '../support/sealing.ts';
import { trace } from '../support/strace.ts';
import { entries, fingerprints } from '../support/tree.ts';

test('I6: a copy, a failed copy, a seal elsewhere and a verification change nothing in the source', async t => {
  const folder = scratch(t);
  const source = writeRun(join(folder, 'source'), 'RUN');
  symlinkSync('elsewhere', join(source, 'link'));
  const before = fingerprints(source);
  await copy(source, join(folder, 'one'));
  assert.deepEqual(fingerprints(source), before);
  writeRun(join(folder, 'two'), 'RUN', { 'SampleSheet.csv': 'another' });
  assert.equal((await copy(source, join(folder, 'two'))).outcome, 'failed');
  assert.deepEqual(fingerprints(source), before);
  await seal(source, { custody: join(folder, 'custody') });
  await verify(source, undefined, join(folder, 'custody'));
  assert.deepEqual(fingerprints(source), before);
});

/** Calls that change, lock or delete what they name. */
const CHANGING = [
  ...['?unlink', 'unlinkat', '?rename', 'renameat', 'renameat2', '?link', 'linkat', '?mkdir', 'mkdirat'],
  ...['?rmdir', '?symlink', 'symlinkat', '?chmod', 'fchmod', 'fchmodat', '?chown', 'fchown', 'fchownat'],
  ...[
    'truncate',
    'ftruncate',
    '?utimes',
    '?utime',
    'utimensat',
    'setxattr',
    'fsetxattr',
    'flock',
    '?mknod',
    'mknodat',
  ],
];

test('I6: an agent changes nothing in the source, from its first look to the seal that was read back', async t => {
  const plan = { model: 'miseq', lanes: 1, tiles: 1, cycles: 4, clusters: 20 };
  const round = await Round.open(t, { plan, kinds: ['folder', 'sftp'], random: seeded(1) });
  if (round === undefined) return;
  while (!round.instrument.isDone) round.instrument.work();
  const before = fingerprints(round.landing);
  await round.agent();
  assert.deepEqual(fingerprints(round.landing), before);
});

test('I6: no system call on the source writes, renames, locks or deletes', t => {
  if (toolOrSkip(t, 'strace') === undefined) return;
  const folder = scratch(t);
  const source = writeRun(join(folder, 'source'), 'RUN');
  mkdirSync(join(folder, 'destination'));
  const env = account(folder);
  assert.equal(seqwarden(['init'], env).status, 0);
  const command = [...COMMAND, 'copy', source, '--to', join(folder, 'destination')];
  const calls = trace(command, CHANGING, join(folder, 'log'), env);
  const onSource = calls.filter(
    ({ name, paths }) => name !== 'close' && paths.some(path => path.startsWith(source)),
  );
  const opened = onSource.filter(call => call.name === 'openat');
  for (const path of entries(source))
    assert.ok(
      opened.some(call => call.paths[0] === join(source, path)),
      `${path} was seen to be opened`,
    );
  assert.deepEqual(
    onSource.filter(call => call.name !== 'openat' || /O_(WRONLY|RDWR|CREAT|TRUNC|APPEND)/.test(call.args)),
    [],
  );
});

test('I6: a run on a read-only mount is copied', async t => {
  const folder = scratch(t);
  const source = writeRun(join(folder, 'source'), 'RUN');
  const view = join(folder, 'view');
  mkdirSync(view);
  if (!IS_ROOT) return void missing(t, 'root, to mount');
  try {
    execFileSync('mount', ['--bind', join(folder, 'source'), view], { stdio: 'pipe' });
  } catch {
    return void missing(t, 'the right to mount');
  }
  beforeRemoving(folder, () => execFileSync('umount', ['-l', view]));
  execFileSync('mount', ['-o', 'remount,ro,bind', view]);
  assert.equal((await copy(join(view, 'RUN'), join(folder, 'destination'))).outcome, 'sealed');

  // The same folder under another name is still the source.
  execFileSync('mount', ['-o', 'remount,rw,bind', view]);
  const before = fingerprints(source);
  await rejectsWith('DESTINATION_UNUSABLE', copy(source, view));
  await rejectsWith('DESTINATION_UNUSABLE', copy(source, join(view, 'RUN', 'Data')));
  assert.deepEqual(fingerprints(source), before);
});

test('I6: a source that nobody can write is copied', async t => {
  const folder = scratch(t);
  const source = writeRun(join(folder, 'source'), 'RUN');
  const paths = ['', ...entries(source)].map(path => join(source, path));
  for (const path of paths.toReversed()) chmodSync(path, lstatSync(path).isDirectory() ? 0o555 : 0o444);
  beforeRemoving(folder, () => {
    for (const path of paths) chmodSync(path, 0o755);
  });
  assert.equal((await copy(source, join(folder, 'destination'))).outcome, 'sealed');
});

test('I6: a destination in the run, or a run at its own destination, is refused', async t => {
  const folder = scratch(t);
  const source = writeRun(folder, 'RUN');
  const before = fingerprints(source);
  await rejectsWith('DESTINATION_UNUSABLE', copy(source, join(source, 'Data')));
  await rejectsWith('DESTINATION_UNUSABLE', copy(source, source));
  symlinkSync(join(source, 'Data'), join(folder, 'shortcut'));
  await rejectsWith('DESTINATION_UNUSABLE', copy(source, join(folder, 'shortcut')));
  assert.deepEqual(fingerprints(source), before);
  const beside = fingerprints(folder);
  await rejectsWith('DESTINATION_UNUSABLE', copy(source, folder));
  assert.deepEqual(fingerprints(folder), beside);
});
