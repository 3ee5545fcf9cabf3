import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { FileLook } from './list-folder.ts';
import { compareListing, Listing, relisted } from './listing.ts';

const anyNumber = fc.constantFrom(0n, 1n, 2n ** 64n - 1n);
const anyAttributes = fc.record({
  size: fc.constantFrom(0, 1),
  mtimeNs: anyNumber,
  ctimeNs: fc.constant(5n),
  ino: anyNumber,
});
const anyFiles = fc
  .uniqueArray(
    fc.record({
      name: fc.constantFrom('a', 'b', 'b.c', 'bc'),
      attributes: fc.option(anyAttributes, { nil: undefined }),
    }),
    {
      selector: ({ name }) => name,
    },
  )
  .map((files): FileLook[] =>
    files
      .map(({ name, attributes }) => ({ name, attributes, errno: attributes === undefined ? 'EIO' : '' }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
  );

/** What is kept after a look at `files`, where it looked like `before` before. */
function after(before: Listing, files: readonly FileLook[]): Listing {
  return relisted(before, files, compareListing(before, files));
}

test('what is kept of a folder is how it looked last, whatever it was before', () => {
  fc.assert(
    fc.property(anyFiles, anyFiles, (before, files) => {
      assert.equal(after(new Listing(before), files).digest(), new Listing(files).digest());
    }),
    { numRuns: 300 },
  );
});

test('so it is where nothing differs but that a file cannot be looked at any more, or can again', () => {
  fc.assert(
    fc.property(anyFiles, fc.nat(), (before, which) => {
      const files = before.map((file, at) =>
        at === which % before.length ? { ...file, attributes: undefined, errno: 'EIO' } : file,
      );
      assert.equal(after(new Listing(before), files).digest(), new Listing(files).digest());
      assert.equal(after(new Listing(files), before).digest(), new Listing(before).digest());
    }),
  );
});

test('a folder that looks as it did takes no memory again', () => {
  fc.assert(
    fc.property(anyFiles, files => {
      const before = new Listing(files);
      const isWhole = files.every(({ attributes }) => attributes !== undefined);
      assert.equal(after(before, files) === before, isWhole);
    }),
  );
});
