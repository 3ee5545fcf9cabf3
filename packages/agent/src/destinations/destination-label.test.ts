import assert from 'node:assert/strict';
import { test } from 'node:test';
import { destinationLabel } from './destination-label.ts';
import { parseDestination } from './spec.ts';

test('a destination is shown as it was named, but without the user', () => {
  for (const [named, shown] of [
    ['/archive/runs', '/archive/runs'],
    ['s3://lab-runs', 's3://lab-runs'],
    ['s3://lab-runs/a/b', 's3://lab-runs/a/b'],
    ['sftp://jane.doe@archive.example/runs', 'sftp://archive.example/runs'],
    ['sftp://jane.doe@archive.example:2222/runs', 'sftp://archive.example:2222/runs'],
  ] as const) {
    assert.equal(destinationLabel(parseDestination(named)), shown);
  }
});

test('a store that is not Amazon’s is told by its address', () => {
  const spec = parseDestination('s3://lab-runs/a', 'https://s3.lab.example');
  assert.equal(destinationLabel(spec), 's3://lab-runs/a at https://s3.lab.example');
});
