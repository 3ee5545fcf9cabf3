import assert from 'node:assert/strict';
import { test } from 'node:test';
import { counted } from './counted.ts';

test('one is singular, and every other number plural', () => {
  assert.deepEqual(
    [0, 1, 2, 21].map(count => counted(count, 'file')),
    ['0 files', '1 file', '2 files', '21 files'],
  );
  assert.equal(counted(1, 'entry', 'entries'), '1 entry');
  assert.equal(counted(2, 'entry', 'entries'), '2 entries');
});
