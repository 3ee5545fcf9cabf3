import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { missing, toolOrSkip } from '../../../scripts/testing/needs.ts';
import type { Progress } from '../src/engine/file-pool.ts';
import { rejectsWith } from './support/assert-code.ts';
import { account, folderFor, IS_ROOT, ordinaryUser, seqwarden } from './support/command.ts';
import { leftLock } from './support/left-lock.ts';
import { LARGE, manyFiles, SMALL_RUN, writeRun } from './support/runs.ts';
import { beforeRemoving, scratch } from './support/scratch.ts';
import { copy, copyTo, verify } from './support/sealing.ts';
import { contents, entries } from './support/tree.ts';

const CHILD = fileURLToPath(new URL('./support/trouble-child.ts', import.meta.url));

test('a full disk: DESTINATION_FULL, no half file under a final name, and the next copy goes on', async t => {
  if (!IS_ROOT) return void missing(t, 'root, to mount');
  const folder = scratch(t);
  const destination = join(folder, 'destination');
  mkdirSync(destination);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'none', destination], { stdio: 'pipe' });
  } catch {
    return void missing(t, 'the right to mount');
  }
  beforeRemoving(folder, () => execFileSync('umount', ['-l', destination]));
  const files = { ...SMALL_RUN, 'Data/1.bcl': LARGE, 'Data/2.bcl': LARGE };
  const source = writeRun(join(folder, 'source'), 'RUN', files);
  const filler = join(destination, 'filler');
  writeFileSync(filler, Buffer.alloc(2_400_000));

  const failed = await copy(source, destination);
  assert.equal(failed.outcome, 'failed');
  assert.ok(
    failed.failures.every(({ code }) => code === 'DESTINATION_FULL'),
    JSON.stringify(failed.failures),
  );
  const there = contents(join(destination, 'RUN'));
  for (const line of there) assert.ok(contents(source).includes(line), `${line} is as in the source`);
  assert.equal(
    there.some(line => line.startsWith('Custody') || line.startsWith('RTAComplete')),
    false,
  );

  // So full that not even a lock can be written.
  appendFileSync(filler, '');
  assert.throws(() => writeFileSync(join(destination, 'rest'), Buffer.alloc(4_000_000)), { code: 'ENOSPC' });
  await rejectsWith('DESTINATION_FULL', copy(source, destination));

  unlinkSync(join(destination, 'rest'));
  truncateSync(filler, 0);
  const done = await copy(source, destination);
  assert.equal(done.outcome, 'sealed');
  assert.ok(done.written < done.files, 'what was there was not written again');
  assert.equal((await verify(done.folder)).verdict.answer, 'unchanged');
});

test('no room for Custody or a delivery: the run stays unsealed, nothing half stands, the next copy seals', t => {
  if (toolOrSkip(t, 'strace') === undefined) return;
  const folder = scratch(t);
  const source = writeRun(join(folder, 'source'), 'RUN');
  for (const step of [2, 5, 9]) {
    const destination = join(folder, `destination-${step}`);
    mkdirSync(destination);
    const inject = `inject=?mkdir,mkdirat:error=ENOSPC:when=${step}+`;
    const command = ['-f', '--quiet=all', '-o', '/dev/null', '-e', 'trace=?mkdir,mkdirat', '-e', inject];
    const { stdout } = spawnSync('strace', [...command, process.execPath, CHILD, source, destination], {
      encoding: 'utf8',
    });
    assert.deepEqual(JSON.parse(stdout), ['DESTINATION_FULL'], `step ${step}`);
    assert.equal(existsSync(join(destination, 'RUN', 'Custody')), false);
    assert.equal(existsSync(join(destination, 'RUN', 'RTAComplete.txt')), false);
    const again = spawnSync(process.execPath, [CHILD, source, destination], { encoding: 'utf8' });
    assert.equal(again.stdout, '"sealed"');
  }
});

