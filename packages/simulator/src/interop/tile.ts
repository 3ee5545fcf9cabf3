import { type Field, packed } from '../bytes.ts';
import type { Tile } from '../flow-cell.ts';

type Version = 2 | 3;

/** Area of a simulated tile in square millimetres, for densities only. */
const TILE_AREA = 0.7;

/**
 * TileMetricsOut.bin: clusters of each tile, once the filter is known, and what was measured of each read.
 * Version 2: u16 lane, tile and code, f32 value. Version 3: header f32 density; u16 lane, u32 tile, a letter, two values.
 * Layouts: Illumina's interop library, `binary_formats.md`.
 */
export function tileHeader(version: Version, wells: number): Uint8Array {
  return version === 2
    ? packed(['u8', 2, 10])
    : packed(['u8', 3, 15], ['f32', wells / TILE_AREA / 1_000_000]);
}

export function clusterRecords(version: Version, tile: Tile, clusters: number, passing: number): Uint8Array {
  if (version === 3) {
    return packed(...letterRecord(tile, 't', ['f32', clusters], ['f32', passing]));
  }
  return packed(
    ...codeRecord(tile, 100, clusters / TILE_AREA),
    ...codeRecord(tile, 101, passing / TILE_AREA),
    ...codeRecord(tile, 102, clusters),
    ...codeRecord(tile, 103, passing),
  );
}

/** Nothing is aligned in a simulated run, so that the aligned share is "not a number", as for index reads. */
export function readRecords(version: Version, tile: Tile, read: number): Uint8Array {
  if (version === 3) return packed(...letterRecord(tile, 'r', ['u32', read], ['f32', Number.NaN]));
  return packed(
    ...codeRecord(tile, 200 + 2 * (read - 1), 0.0015),
    ...codeRecord(tile, 201 + 2 * (read - 1), 0.0011),
  );
}

function codeRecord(tile: Tile, code: number, value: number): Field[] {
  return [
    ['u16', tile.lane, tile.number, code],
    ['f32', value],
  ];
}

function letterRecord(tile: Tile, letter: string, first: Field, second: Field): Field[] {
  return [['u16', tile.lane], ['u32', tile.number], ['u8', letter.charCodeAt(0)], first, second];
}
