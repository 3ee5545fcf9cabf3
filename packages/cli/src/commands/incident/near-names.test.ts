import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nearNames } from './near-names.ts';

const RUNS = [
  '230301_MN12345_0452_A000HJXXGR',
  '230302_MN12345_0453_A000HJXXGS',
  '240101_NDX1_0001_AHXXXXBGXX',
];

test('a name with letters that are wrong, changed in order or left out has the right one near it, the nearest first', () => {
  assert.deepEqual(nearNames('230301_MN12345_0452_A000HJXXRG', RUNS), [RUNS[0], RUNS[1]]);
  assert.deepEqual(nearNames('240101_NDX1_001_AHXXXBGXX', RUNS), [RUNS[2]]);
  assert.deepEqual(nearNames('230302_MN12345', RUNS), [RUNS[1]]);
});

test('what is like none of them has none near it', () => {
  assert.deepEqual(nearNames('a', RUNS), []);
  assert.deepEqual(nearNames('', RUNS), []);
  assert.deepEqual(nearNames('somewhere-else-altogether-and-long', RUNS), []);
});

test('each stands there once, and no more than three', () => {
  const many = Array.from({ length: 9 }, (_, at) => `RUN_000${at}`);
  assert.deepEqual(nearNames('RUN_000X', [...many, ...many]), many.slice(0, 3));
});
