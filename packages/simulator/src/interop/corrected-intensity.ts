import type { Tally } from '../base-calls.ts';
import { packed } from '../bytes.ts';
import type { Tile } from '../flow-cell.ts';

type Version = 2 | 3 | 4;

const RECORD_SIZE = { 2: 48, 3: 34, 4: 28 } as const;

/**
 * CorrectedIntMetricsOut.bin: how often each base was called in a tile and cycle, over clusters that pass the filter.
 * Layouts: Illumina's interop library, `binary_formats.md`.
 */
export function correctedIntensityHeader(version: Version): Uint8Array {
  return packed(['u8', version, RECORD_SIZE[version]]);
}

export function correctedIntensityRecord(
  version: Version,
  tile: Tile,
  cycle: number,
  counts: Tally,
): Uint8Array {
  const calls = ['u32', counts.noCalls, ...counts.bases] as const;
  if (version === 4) {
    return packed(['u16', tile.lane], ['u32', tile.number], ['u16', cycle], calls);
  }
  const ids = ['u16', tile.lane, tile.number, cycle] as const;
  const intensities = intensitiesOf(counts);
  if (version === 3) return packed(ids, ['u16', ...intensities], calls);
  const mean = Math.round(intensities.reduce((sum, value) => sum + value, 0) / 4);
  return packed(ids, ['u16', mean, ...intensities, ...intensities.map(value => 4 * value)], calls, [
    'f32',
    9.5,
  ]);
}

/** Plausible mean intensities of the four channels: no image stands behind a simulated run. */
function intensitiesOf({ bases }: Tally): number[] {
  return bases.map(count => 150 + (count % 50));
}
