import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { PackedListing } from './packed-listing.ts';

const found = fc.record(
  {
    folder: fc.constantFrom('', 'a', 'a/b', 'c'),
    name: fc.stringMatching(/^[a-z\xff]{1,3}$/),
    size: fc.maxSafeNat(),
  },
  { noNullPrototype: true },
);

test('a listing gives what was added, in that order, as often as somebody asks', () => {
  fc.assert(
    fc.property(fc.array(found), all => {
      const listing = new PackedListing();
      for (const { folder, name, size } of all) listing.add(folder, name, size);
      const expected = all.map(({ folder, name, size }) => ({
        path: folder === '' ? name : `${folder}/${name}`,
        size,
      }));
      assert.deepEqual([...listing], expected);
      assert.deepEqual([...listing], expected);
    }),
  );
});
