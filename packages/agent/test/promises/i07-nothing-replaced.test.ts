import assert from 'node:assert/strict';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { stageFile } from '../../src/engine/copy-file.ts';
import type { Progress } from '../../src/engine/file-pool.ts';
import { rejectsWith } from '../support/assert-code.ts';
import { account, seqwarden } from '../support/command.ts';
import { copyTools, fileNamed, HERE } from '../support/copy-tools.ts';
import { LARGE, SMALL_RUN, writeRun } from '../support/runs.ts';
import { scratch } from '../support/scratch.ts';
import { copy, newSigner, seal, trustIn, verify } from '../support/sealing.ts';
import { contents, fingerprints } from '../support/tree.ts';

function place(t: TestContext) {
  const folder = scratch(t);
  const destination = join(folder, 'destination');
  return {
    folder,
    source: writeRun(join(folder, 'source'), 'RUN'),
    destination,
    run: join(destination, 'RUN'),
  };
}

test('I7: a differing file at the destination is a conflict, exit 1, and nothing there changes', async t => {
  const { folder, source, destination, run } = place(t);
  for (const [name, content] of [
    ['another content', { 'InterOp/TileMetricsOut.bin': 'tile METRICS' }],
    ['another length', { 'Data/Intensities/BaseCalls/L001/C1.1/s_1_1102.bcl': LARGE.subarray(1) }],
    ['another marker', { 'RTAComplete.txt': 'another' }],
    ['a file more', { 'InterOp/more.bin': '' }],
  ] as const) {
    rmSync(destination, { recursive: true, force: true });
    writeRun(destination, 'RUN', { ...SMALL_RUN, ...content });
    const before = contents(run);
    // Of a marker, which is looked at last, the copy ends at once.
    const codes = await copy(source, destination).then(
      ({ failures }) => failures.map(({ code }) => code),
      error => [error.code],
    );
    assert.deepEqual(codes, ['CONFLICT'], name);
    assert.deepEqual(contents(run), before, name);
  }
  const env = account(folder);
  seqwarden(['init'], env);
  const { status, stderr } = seqwarden(['copy', source, '--to', destination], env);
  assert.equal(status, 1);
  assert.match(stderr, /CONFLICT/);
});

test('I7: a folder, a link or another thing under the name of a file is a conflict', async t => {
  const { source, destination, run } = place(t);
  const path = join(run, 'SampleSheet.csv');
  for (const put of [() => mkdirSync(path), () => symlinkSync(join(source, 'SampleSheet.csv'), path)]) {
    rmSync(destination, { recursive: true, force: true });
    mkdirSync(run, { recursive: true });
    put();
    const result = await copy(source, destination);
    assert.deepEqual(
      result.failures.map(({ code }) => code),
      ['CONFLICT'],
    );
  }
});

test('I7: a name that another writer takes while a file is copied stays his', async t => {
  const { source, destination, run } = place(t);
  mkdirSync(run, { recursive: true });
  const { tools, thrown } = copyTools(t, source, run);
  const sheet = 'SampleSheet.csv';
  const first = await thrown(stageFile(tools, fileNamed(sheet), HERE));
  const second = await thrown(stageFile(tools, fileNamed(sheet), HERE));
  assert.ok(first !== undefined && second !== undefined);
  writeFileSync(join(run, sheet), 'his');
  await rejectsWith('CONFLICT', thrown(act(() => first.copies.publish(first.sha256))));
  assert.deepEqual([readdirSync(run).length, readFileSync(join(run, sheet), 'utf8')], [2, 'his']);
  writeFileSync(join(run, sheet), SMALL_RUN[sheet] ?? '');
  const { ino } = statSync(join(run, sheet));
  await thrown(act(() => second.copies.publish(second.sha256)));
  assert.deepEqual([second.copies.held, second.copies.written], [HERE, 0]);
  assert.deepEqual([readdirSync(destination), readdirSync(run)], [['RUN'], [sheet]]);
  assert.equal(statSync(join(run, sheet)).ino, ino);
});

/** Whether it is done at once or later is the place's own affair. */
async function act(work: () => void | Promise<void>): Promise<void> {
  await work();
}

test('I7: copying again writes nothing that is there and equal', async t => {
  const { source, destination, run } = place(t);
  assert.equal((await copy(source, destination)).outcome, 'sealed');
  const files = (folder: string) => fingerprints(folder).filter(line => !line.endsWith(' folder'));
  const before = files(run);
  const again = await copy(source, destination);
  assert.deepEqual([again.outcome, again.written], ['present', 0]);
  assert.deepEqual(files(run), before);
});

test('I7: a sealed destination takes nothing that its seal does not list', async t => {
  const { source, destination, run } = place(t);
  await copy(source, destination);
  const before = fingerprints(destination).filter(line => !line.includes('.seqwarden'));
  const changes: readonly (() => void)[] = [
    () => writeFileSync(join(source, 'Data', 'late.bcl'), 'late'),
    () => writeFileSync(join(source, 'SampleSheet.csv'), 'another'),
    () => unlinkSync(join(source, 'InterOp', 'TileMetricsOut.bin')),
  ];
  for (const change of changes) {
    change();
    const result = await copy(source, destination);
    assert.deepEqual([result.outcome, result.failures.map(({ code }) => code)], ['failed', ['CONFLICT']]);
    assert.deepEqual(
      fingerprints(destination).filter(line => !line.includes('.seqwarden')),
      before,
    );
  }
  assert.equal((await verify(run)).verdict.answer, 'unchanged');
});

test('I7: gaps of a sealed destination are filled, and its seal stays', async t => {
  const { source, destination, run } = place(t);
  const { seal: first } = await copy(source, destination);
  unlinkSync(join(run, 'SampleSheet.csv'));
  unlinkSync(join(run, 'RTAComplete.txt'));
  const again = await copy(source, destination);
  assert.deepEqual([again.outcome, again.written, again.seal], ['present', 2, first]);
  assert.equal((await verify(run)).verdict.answer, 'unchanged');
});

test('I7: a Custody of strangers at the destination is never replaced', async t => {
  const { source, destination, run } = place(t);
  const stranger = newSigner();
  writeRun(destination, 'RUN');
  await seal(run, { signer: stranger, trust: trustIn([stranger]) });
  const before = contents(run);
  const result = await copy(source, destination);
  assert.deepEqual(
    result.failures.map(({ code }) => code),
    ['CONFLICT'],
  );
  assert.deepEqual(contents(run), before);
});

test('I7: what a copy wrote itself goes again where the source changed meanwhile, and nothing else', async t => {
  const { source, destination, run } = place(t);
  writeRun(destination, 'RUN', {
    'InterOp/TileMetricsOut.bin': 'tile metrics',
    'RTAComplete.txt': 'RTA is done',
  });
  const onProgress = ({ files, filesInAll }: Progress) => {
    if (files < filesInAll) return;
    writeFileSync(join(source, 'SampleSheet.csv'), 'another');
    writeFileSync(join(source, 'InterOp', 'TileMetricsOut.bin'), 'others');
  };
  await rejectsWith('SOURCE_CHANGED', copy(source, destination, { onProgress }));
  const there = contents(run).join('\n');
  assert.ok(!there.includes('SampleSheet.csv'), 'what the copy wrote is taken away');
  assert.match(there, /InterOp\/TileMetricsOut.bin/, 'what was there before stays');
  assert.match(there, /RTAComplete.txt/, 'so does a marker');
});
