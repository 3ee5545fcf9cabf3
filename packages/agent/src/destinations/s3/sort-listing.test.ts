import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sortListing } from './sort-listing.ts';

const sorted = (...keys: readonly (readonly [string, number])[]) => {
  const listing = sortListing(keys.map(([path, size]) => ({ path, size })));
  return { ...listing, files: [...listing.files] };
};

test('an empty object whose key ends in a slash is a folder', () => {
  assert.deepEqual(sorted(['', 0], ['Data/', 0], ['Data/1.bcl', 5]), {
    files: [{ path: 'Data/1.bcl', size: 5 }],
    folders: ['Data'],
    special: [],
    custody: [],
  });
});

test('a key that no file system could have made is special', () => {
  const keys = ['', 'a//b', 'a/../b', './a', 'Data/'];
  assert.deepEqual(sorted(...keys.map(key => [key, 1] as const)).special, keys);
});

test('Custody is kept apart in any letter case, also where it is an object', () => {
  assert.deepEqual(sorted(['CUSTODY', 1], ['Custody/SHA256SUMS', 1], ['Custody/x', 1], ['Custody2', 1]), {
    files: [{ path: 'Custody2', size: 1 }],
    folders: [],
    special: [],
    custody: ['CUSTODY', 'Custody'],
  });
});
