import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buffersFor, MOST_PARTS, memoryFor, partSize, SMALLEST_PART } from './part-size.ts';

test('no part is smaller than 32 MiB, and no file has more than 10,000', () => {
  assert.equal(SMALLEST_PART, 32 * 2 ** 20);
  assert.equal(partSize(0), SMALLEST_PART);
  assert.equal(partSize(SMALLEST_PART * MOST_PARTS), SMALLEST_PART);
  for (const size of [SMALLEST_PART * MOST_PARTS + 1, 10 ** 12, 5 * 2 ** 40]) {
    assert.ok(Math.ceil(size / partSize(size)) <= MOST_PARTS);
    assert.equal(partSize(size) % 2 ** 20, 0);
  }
});

test('a file takes no more memory than 64 MiB, unless one of its parts is larger, and no more than it has bytes', () => {
  assert.deepEqual([0, 1, SMALLEST_PART].map(memoryFor), [0, 1, SMALLEST_PART]);
  assert.equal(memoryFor(SMALLEST_PART + 1), SMALLEST_PART + 1);
  for (const size of [SMALLEST_PART * 3, 10 ** 9, SMALLEST_PART * MOST_PARTS + 1, 10 ** 12, 5 * 2 ** 40]) {
    assert.ok(memoryFor(size) <= Math.max(64 * 2 ** 20, partSize(size)), `${size}`);
    assert.ok(buffersFor(size) >= 1);
  }
  assert.equal(buffersFor(10 ** 9), 2);
});
