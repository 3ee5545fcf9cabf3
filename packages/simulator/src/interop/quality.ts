import type { Tally } from '../base-calls.ts';
import { packed } from '../bytes.ts';
import type { Tile } from '../flow-cell.ts';
import type { QualityBin } from '../model.ts';

type Version = 4 | 6 | 7;

/** Version 4 has no bins: a count for each score from 1 to 50. */
const UNBINNED = 50;

/**
 * QMetricsOut.bin: a histogram of quality scores of a tile and cycle, over clusters that pass the filter. A
 * no call counts in the lowest place, so that a histogram's sum is the number of those clusters (as seen on MiSeq).
 * Layouts: Illumina's interop library, `binary_formats.md`; version 6 lists bins by columns, version 7 by rows.
 */
export function qualityHeader(version: Version, bins: readonly QualityBin[]): Uint8Array {
  if (version === 4) return packed(['u8', 4, 6 + 4 * UNBINNED]);
  const rows = bins.map(({ low, high, value }) => [low, high, value]);
  const columns = [bins.map(bin => bin.low), bins.map(bin => bin.high), bins.map(bin => bin.value)];
  const size = (version === 6 ? 6 : 8) + 4 * bins.length;
  return packed(['u8', version, size, 1, bins.length, ...(version === 6 ? columns : rows).flat()]);
}

export function qualityRecord(
  version: Version,
  bins: readonly QualityBin[],
  tile: Tile,
  cycle: number,
  counts: Tally,
): Uint8Array {
  const histogram = new Array<number>(version === 4 ? UNBINNED : bins.length).fill(0);
  const add = (place: number, count: number): void => {
    histogram[place] = (histogram[place] ?? 0) + count;
  };
  add(0, counts.noCalls);
  for (const [score, count] of counts.byQuality.entries()) {
    if (count > 0) add(version === 4 ? score - 1 : placeOf(score, bins), count);
  }
  return version === 7
    ? packed(['u16', tile.lane], ['u32', tile.number], ['u16', cycle], ['u32', ...histogram])
    : packed(['u16', tile.lane, tile.number, cycle], ['u32', ...histogram]);
}

function placeOf(score: number, bins: readonly QualityBin[]): number {
  const place = bins.findIndex(({ low, high }) => low <= score && score <= high);
  return Math.max(0, place);
}
