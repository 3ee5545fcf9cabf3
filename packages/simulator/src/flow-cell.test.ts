import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextseq550 } from './families/nextseq-500.ts';
import { novaseq6000 } from './families/novaseq-6000.ts';
import { lanesPerSection, tilesOf } from './flow-cell.ts';

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

test('a camera images no more lanes than there are, and no group of lanes that is not whole', () => {
  const perSection = [1, 2, 3, 4].map(lanes => lanesPerSection(nextseq550.flowCell, lanes));
  assert.deepEqual(perSection, [1, 2, 1, 2]);
  assert.equal(lanesPerSection(novaseq6000.flowCell, 4), 1);
  // cameras are numbered by what RunInfo.xml says of them: 3 for each group of lanes
  for (const lanes of [1, 2, 3, 4]) {
    const cameras = tilesOf(nextseq550.flowCell, lanes, 1).map(tile => Math.floor(tile.number / 100) % 10);
    assert.equal(Math.max(...cameras), (3 * lanes) / lanesPerSection(nextseq550.flowCell, lanes));
  }
});

test('four digits are surface, swath and place', () => {
  const tiles = tilesOf(novaseq6000.flowCell, 2, 78);
  assert.equal(tiles.length, 624);
  assert.deepEqual(tiles.at(0), { lane: 1, surface: 1, number: 1101 });
  assert.deepEqual(tiles.at(-1), { lane: 2, surface: 2, number: 2278 });
});
