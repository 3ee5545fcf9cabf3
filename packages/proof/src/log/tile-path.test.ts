import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { entriesPath, hashesAt, parseTilePath, tilePath, tileWidth } from './tile-path.ts';

test('paths are those of C2SP tlog-tiles', () => {
  assert.equal(tilePath(0, 1_234_067, 256), 'tile/0/x001/x234/067');
  assert.equal(tilePath(0, 0, 256), 'tile/0/000');
  assert.equal(tilePath(1, 999, 17), 'tile/1/999.p/17');
  assert.equal(tilePath(2, 1000, 1), 'tile/2/x001/000.p/1');
  assert.equal(entriesPath(273, 112), 'tile/entries/273.p/112');
});

test('a tree of 70,000 entries has the tiles that C2SP tlog-tiles says', () => {
  const widths = (level: number) => [hashesAt(level, 70_000), tileWidth(level, 0, 70_000)];
  assert.deepEqual(
    [widths(0), widths(1), widths(2), widths(3)],
    [
      [70_000, 256],
      [273, 256],
      [1, 1],
      [0, 0],
    ],
  );
  assert.deepEqual(
    [272, 273, 274].map(index => tileWidth(0, index, 70_000)),
    [256, 112, 0],
  );
  assert.deepEqual(
    [0, 1, 2].map(index => tileWidth(1, index, 70_000)),
    [256, 17, 0],
  );
  assert.deepEqual([tileWidth(0, 0, 256), tileWidth(0, 1, 256), tileWidth(1, 0, 256)], [256, 0, 1]);
});

test('a path is read as it was written', () => {
  const level = fc.oneof(fc.constant('entries' as const), fc.nat(63));
  const index = fc.oneof(fc.nat(5000), fc.nat(Number.MAX_SAFE_INTEGER));
  fc.assert(
    fc.property(level, index, fc.integer({ min: 1, max: 256 }), (level, index, width) => {
      const path = level === 'entries' ? entriesPath(index, width) : tilePath(level, index, width);
      assert.deepEqual(parseTilePath(path), { level, index, width });
    }),
  );
});

test('whatever is no path in its one spelling is none', () => {
  for (const path of [
    '',
    'checkpoint',
    'tile/0/0',
    'tile/0/0000',
    'tile/0/x000/001',
    'tile/0/001/002',
    'tile/0/x001/x002',
    'tile/0/x1/002',
    'tile/00/000',
    'tile/64/000',
    'tile/-1/000',
    'tile/data/000',
    'tile/0/000.p/0',
    'tile/0/000.p/256',
    'tile/0/000.p/017',
    'tile/0/000.p/999',
    'tile/0/000.p/',
    'tile/0/000.p',
    '/tile/0/000',
    'tile/0/000/',
    'tile/0/000\n',
    'tile/0/../0/000',
    'tile/0/x009/x007/x199/x254/x740/992',
    `tile/0/${'x999/'.repeat(100)}999`,
  ]) {
    assert.equal(parseTilePath(path), undefined, path);
  }
});
