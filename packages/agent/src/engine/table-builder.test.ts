import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { FileTable } from './file-table.ts';
import { TableBuilder } from './table-builder.ts';

const anyByte = fc.integer({ min: 1, max: 255 }).filter(byte => byte !== 0x2f);
const anyName = fc
  .array(anyByte, { minLength: 1, maxLength: 12 })
  .map(bytes => String.fromCharCode(...bytes));
const anyPath = fc.array(anyName, { minLength: 1, maxLength: 4 }).map(parts => parts.join('/'));
const anyPaths = fc.uniqueArray(anyPath, { maxLength: 60 }).map(paths => paths.toSorted());

function tableOf(paths: readonly string[]): FileTable {
  const builder = new TableBuilder();
  for (const path of paths) {
    const cut = path.lastIndexOf('/');
    builder.file(path.slice(0, Math.max(cut, 0)), path.slice(cut + 1));
  }
  return builder.build();
}

test('a table gives back every path, and finds each by it, in any thread', () => {
  fc.assert(
    fc.property(anyPaths, anyPath, (paths, other) => {
      const table = new FileTable(tableOf(paths).buffers);
      assert.equal(table.count, paths.length);
      assert.deepEqual(
        paths.map((_, row) => table.path(row)),
        paths,
      );
      assert.deepEqual(
        paths.map(path => table.find(path)),
        paths.map((_, row) => row),
      );
      assert.equal(table.find(other), paths.indexOf(other));
    }),
  );
});

test('rows are found in whatever order and how often they are asked for', () => {
  fc.assert(
    fc.property(anyPaths, fc.array(fc.nat(59)), (paths, asked) => {
      const table = tableOf(paths);
      for (const row of asked) {
        const path = paths[row];
        assert.equal(table.find(path ?? 'a/b/c/d/e'), path === undefined ? -1 : row);
      }
    }),
  );
});

test('rows of one folder have one number, rows of different folders different ones', () => {
  const table = tableOf(['a', 'a/1', 'a/2', 'a/b/1', 'a/c', 'b']);
  const numbers = [...new Uint32Array(table.buffers.folderOf)];
  assert.equal(numbers[1], numbers[2]);
  assert.equal(numbers[1], numbers[4]);
  assert.equal(numbers[0], numbers[5]);
  assert.equal(new Set(numbers).size, 3);
});

test('a table grows beyond what it was made for', () => {
  const paths = Array.from({ length: 5000 }, (_, n) => `${String(n).padStart(6, '0')}${'x'.repeat(40)}`);
  const table = tableOf(paths);
  assert.equal(table.path(4999), paths[4999]);
  assert.equal(table.find(paths[2500] ?? ''), 2500);
});

test('attributes and digests of a row are what was set, and differ when one of them does', () => {
  const table = tableOf(['a', 'b']);
  const found = { size: 2 ** 40, mtimeMs: 1_700_000_000_000.25, ctimeMs: 1_700_000_000_001.5, ino: 2 ** 52 };
  table.setAttributes(1, found);
  assert.ok(table.sameAttributes(1, found));
  for (const key of ['size', 'mtimeMs', 'ctimeMs', 'ino'] as const)
    assert.ok(!table.sameAttributes(1, { ...found, [key]: found[key] + 1 }), key);
  assert.ok(!table.sameAttributes(0, found));
  table.setDigestHex(1, 'ab'.repeat(32));
  assert.equal(table.digestHex(1), 'ab'.repeat(32));
  assert.equal(table.digestHex(0), '00'.repeat(32));
  assert.equal(table.totalBytes(), 2 ** 40);
});
