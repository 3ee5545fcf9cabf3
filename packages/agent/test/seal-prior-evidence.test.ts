import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { decodeEnvelope, decodeSeal, type SealPredicate } from '@seqwarden/proof';
import { toolOrSkip } from '../../../scripts/testing/needs.ts';
import { rejectsWith } from './support/assert-code.ts';
import { LARGE, manyFiles, type RunFiles, SMALL_RUN, writeRun } from './support/runs.ts';
import { scratch } from './support/scratch.ts';
import { seal } from './support/sealing.ts';
import { trace } from './support/strace.ts';

const hashed = (algorithm: string, content: string | Uint8Array) =>
  createHash(algorithm).update(content).digest('hex');

async function predicateOf(run: string): Promise<SealPredicate> {
  const bytes = new Uint8Array(readFileSync(join(run, 'Custody', 'seal.intoto.json')));
  return decodeSeal((await decodeEnvelope(bytes)).payload).predicate;
}

test('checksum lists in the run are checked and named as prior evidence', async t => {
  const bcl = 'Data/Intensities/BaseCalls/L001/C1.1/s_1_1101.bcl';
  const run = writeRun(join(scratch(t), 'runs'), 'RUN', {
    ...SMALL_RUN,
    'Data/back\\slash\nnew': 'odd name',
    'md5sum.txt': [
      `${hashed('md5', 'first cycle')}  ${bcl}`,
      `${hashed('md5', LARGE)} *./Data/Intensities/BaseCalls/L001/C1.1/s_1_1102.bcl`,
      `\\${hashed('md5', 'odd name')}  Data/back\\\\slash\\nnew`,
      `${hashed('md5', 'x')}  ../outside`,
      'a line that says nothing\n',
    ].join('\n'),
    'InterOp/checksums.sha1': `SHA1 (TileMetricsOut.bin) = ${hashed('sha1', 'tile metrics')}\n`,
    SHA256SUMS: `${hashed('sha256', '[Header]\n')}  SampleSheet.csv\r\n`,
    'InterOp/TileMetricsOut.bin.md5': `${hashed('md5', 'tile metrics').toUpperCase()}\n`,
  });
  const { priorEvidence } = await seal(run);
  const sealed = (await predicateOf(run)).priorEvidence;
  assert.deepEqual(
    priorEvidence.named.map(({ sha256: _, ...list }) => list),
    [
      {
        path: 'InterOp/TileMetricsOut.bin.md5',
        algorithm: 'md5',
        listed: 1,
        matched: 1,
        mismatched: 0,
        absent: 0,
      },
      { path: 'InterOp/checksums.sha1', algorithm: 'sha1', listed: 1, matched: 1, mismatched: 0, absent: 0 },
      { path: 'SHA256SUMS', algorithm: 'sha256', listed: 1, matched: 1, mismatched: 0, absent: 0 },
      { path: 'md5sum.txt', algorithm: 'md5', listed: 4, matched: 3, mismatched: 0, absent: 1 },
    ],
  );
  assert.deepEqual(
    { ...sealed, named: [] },
    { lists: 4, listed: 7, matched: 6, mismatched: 0, absent: 1, named: [] },
  );
  assert.deepEqual(
    sealed.named,
    priorEvidence.named.map(({ path, ...evidence }) => {
      assert.equal(evidence.sha256, hashed('sha256', readFileSync(join(run, path))));
      return evidence;
    }),
  );
});

test('a checksum list that does not match refuses the seal, unless a person insists; then the seal says so', async t => {
  const run = writeRun(join(scratch(t), 'runs'), 'RUN', {
    ...SMALL_RUN,
    'SampleSheet.csv.md5': hashed('md5', 'as it was'),
  });
  const error = await rejectsWith('PRIOR_EVIDENCE_MISMATCH', seal(run));
  assert.equal(error.path, 'SampleSheet.csv.md5');
  assert.equal(existsSync(join(run, 'Custody')), false);
  await seal(run, { despiteMismatch: true });
  assert.deepEqual(
    (await predicateOf(run)).priorEvidence.named.map(({ matched, mismatched }) => [matched, mismatched]),
    [[0, 1]],
  );
});

