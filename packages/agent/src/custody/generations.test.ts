import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generationsOf, latestOf } from './generations.ts';

const trust = {
  superseded: [
    { seal: 'b', by: 'c' },
    { seal: 'a', by: 'b' },
    { seal: 'x', by: 'y' },
  ],
};

test('the latest generation is found over several, and a seal that nothing replaced is its own', () => {
  assert.deepEqual(
    ['a', 'b', 'c', 'other'].map(seal => latestOf(seal, trust)),
    ['c', 'c', 'c', 'other'],
  );
});

test('the generations of a seal are those that led to it', () => {
  assert.deepEqual([...generationsOf('c', trust)], ['c', 'b', 'a']);
  assert.deepEqual([...generationsOf('a', trust)], ['a']);
});

test('a circle ends', () => {
  const circle = {
    superseded: [
      { seal: 'a', by: 'b' },
      { seal: 'b', by: 'a' },
    ],
  };
  assert.equal(latestOf('a', circle), 'a');
  assert.deepEqual([...generationsOf('a', circle)], ['a', 'b']);
});
