import assert from 'node:assert/strict';
import { appendFileSync, existsSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { copyFile } from '../../src/engine/copy-file.ts';
import type { Progress } from '../../src/engine/file-pool.ts';
import { READ_BYTES, readFile } from '../../src/engine/read-file.ts';
import { rejectsWith, throwsWith } from '../support/assert-code.ts';
import { copyTools, fileNamed, HERE } from '../support/copy-tools.ts';
import { patchWrite } from '../support/patched-fs.ts';
import { LARGE, writeRun } from '../support/runs.ts';
import { scratch } from '../support/scratch.ts';
import { copy, verify } from '../support/sealing.ts';
import { entries } from '../support/tree.ts';

/** Reads a file of three pieces and does something to it after the first. */
function readDisturbed(path: string, disturb: () => void): void {
  let pieces = 0;
  const buffer = Buffer.alloc(READ_BYTES);
  readFile(path, 'a', buffer, () => {
    if (++pieces === 1) disturb();
  });
}

test('I3: a file that shrinks while it is read is not taken for whole', t => {
  const path = join(scratch(t), 'a');
  writeFileSync(path, LARGE);
  throwsWith('SOURCE_SHRANK', () => readDisturbed(path, () => truncateSync(path, READ_BYTES + 1)));
});

test('I3: a file that grows, or is rewritten in place, while it is read is not taken for whole', t => {
  const path = join(scratch(t), 'a');
  writeFileSync(path, LARGE);
  throwsWith('SOURCE_CHANGED', () => readDisturbed(path, () => appendFileSync(path, 'more')));
  writeFileSync(path, LARGE);
  throwsWith('SOURCE_CHANGED', () => readDisturbed(path, () => writeFileSync(path, LARGE, { flag: 'r+' })));
});

/** One folder with the file `a` to copy from, and an empty one to copy to. */
function toolsFor(t: TestContext, content: Buffer) {
  const folder = scratch(t);
  const from = join(writeRun(folder, 'from', { a: content }), 'a');
  const to = writeRun(folder, 'to', {});
  return { ...copyTools(t, join(folder, 'from'), to), from, to };
}

test('I3: a file that changed while it was copied is copied again', async t => {
  const { tools, thrown, from, to } = toolsFor(t, LARGE);
  let disturbances = 0;
  const throttle = () => {
    if (disturbances++ === 0) appendFileSync(from, 'grown');
  };
  const read = await thrown(copyFile({ ...tools, throttle }, fileNamed('a'), HERE));
  assert.equal(read?.before.size, LARGE.length + 5);
  assert.deepEqual(readFileSync(join(to, 'a')), Buffer.concat([LARGE, Buffer.from('grown')]));
  assert.deepEqual(entries(to), ['a']);
});

test('I3: a file that never rests gets no final name, and leaves nothing behind', async t => {
  const { tools, from, to } = toolsFor(t, LARGE);
  const throttle = () => appendFileSync(from, 'x');
  await rejectsWith('SOURCE_CHANGED', copyFile({ ...tools, throttle }, fileNamed('a'), HERE));
  assert.deepEqual(entries(to), []);
});

test('I3: fewer acknowledged bytes than the source has are an error', async t => {
  const { tools, thrown, to } = toolsFor(t, Buffer.from('some bytes'));
  // A file system that says it wrote more than it was given would hide a short write.
  patchWrite(t, () => () => 11);
  await rejectsWith('DESTINATION_WRITE_FAILED', thrown(copyFile(tools, fileNamed('a'), HERE)));
  assert.equal(existsSync(join(to, 'a')), false);
});

test('I3: a run with a restless writer is not sealed; once it rests the next copy is', async t => {
  const folder = scratch(t);
  const source = writeRun(join(folder, 'source'), 'RUN');
  const restless = join(source, 'InterOp', 'TileMetricsOut.bin');
  const writer = new Worker(
    `const { appendFileSync } = require('node:fs');
     const { parentPort, workerData } = require('node:worker_threads');
     appendFileSync(workerData, 'x');
     parentPort.postMessage('started');
     for (;;) appendFileSync(workerData, 'x');`,
    { eval: true, workerData: restless },
  );
  let destination = '';
  let failed: string[] = [];
  try {
    await new Promise(resolve => writer.once('message', resolve));
    // Where the writer got no turn while the run was copied, there was nothing to notice.
    for (let round = 0; failed.length === 0 && round < 50; round++) {
      destination = join(folder, `destination-${round}`);
      failed = await copy(source, destination).then(
        result => result.failures.map(failure => failure.code),
        error => [error.code],
      );
    }
    assert.deepEqual(failed, ['SOURCE_CHANGED']);
    assert.equal(existsSync(join(destination, 'RUN', 'Custody')), false);
    assert.equal(existsSync(join(destination, 'RUN', 'CopyComplete.txt')), false);
  } finally {
    await writer.terminate();
  }
  const calm = await copy(source, destination);
  assert.equal(calm.outcome, 'sealed');
  assert.equal((await verify(calm.folder)).verdict.answer, 'unchanged');
});

test('I3: a file that changes after it was read, before the seal, stops the seal', async t => {
  const folder = scratch(t);
  const source = writeRun(join(folder, 'source'), 'RUN');
  const onProgress = ({ files, filesInAll }: Progress) => {
    if (files === filesInAll) writeFileSync(join(source, 'SampleSheet.csv'), '[Header]\nother\n');
  };
  const error = await rejectsWith(
    'SOURCE_CHANGED',
    copy(source, join(folder, 'destination'), { onProgress }),
  );
  assert.equal(error.path, 'SampleSheet.csv');
  assert.equal(existsSync(join(folder, 'destination', 'RUN', 'Custody')), false);
});
