import assert from 'node:assert/strict';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Progress } from '../src/engine/file-pool.ts';
import { rejectsWith } from './support/assert-code.ts';
import { writeRun } from './support/runs.ts';
import { scratch } from './support/scratch.ts';
import { copy } from './support/sealing.ts';
import { contents } from './support/tree.ts';

/** Acts once all files were copied, before the last look at the source. */
function atTheEnd(act: () => void) {
  return ({ files, filesInAll }: Progress) => {
    if (files === filesInAll) act();
  };
}

test('what a stranger put in place of a file that the copy wrote stays when the source changed', async t => {
  const folder = scratch(t);
  const source = writeRun(join(folder, 'source'), 'RUN');
  const there = join(folder, 'to', 'RUN', 'SampleSheet.csv');
  const onProgress = atTheEnd(() => {
    for (const name of ['SampleSheet.csv', 'Logs/empty.log']) writeFileSync(join(source, name), 'another');
    writeFileSync(`${there}.new`, 'evidence!\n');
    renameSync(`${there}.new`, there);
  });
  await rejectsWith('SOURCE_CHANGED', copy(source, join(folder, 'to'), { onProgress }));
  assert.equal(readFileSync(there, 'utf8'), 'evidence!\n');
  const left = contents(join(folder, 'to', 'RUN')).join('\n');
  assert.ok(!left.includes('empty.log'), 'what is as it was written goes');
});

test('where a seal lies nothing is withdrawn: a gap that the copy filled stays filled', async t => {
  const folder = scratch(t);
  const source = writeRun(join(folder, 'source'), 'RUN');
  const { folder: run } = await copy(source, join(folder, 'to'));
  const sheet = join(run, 'SampleSheet.csv');
  const sealed = readFileSync(sheet);
  rmSync(sheet);
  const onProgress = atTheEnd(() => writeFileSync(join(source, 'SampleSheet.csv'), 'another'));
  await rejectsWith('SOURCE_CHANGED', copy(source, join(folder, 'to'), { onProgress }));
  assert.deepEqual(readFileSync(sheet), sealed);
});