test('of more lists than a seal can hold it has those that mismatch, and the totals of all', async t => {
  const lists = Array.from(
    { length: 40 },
    (_, at) => [`${at}.bin`, hashed('sha1', at < 30 ? `${at}` : 'other')] as const,
  );
  const files = Object.fromEntries(lists.map(([path]) => [path, path.replace('.bin', '')]));
  const run = writeRun(join(scratch(t), 'runs'), 'RUN', {
    ...files,
    ...Object.fromEntries(lists.map(([path, digest]) => [`${path}.sha1`, digest])),
  });
  const error = await rejectsWith('PRIOR_EVIDENCE_MISMATCH', seal(run));
  assert.equal(error.path, '30.bin.sha1');
  await seal(run, { despiteMismatch: true });
  const { named, ...totals } = (await predicateOf(run)).priorEvidence;
  assert.deepEqual(totals, { lists: 40, listed: 40, matched: 30, mismatched: 10, absent: 0 });
  assert.deepEqual(
    named.map(({ mismatched }) => mismatched),
    [...Array(10).fill(1), ...Array(22).fill(0)],
  );
});

const CHILD = join(import.meta.dirname, 'support', 'seal-child.ts');

test('a checksum list of 64 MiB of line feeds takes no more memory than a run without lists', t => {
  const run = writeRun(join(scratch(t), 'runs'), 'RUN', {
    ...SMALL_RUN,
    'md5sum.txt': Buffer.alloc(64 << 20, '\n'),
  });
  const { stdout, stderr } = spawnSync(process.execPath, ['--max-old-space-size=32', CHILD, run], {
    encoding: 'utf8',
  });
  const { outcome, memory } = JSON.parse(stdout || JSON.stringify({ outcome: stderr }));
  assert.equal(outcome, 'sealed');
  assert.ok(memory < 200, `${memory} MB`);
});

/** These files with an md5 list of them. */
function withList(files: RunFiles): RunFiles {
  const lines = Object.entries(files).map(([path, content]) => `${hashed('md5', content)}  ${path}\n`);
  return { ...files, 'md5sum.txt': lines.join('') };
}

test('files that an md5 list names are read once', t => {
  if (toolOrSkip(t, 'strace') === undefined) return;
  const folder = scratch(t);
  const run = writeRun(join(folder, 'runs'), 'RUN', withList(SMALL_RUN));
  const calls = trace([process.execPath, CHILD, run], [], join(folder, 'log'), process.env);
  const opened = calls.flatMap(({ name, paths }) => (name === 'openat' ? paths : []));
  for (const path of Object.keys(SMALL_RUN).filter(path => path.endsWith('.bcl')))
    assert.equal(opened.filter(one => one === join(run, path)).length, 1, path);
});

test('after a stop what was read for a list is not read again', async t => {
  const files = manyFiles(400);
  const first = Object.fromEntries(Object.entries(files).filter(([path]) => path.startsWith('Data/part 0/')));
  const run = writeRun(join(scratch(t), 'runs'), 'RUN', { ...files, ...withList(first) });
  const stop = new AbortController();
  const onProgress = ({ files }: { readonly files: number }) => {
    if (files > 40) stop.abort();
  };
  const stopped = seal(run, { bytesPerSecond: 20_000, signal: stop.signal, onProgress });
  await assert.rejects(stopped, { name: 'AbortError' });
  const state = join(run, '..', '..', 'state', 'resume');
  const noted = readdirSync(state).flatMap(name =>
    readFileSync(join(state, name), 'utf8').trim().split('\n'),
  );
  assert.ok(noted.length < 404 && noted.some(line => line.includes('{"md5":"')), `${noted.length} noted`);

  const { resumed, priorEvidence } = await seal(run);
  assert.equal(resumed, noted.length);
  assert.deepEqual([priorEvidence.matched, priorEvidence.listed], [50, 50]);
});

test('what an earlier try read without the list that names it now is read again, and nothing else', async t => {
  const files = manyFiles(20);
  const run = writeRun(join(scratch(t), 'runs'), 'RUN', {
    ...files,
    'CopyComplete.txt.md5': hashed('md5', 'other'),
  });
  await rejectsWith('PRIOR_EVIDENCE_MISMATCH', seal(run));
  writeFileSync(join(run, 'CopyComplete.txt.md5'), hashed('md5', ''));
  writeFileSync(join(run, 'late.sha1'), `${hashed('sha1', 'content of 7')}  Data/part 0/file-7.bin\n`);
  const { outcome, resumed, priorEvidence } = await seal(run);
  assert.deepEqual([outcome, resumed], ['sealed', Object.keys(files).length - 1]);
  assert.deepEqual([priorEvidence.lists, priorEvidence.matched, priorEvidence.listed], [2, 2, 2]);
});
