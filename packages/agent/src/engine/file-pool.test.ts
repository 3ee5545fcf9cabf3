import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { manyFiles, writeRun } from '../../test/support/runs.ts';
import { scratch } from '../../test/support/scratch.ts';
import { closeRoot, openRoot } from '../host/held-tree.ts';
import { FilePool } from './file-pool.ts';
import { type FileTable, Outcome } from './file-table.ts';
import { walk } from './walk.ts';

/** A run of which the second thread dies at its first file: that row names a folder that is not there. */
function runThatKills(t: TestContext): {
  readonly source: ReturnType<typeof openRoot>;
  readonly files: FileTable;
} {
  const source = openRoot(writeRun(scratch(t), 'RUN', manyFiles(400)));
  t.after(() => closeRoot(source));
  const { files } = walk(source);
  new Uint32Array(files.buffers.folderOf)[Math.floor(files.count / 2)] = 0xffff;
  return { source, files };
}

function reached(files: FileTable): number {
  return files.outcomes.filter(outcome => outcome !== Outcome.pending).length;
}

test('when a thread dies the others have stopped before that is told: nobody works on with what is closed next', async t => {
  const pool = new FilePool(2);
  t.after(() => pool.close());
  const { source, files } = runThatKills(t);
  await assert.rejects(pool.transfer(files, { source, bytesPerSecond: 4000 }), /row \d+ is not in the table/);
  const then = reached(files);
  await setTimeout(150);
  assert.equal(reached(files), then, 'rows that were reached afterwards');
  assert.ok(then < files.count / 2, 'the other thread did not go on to its end');
});

test('a pool of which a thread has died does no more work, and says so instead of waiting for it', async t => {
  const pool = new FilePool(2);
  t.after(() => pool.close());
  const { source, files } = runThatKills(t);
  await assert.rejects(pool.transfer(files, { source }));
  await assert.rejects(pool.recheck(files, source), /row \d+ is not in the table/);
});

test('after an abort no thread works on when the pool has answered', async t => {
  const pool = new FilePool(2);
  t.after(() => pool.close());
  const source = openRoot(writeRun(scratch(t), 'RUN', manyFiles(400)));
  t.after(() => closeRoot(source));
  const { files } = walk(source);
  const stop = new AbortController();
  const onProgress = () => stop.abort();
  await pool.transfer(files, { source, bytesPerSecond: 4000, signal: stop.signal, onProgress });
  const then = reached(files);
  await setTimeout(150);
  assert.equal(reached(files), then);
  assert.ok(then < files.count);
});
