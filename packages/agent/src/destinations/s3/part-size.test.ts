import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MOST_PARTS, partSize, SMALLEST_PART } from './part-size.ts';

test('no part is smaller than 8 MiB, and no file has more than 10,000', () => {
  assert.equal(partSize(0), SMALLEST_PART);
  assert.equal(partSize(SMALLEST_PART * MOST_PARTS), SMALLEST_PART);
  for (const size of [SMALLEST_PART * MOST_PARTS + 1, 10 ** 12, 5 * 2 ** 40]) {
    assert.ok(Math.ceil(size / partSize(size)) <= MOST_PARTS);
    assert.equal(partSize(size) % 2 ** 20, 0);
  }
});
