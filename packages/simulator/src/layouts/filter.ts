import { joined, packed } from '../bytes.ts';
import { BASE_CALLS, laneFolder } from '../paths.ts';
import type { LaneCycle, PlannedFile } from './file.ts';

/** Which clusters pass: u32 0, u32 version 3, u32 clusters, a byte each; per tile, or with bgzf one for the lane. */
export function* filterFiles({ lane, tiles }: LaneCycle, wholeLane: boolean): Generator<PlannedFile> {
  const folder = `${BASE_CALLS}/${laneFolder(lane)}`;
  if (wholeLane) {
    yield { path: `${folder}/s_${lane}.filter`, bytes: filter(joined(tiles.map(({ passing }) => passing))) };
    return;
  }
  for (const { tile, passing } of tiles) {
    yield { path: `${folder}/s_${lane}_${tile.number}.filter`, bytes: filter(passing) };
  }
}

function filter(passing: Uint8Array): Uint8Array {
  return packed(['u32', 0, 3, passing.length], ['bytes', passing]);
}
