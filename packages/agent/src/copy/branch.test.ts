import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDestination } from '../destinations/spec.ts';
import { Branch } from './branch.ts';

test('a destination that is not open yet is shown without its user, too', () => {
  const { label } = new Branch(parseDestination('sftp://jane.doe@archive.example:2222/runs'));
  assert.equal(label, 'sftp://archive.example:2222/runs');
});
