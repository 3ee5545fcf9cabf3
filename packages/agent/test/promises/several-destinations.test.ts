import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { missing, toolOrSkip } from '../../../../scripts/testing/needs.ts';
import { account, COMMAND, IS_ROOT, seqwarden } from '../support/command.ts';
import { LARGE, manyFiles, SMALL_RUN, writeRun } from '../support/runs.ts';
import { beforeRemoving, scratch } from '../support/scratch.ts';
import { copy, copyToAll, newSigner, seal, trustIn, verify } from '../support/sealing.ts';
import { trace } from '../support/strace.ts';
import { contents, fingerprints } from '../support/tree.ts';

/** A run, and folders to copy it to. */
function places(t: TestContext, count: number, files = SMALL_RUN) {
  const folder = scratch(t);
  const source = writeRun(join(folder, 'source'), 'RUN', files);
  const destinations = Array.from({ length: count }, (_, at) => join(folder, `destination-${at}`));
  for (const destination of destinations) mkdirSync(destination);
  return { folder, source, destinations };
}

const deliveries = (destination: string, seal: string) =>
  readdirSync(join(destination, '.seqwarden', 'deliveries', seal));

test('several destinations get the same bytes and one seal, and each its own delivery', async t => {
  const { source, destinations } = places(t, 8);
  const result = await copyToAll(source, destinations);
  const [first] = result.destinations;
  assert.ok(first?.seal);
  for (const [at, destination] of destinations.entries()) {
    const one = result.destinations[at];
    assert.deepEqual([one?.outcome, one?.written, one?.seal], ['sealed', result.files, first.seal]);
    assert.equal(one?.place, join(destination, 'RUN'));
    assert.deepEqual(contents(one.place), contents(first.place));
    assert.deepEqual(deliveries(destination, first.seal), ['0001.intoto.json']);
    assert.equal((await verify(one.place)).verdict.answer, 'unchanged');
  }
});

test('more than eight are refused before anything is made', async t => {
  const { source, destinations } = places(t, 9);
  await assert.rejects(copyToAll(source, destinations), { code: 'USAGE' });
  for (const destination of destinations) assert.deepEqual(readdirSync(destination), []);
});

test('the source is opened once a file, however many destinations there are, and however often it was copied', t => {
  if (toolOrSkip(t, 'strace') === undefined) return;
  const { folder, source, destinations } = places(t, 3);
  const env = account(folder);
  assert.equal(seqwarden(['init'], env).status, 0);
  const to = destinations.flatMap(destination => ['--to', destination]);
  for (const round of ['first', 'sealed already']) {
    const calls = trace([...COMMAND, 'copy', source, ...to], [], join(folder, 'log'), env);
    const opened = calls
      .filter(({ name, failed }) => name === 'openat' && !failed)
      .map(({ paths }) => paths[0]);
    for (const path of Object.keys(SMALL_RUN).filter(path => path.endsWith('.bcl')))
      assert.equal(opened.filter(one => one === join(source, path)).length, 1, `${path}, ${round}`);
  }
});

test('a destination that is full fails alone; copying again completes it and leaves the others as they are', async t => {
  if (!IS_ROOT) return void missing(t, 'root, to mount');
  const { folder, source, destinations } = places(t, 2, {
    ...SMALL_RUN,
    'Data/1.bcl': LARGE,
    'Data/2.bcl': LARGE,
  });
  const [good = '', full = ''] = destinations;
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'none', full], { stdio: 'pipe' });
  } catch {
    return void missing(t, 'the right to mount');
  }
  beforeRemoving(folder, () => execFileSync('umount', ['-l', full]));
  writeFileSync(join(full, 'filler'), Buffer.alloc(2_400_000));

  const first = await copyToAll(source, destinations);
  const [sealed, failed] = first.destinations;
  assert.deepEqual([first.outcome, sealed?.outcome, failed?.outcome], ['failed', 'sealed', 'failed']);
  assert.deepEqual([first.failures, sealed?.failures], [[], []]);
  assert.deepEqual(new Set(failed?.failures.map(({ code }) => code)), new Set(['DESTINATION_FULL']));
  assert.equal(failed?.failed, 1, 'one failure, whatever came after it');
  assert.equal((await verify(join(good, 'RUN'))).verdict.answer, 'unchanged');
  const there = contents(join(full, 'RUN'));
  for (const line of there) assert.ok(contents(source).includes(line), `${line} is as in the source`);

  truncateSync(join(full, 'filler'), 0);
  const before = fingerprints(join(good, 'RUN')).filter(line => !line.endsWith(' folder'));
  const again = await copyToAll(source, destinations);
  assert.deepEqual(
    again.destinations.map(({ outcome, written, seal }) => [outcome, written > 0, seal]),
    [
      ['present', false, sealed?.seal],
      ['carried', true, sealed?.seal],
    ],
  );
  assert.deepEqual(
    fingerprints(join(good, 'RUN')).filter(line => !line.endsWith(' folder')),
    before,
  );
  assert.deepEqual(contents(join(full, 'RUN')), contents(join(good, 'RUN')));
});

