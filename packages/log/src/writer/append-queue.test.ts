import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { rejectsWith } from '../../test/support/assert-code.ts';
import { AppendQueue } from './append-queue.ts';

const LIMITS = { batch: 4, batchBytes: 100, waiting: 10, waitingBytes: 500 };

function watched(limits = LIMITS) {
  const batches: number[][] = [];
  const queue = new AppendQueue(async (items: readonly number[]) => {
    batches.push([...items]);
    await new Promise(resolve => setTimeout(resolve, 5));
    if (items.includes(13)) throw new Error('thirteen');
    return items.map(item => (item === 17 ? new Error('seventeen') : item * 10));
  }, limits);
  return { queue, batches };
}

test('what comes while a batch is at work goes into the next ones, in order and no more than fit', async () => {
  const { queue, batches } = watched();
  const first = queue.add(0, 1);
  while (batches.length === 0) await nextTurn();
  const rest = Array.from({ length: 7 }, (_, at) => queue.add(at + 1, 1));
  assert.deepEqual(await Promise.all([first, ...rest]), [0, 10, 20, 30, 40, 50, 60, 70]);
  assert.deepEqual(batches, [[0], [1, 2, 3, 4], [5, 6, 7]]);
});

test('a batch takes no more bytes than it may, but one item always', async () => {
  const { queue, batches } = watched();
  await Promise.all([queue.add(1, 150), queue.add(2, 60), queue.add(3, 60)]);
  assert.deepEqual(batches, [[1], [2], [3]]);
});

test('a batch that fails fails for its callers alone', async () => {
  const { queue } = watched({ ...LIMITS, batch: 2 });
  const results = await Promise.allSettled([12, 13, 14].map(item => queue.add(item, 1)));
  assert.deepEqual(
    results.map(({ status }) => status),
    ['rejected', 'rejected', 'fulfilled'],
  );
});

test('an item can fail for itself', async () => {
  const { queue } = watched();
  const results = await Promise.allSettled([16, 17, 18].map(item => queue.add(item, 1)));
  assert.deepEqual(
    results.map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled'],
  );
});

test('no more bytes wait than may', async () => {
  const { queue } = watched();
  const taken = Array.from({ length: 5 }, (_, at) => queue.add(at, 100));
  await rejectsWith('LOG_BUSY', queue.add(6, 1));
  await Promise.all(taken);
  assert.equal(await queue.add(6, 1), 60);
});

test('no more wait than may', async () => {
  const { queue } = watched();
  const taken = Array.from({ length: 10 }, (_, at) => queue.add(at, 1));
  await rejectsWith('LOG_BUSY', queue.add(11, 1));
  await Promise.all(taken);
  await queue.idle();
  assert.equal(await queue.add(12, 1), 120);
});
