import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { newShares, Shares } from './shares.ts';

test('every row goes to exactly one thread, however the threads take turns', () => {
  const anyTurns = fc.array(fc.nat({ max: 6 }), { maxLength: 200 });
  fc.assert(
    fc.property(fc.nat({ max: 120 }), fc.integer({ min: 1, max: 7 }), anyTurns, (rows, threads, turns) => {
      const shares = new Shares(newShares(rows, threads));
      const takers = Array.from({ length: threads }, (_, thread) => shares.take(thread));
      const taken: number[] = [];
      const takeFrom = (thread: number) => {
        const { done, value } = takers[thread % threads]?.next() ?? { done: true };
        if (done || value === undefined) return false;
        for (let row = value[0]; row < value[1]; row++) taken.push(row);
        return true;
      };
      for (const turn of turns) takeFrom(turn);
      for (let thread = 0; thread < threads; thread++) while (takeFrom(thread));
      assert.deepEqual(
        taken.toSorted((a, b) => a - b),
        Array.from({ length: rows }, (_, row) => row),
      );
    }),
  );
});

test('after a stop no thread gets another row', () => {
  const shares = new Shares(newShares(100, 2));
  const taker = shares.take(0);
  assert.equal(taker.next().done, false);
  shares.stop();
  assert.equal(taker.next().done, true);
  assert.equal(shares.take(1).next().done, true);
  assert.equal(shares.stopped, true);
});

test('files and bytes are counted over all threads, bytes beyond 32 bits too', () => {
  const buffers = newShares(10, 2);
  new Shares(buffers).count(3, 2 ** 40);
  new Shares(buffers).count(4, 0);
  const seen = new Shares(buffers);
  assert.deepEqual([seen.filesDone, seen.bytesDone], [7, 2 ** 40]);
});
