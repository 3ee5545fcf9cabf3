import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextseq550 } from './families/nextseq-500.ts';
import { novaseq6000 } from './families/novaseq-6000.ts';
import { tilesOf } from './flow-cell.ts';

test('a NextSeq numbers cameras on from lanes 1 and 2 to lanes 3 and 4', () => {
  const tiles = tilesOf(nextseq550.flowCell, 4, 12);
  assert.equal(tiles.length, 288);
  const cameras = (lane: number) => [
    ...new Set(tiles.filter(tile => tile.lane === lane).map(tile => Math.floor(tile.number / 100) % 10)),
  ];
  assert.deepEqual(cameras(1), [1, 2, 3]);
  assert.deepEqual(cameras(2), [1, 2, 3]);
  assert.deepEqual(cameras(3), [4, 5, 6]);
  assert.deepEqual(cameras(4), [4, 5, 6]);
  assert.deepEqual(
    tiles.slice(0, 3).map(tile => tile.number),
    [11101, 21101, 11102],
  );
});

test('four digits are surface, swath and place', () => {
  const tiles = tilesOf(novaseq6000.flowCell, 2, 78);
  assert.equal(tiles.length, 624);
  assert.deepEqual(tiles.at(0), { lane: 1, surface: 1, number: 1101 });
  assert.deepEqual(tiles.at(-1), { lane: 2, surface: 2, number: 2278 });
});