test('a destination without hard links takes runs, and keeps what is there', async t => {
  if (toolOrSkip(t, 'strace') === undefined) return;
  const folder = scratch(t);
  const source = writeRun(join(folder, 'source'), 'RUN');
  const destination = join(folder, 'destination');
  const withoutLinks = () => {
    const inject = ['-e', 'trace=?link,linkat', '-e', 'inject=?link,linkat:error=EPERM'];
    const command = ['-f', '--quiet=all', '-o', '/dev/null', ...inject, process.execPath, CHILD];
    return spawnSync('strace', [...command, source, destination], { encoding: 'utf8' }).stdout;
  };
  mkdirSync(destination);
  assert.equal(withoutLinks(), '"sealed"');
  assert.deepEqual(
    contents(join(destination, 'RUN')).filter(line => !line.startsWith('Custody')),
    contents(source),
  );
  rmSync(join(destination, 'RUN', 'Custody'), { recursive: true });
  writeFileSync(join(destination, 'RUN', 'SampleSheet.csv'), 'another');
  assert.equal(withoutLinks(), '["CONFLICT"]');
});

test('a file that this account may not read is named, and the next copy goes on once it may', t => {
  const who = ordinaryUser(t);
  if (who === undefined) return;
  const folder = scratch(t);
  const env = account(folderFor(join(folder, 'home'), chownSync, who));
  const destination = folderFor(join(folder, 'destination'), chownSync, who);
  const source = writeRun(join(folder, 'source'), 'RUN');
  const secret = join(source, 'InterOp', 'TileMetricsOut.bin');
  chmodSync(secret, 0);
  assert.equal(seqwarden(['init'], env, who).status, 0);
  const failed = seqwarden(['copy', source, '--to', destination, '--json'], env, who);
  assert.equal(failed.status, 2, failed.stderr);
  const { failures } = JSON.parse(failed.stdout);
  assert.deepEqual(
    failures.map(({ path, code }: { path: string; code: string }) => [path, code]),
    [['InterOp/TileMetricsOut.bin', 'SOURCE_UNREADABLE']],
  );
  assert.equal(existsSync(join(destination, 'RUN', 'Custody')), false);
  chmodSync(secret, 0o644);
  assert.equal(seqwarden(['copy', source, '--to', destination], env, who).status, 0);

  for (const unwritable of [destination, join(destination, '.seqwarden', 'locks')]) {
    chmodSync(unwritable, 0o555);
    const { status, stderr } = seqwarden(
      ['copy', writeRun(folder, 'ANOTHER'), '--to', destination],
      env,
      who,
    );
    assert.deepEqual([status, /DESTINATION_UNUSABLE/.test(stderr)], [2, true], stderr);
    chmodSync(unwritable, 0o755);
  }
});

test('a destination that vanishes ends the copy with its own code', async t => {
  const folder = scratch(t);
  const source = writeRun(join(folder, 'source'), 'RUN', manyFiles(600));
  const destination = join(folder, 'destination');
  let gone = false;
  const onProgress = () => {
    if (!gone) rmSync(destination, { recursive: true, force: true, maxRetries: 20 });
    gone = true;
  };
  const codes = await copy(source, destination, { onProgress, bytesPerSecond: 60_000 }).then(
    result => result.failures.map(failure => failure.code),
    error => [error.code],
  );
  assert.ok(codes.length > 0 && codes.every(code => code === 'DESTINATION_UNUSABLE'), codes.join(', '));
});

test('a destination that is missing, or no folder, is refused and not made', async t => {
  const folder = scratch(t);
  const source = writeRun(join(folder, 'source'), 'RUN');
  writeFileSync(join(folder, 'file'), '');
  for (const destination of [join(folder, 'file'), join(folder, 'not mounted')])
    await rejectsWith('DESTINATION_UNUSABLE', copyTo(source, destination));
  assert.equal(existsSync(join(folder, 'not mounted')), false);
});

