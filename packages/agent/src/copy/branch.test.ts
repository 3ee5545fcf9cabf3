import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDestination } from '../destinations/spec.ts';
import { Branch } from './branch.ts';

test('a destination that was not opened is named without its user', () => {
  const branch = new Branch(parseDestination('sftp://jane.doe@archive.example:2222/runs'));
  assert.equal(branch.label, 'sftp://archive.example:2222/runs');
});
