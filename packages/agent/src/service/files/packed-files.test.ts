import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { PackedFiles } from './packed-files.ts';

const attributes = fc.record(
  {
    size: fc.maxSafeNat(),
    mtimeNs: fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n),
    ctimeNs: fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n),
    ino: fc.bigInt(0n, 2n ** 64n - 1n),
  },
  { noNullPrototype: true },
);

/** Paths in the order in which a poll tells them: folder by folder. */
const files = fc
  .uniqueArray(
    fc.tuple(fc.constantFrom('', 'a', 'a/b', 'c'), fc.stringMatching(/^[a-z\xff]{1,3}$/), attributes),
    {
      selector: ([folder, name]) => `${folder}/${name}`,
    },
  )
  .map(all => all.toSorted(([one], [other]) => (one < other ? -1 : 1)));

test('what is taken out of a folder is what was put in, to the last bit', () => {
  fc.assert(
    fc.property(files, all => {
      const packed = new PackedFiles();
      const pathOf = (folder: string, name: string) => (folder === '' ? name : `${folder}/${name}`);
      for (const [folder, name, looks] of all) {
        assert.ok(packed.takes(pathOf(folder, name), 5));
        packed.add(pathOf(folder, name), looks, 5);
      }
      assert.equal(packed.count, all.length);
      const out = [...packed.folders()].flatMap(({ folder }) => packed.takeOut(folder));
      assert.deepEqual(
        out,
        all.map(([folder, name, looks]) => ({ path: pathOf(folder, name), attributes: looks, since: 5 })),
      );
      assert.equal(packed.count, 0);
    }),
  );
});

test('a batch takes no file that another poll saw, and none after those of another folder', () => {
  const packed = new PackedFiles();
  const looks = { size: 1, mtimeNs: 0n, ctimeNs: 0n, ino: 1n };
  packed.add('a/1', looks, 5);
  assert.deepEqual([packed.takes('a/2', 5), packed.takes('a/2', 6)], [true, false]);
  packed.add('b/1', looks, 5);
  assert.equal(packed.takes('a/2', 5), false);
});

test('what is cleared is forgotten, and what comes then is kept', () => {
  const packed = new PackedFiles();
  const looks = { size: 1, mtimeNs: 0n, ctimeNs: 0n, ino: 1n };
  for (const path of ['a/1', 'b/1', 'b/2']) packed.add(path, looks, 5);
  packed.clear();
  assert.deepEqual([packed.count, [...packed.folders()], packed.takeOut('a')], [0, [], []]);
  packed.add('b/3', looks, 6);
  assert.deepEqual(packed.takeOut('b'), [{ path: 'b/3', attributes: looks, since: 6 }]);
});
