import { packed } from '../bytes.ts';
import { blockGzip } from '../gzip.ts';
import { BASE_CALLS, laneFolder } from '../paths.ts';
import type { LaneCycle, PlannedFile } from './file.ts';

/**
 * NextSeq 500/550, MiniSeq, iSeq: a block-compressed file per lane and cycle with the calls of all tiles in the order of
 * `s_<lane>.bci`, behind one u32 with their sum; beside it the virtual offset at which each tile begins.
 */
export function* bgzfFiles({ lane, cycle, tiles }: LaneCycle): Generator<PlannedFile> {
  const sum = tiles.reduce((clusters, { calls }) => clusters + calls.length, 0);
  const { bytes, virtualOffset } = blockGzip(
    packed(['u32', sum], ...tiles.map(({ calls }) => ['bytes', calls] as const)),
  );
  const path = `${BASE_CALLS}/${laneFolder(lane)}/${String(cycle).padStart(4, '0')}.bcl.bgzf`;
  yield { path, bytes };

  const index = new Uint8Array(8 + 8 * tiles.length);
  const view = new DataView(index.buffer);
  view.setUint32(4, tiles.length, true);
  let offset = 4;
  for (const [at, { calls }] of tiles.entries()) {
    view.setBigUint64(8 + 8 * at, virtualOffset(offset), true);
    offset += calls.length;
  }
  yield { path: `${path}.bci`, bytes: index };
}

/** `s_<lane>.bci`: u32 tile and u32 clusters of each tile of the lane, without a header. */
export function laneTileIndex({ lane, tiles }: LaneCycle): PlannedFile {
  return {
    path: `${BASE_CALLS}/${laneFolder(lane)}/s_${lane}.bci`,
    bytes: packed(...tiles.map(({ tile, calls }) => ['u32', tile.number, calls.length] as const)),
  };
}
