import { entriesPath, hashesAt, TILE_WIDTH, tilePath, tileWidth } from '@seqwarden/proof/log';

/** Paths of all files that a tree of `newSize` entries has and one of `oldSize` had not, without the checkpoint. */
export function* newTiles(oldSize: number, newSize: number): Generator<string> {
  for (let level = 0; hashesAt(level, newSize) > 0; level++) {
    const first = Math.floor(hashesAt(level, oldSize) / TILE_WIDTH);
    for (let index = first; ; index++) {
      const width = tileWidth(level, index, newSize);
      if (width === 0) break;
      if (width === tileWidth(level, index, oldSize)) continue;
      yield tilePath(level, index, width);
      if (level === 0) yield entriesPath(index, width);
    }
  }
}
