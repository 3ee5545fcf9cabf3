import { packed } from '../bytes.ts';
import { gzip } from '../gzip.ts';
import { BASE_CALLS, laneFolder } from '../paths.ts';
import type { LaneCycle, PlannedFile } from './file.ts';

/** HiSeq and MiSeq: a file per tile and cycle, u32 clusters and a byte for each; whole in one gzip member or plain. */
export function* bclFiles({ lane, cycle, tiles }: LaneCycle, compressed: boolean): Generator<PlannedFile> {
  for (const { tile, calls } of tiles) {
    const content = packed(['u32', calls.length], ['bytes', calls]);
    const name = `s_${lane}_${tile.number}.bcl`;
    const folder = `${BASE_CALLS}/${laneFolder(lane)}/C${cycle}.1`;
    yield compressed
      ? { path: `${folder}/${name}.gz`, bytes: gzip(content) }
      : { path: `${folder}/${name}`, bytes: content };
  }
}
