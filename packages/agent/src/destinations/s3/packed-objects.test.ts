import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type ListedObject, PackedObjects } from './packed-objects.ts';

function packed(objects: Iterable<ListedObject>): PackedObjects {
  const all = new PackedObjects();
  for (const { path, size } of objects) all.add(path, size);
  return all;
}

const part = fc.string({ unit: fc.constantFrom('a', 'b', '\xff', '.', '/'), maxLength: 4 });
const objects = fc.array(fc.record({ path: part, size: fc.nat(2 ** 31 - 1) }, { noNullPrototype: true }), {
  maxLength: 40,
});

test('what was added comes back as it was, as often as somebody asks', () => {
  fc.assert(
    fc.property(objects, given => {
      const all = packed(given);
      assert.equal(all.length, given.length);
      for (let round = 0; round < 2; round++) assert.deepEqual([...all], given);
    }),
  );
});

test('in order each path is there once, with the size that was said last', () => {
  fc.assert(
    fc.property(objects, given => {
      const expected = [...new Map(given.map(({ path, size }) => [path, size]))].sort(([a], [b]) =>
        a < b ? -1 : 1,
      );
      const all = packed(given).inOrder();
      assert.deepEqual(
        Array.from(all, ({ path, size }) => [path, size]),
        expected,
      );
      assert.ok(all.ascends);
    }),
  );
});

test('what ascends already is not sorted again', () => {
  const all = packed([
    { path: 'a', size: 1 },
    { path: 'a/b', size: 2 },
    { path: 'b', size: 3 },
  ]);
  assert.equal(all.inOrder(), all);
});

test('names that fill many chunks come back, the longest ones too', () => {
  const given = Array.from({ length: 60 }, (_, at) => ({
    path: `Data/${String(at).padStart(65_535, 'x')}`,
    size: 2 ** 52 + at,
  }));
  assert.deepEqual([...packed(given)], given);
  assert.throws(() => packed([{ path: 'x'.repeat(65_536), size: 1 }]), { code: 'DESTINATION_UNUSABLE' });
});