test('one copy at a time: a live process keeps its lock, a dead one loses it', async t => {
  const folder = scratch(t);
  const source = writeRun(join(folder, 'source'), 'RUN');
  const destination = join(folder, 'destination');
  const both = await Promise.allSettled([copy(source, destination), copy(source, destination)]);
  assert.deepEqual(both.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected']);
  const locks = join(destination, '.seqwarden', 'locks');
  assert.deepEqual(readdirSync(locks), [], 'a lock is gone with its copy');

  const [name = ''] = await lockNameOf(source, destination);
  writeFileSync(join(locks, name), `${hostname()} 1\n`);
  await rejectsWith('DESTINATION_BUSY', copy(source, destination));
  writeFileSync(join(locks, name), 'another-host 1\n');
  await rejectsWith('DESTINATION_BUSY', copy(source, destination));
  const dead = spawnSync(process.execPath, ['-e', '']).pid;
  writeFileSync(join(locks, name), leftLock({ pid: dead }));
  assert.equal((await copy(source, destination)).outcome, 'present');
  assert.deepEqual(readdirSync(locks), []);
});

async function lockNameOf(source: string, destination: string): Promise<string[]> {
  let names: string[] = [];
  const locks = join(destination, '.seqwarden', 'locks');
  const onProgress = (_: Progress) => {
    names = readdirSync(locks);
  };
  await copy(source, destination, { onProgress });
  return names;
}

test('what a killed copy left is removed; a file of the source with such a name is kept', async t => {
  const folder = scratch(t);
  const own = '.seqwarden-0123456789abcdef-0.tmp';
  const source = writeRun(join(folder, 'source'), 'RUN', {
    ...SMALL_RUN,
    [own]: 'the run’s own',
    [`Data/${own}`]: 'x',
  });
  const destination = join(folder, 'destination');
  const left = '.seqwarden-fedcba9876543210-1z.tmp';
  const run = writeRun(destination, 'RUN', {
    [own]: 'the run’s own',
    [left]: 'half',
    [`InterOp/${left}`]: 'half',
    '.seqwarden-fedcba9876543210-20.tmp/SHA256SUMS': 'half',
  });
  assert.equal((await copy(source, destination)).outcome, 'sealed');
  const names = entries(run).filter(path => path.includes('.seqwarden-'));
  assert.deepEqual(names, [own, `Data/${own}`]);
  assert.equal((await verify(run)).verdict.answer, 'unchanged');
});

test('a copy that is stopped says so, leaves whole files only, and goes on later', async t => {
  const folder = scratch(t);
  const source = writeRun(join(folder, 'source'), 'RUN', manyFiles(400));
  const destination = join(folder, 'destination');
  const stop = new AbortController();
  const stopped = copy(source, destination, {
    bytesPerSecond: 20_000,
    signal: stop.signal,
    onProgress: () => stop.abort(),
  });
  await assert.rejects(stopped, { name: 'AbortError' });
  assert.equal(existsSync(join(destination, 'RUN', 'Custody')), false);
  const before = entries(join(destination, 'RUN')).filter(path =>
    statSync(join(destination, 'RUN', path)).isFile(),
  );
  const done = await copy(source, destination);
  assert.deepEqual([done.outcome, done.files - done.written], ['sealed', before.length]);
});

test('a run that is still going on is not copied unless a person says so', async t => {
  const folder = scratch(t);
  const { 'RTAComplete.txt': _, 'CopyComplete.txt': __, ...running } = SMALL_RUN;
  const source = writeRun(join(folder, 'source'), '230427_M00001_0001_000000000-ABCDE', {
    ...running,
    'RunInfo.xml': RUN_INFO,
  });
  await rejectsWith('RUN_NOT_FINISHED', copy(source, join(folder, 'destination')));
  assert.deepEqual(
    readdirSync(join(folder, 'destination')).filter(name => name !== '.seqwarden'),
    [],
  );
  const result = await copy(source, join(folder, 'destination'), { incomplete: true });
  assert.deepEqual([result.outcome, result.inspection.completion.state], ['sealed', 'running']);
});

const RUN_INFO = `<?xml version="1.0"?>
<RunInfo Version="2"><Run Id="230427_M00001_0001_000000000-ABCDE" Number="1">
<Flowcell>000000000-ABCDE</Flowcell><Instrument>M00001</Instrument><Date>230427</Date>
<Reads><Read Number="1" NumCycles="2" IsIndexedRead="N"/></Reads>
<FlowcellLayout LaneCount="1" SurfaceCount="1" SwathCount="1" TileCount="2"/></Run></RunInfo>
`;
