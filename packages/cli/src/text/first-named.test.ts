import assert from 'node:assert/strict';
import { test } from 'node:test';
import { firstNamed } from './first-named.ts';

test('the first names are told, and how many more there are', () => {
  assert.equal(firstNamed(['a', 'b', 'c', 'd'], 2), 'a, b and 2 more');
  assert.equal(firstNamed(['a', 'b'], 2), 'a, b');
  assert.equal(firstNamed([], 2), '');
});

test('those that are not at hand are counted too', () => {
  assert.equal(firstNamed(['a', 'b'], 2, 5), 'a, b and 3 more');
  assert.equal(firstNamed(['a'], 2, 5), 'a and 4 more');
});