test('a destination that vanishes in the middle fails alone', async t => {
  const { source, destinations } = places(t, 2, manyFiles(400));
  const [good = '', gone = ''] = destinations;
  let isGone = false;
  const onProgress = () => {
    if (!isGone) rmSync(gone, { recursive: true, force: true, maxRetries: 20 });
    isGone = true;
  };
  const { destinations: results } = await copyToAll(source, destinations, {
    onProgress,
    bytesPerSecond: 60_000,
  });
  assert.deepEqual(
    results.map(({ outcome }) => outcome),
    ['sealed', 'failed'],
  );
  assert.deepEqual(
    results[1]?.failures.map(({ code }) => code),
    ['DESTINATION_UNUSABLE'],
  );
  assert.equal((await verify(join(good, 'RUN'))).verdict.answer, 'unchanged');
});

test('a destination with other bytes, a stranger, a lock or a Custody of somebody else fails alone', async t => {
  const { source, destinations } = places(t, 6);
  const [good = '', other = '', more = '', strange = '', marker = '', missingOne = ''] = destinations;
  writeRun(other, 'RUN', { 'SampleSheet.csv': '[header]\n' });
  writeRun(more, 'RUN', { 'Data/more.bcl': 'x' });
  const stranger = newSigner();
  await seal(writeRun(strange, 'RUN'), { signer: stranger, trust: trustIn([stranger]) });
  writeRun(marker, 'RUN', { 'RTAComplete.txt': 'rta IS DONE' });
  rmSync(missingOne, { recursive: true });
  const before = contents(join(strange, 'RUN'));
  const { destinations: results } = await copyToAll(source, destinations);
  assert.deepEqual(
    results.map(({ outcome, failures }) => [outcome, ...failures.map(({ code }) => code)]),
    [
      ['sealed'],
      ['failed', 'CONFLICT'],
      ['failed', 'CONFLICT'],
      ['failed', 'CONFLICT'],
      ['failed', 'CONFLICT'],
      ['failed', 'DESTINATION_UNUSABLE'],
    ],
  );
  assert.equal((await verify(join(good, 'RUN'))).verdict.answer, 'unchanged');
  assert.deepEqual(contents(join(strange, 'RUN')), before);
  for (const failed of [other, more, marker])
    assert.ok(
      !readdirSync(join(failed, 'RUN')).includes('Custody'),
      'no seal where a file is not as in the source',
    );
});

test('a seal that lies at one destination is carried to the others instead of a second one', async t => {
  const { source, destinations } = places(t, 3);
  const [first = '', ...others] = destinations;
  const { seal: made } = await copy(source, first);
  const result = await copyToAll(source, [...others, first]);
  assert.deepEqual(
    result.destinations.map(({ outcome, seal }) => [outcome, seal]),
    [
      ['carried', made],
      ['carried', made],
      ['present', made],
    ],
  );
  for (const destination of destinations)
    assert.deepEqual(
      readFileSync(join(destination, 'RUN', 'Custody', 'seal.intoto.json')),
      readFileSync(join(first, 'RUN', 'Custody', 'seal.intoto.json')),
    );
});
