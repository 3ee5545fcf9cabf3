import { packed } from '../bytes.ts';
import type { PositionLayout } from '../model.ts';
import { INTENSITIES, laneFolder } from '../paths.ts';
import { keyedRandom, type Random } from '../random.ts';
import type { LaneCycle, PlannedFile } from './file.ts';

/** A .clocs image is 2,048 pixels wide and cut into blocks of 25 pixels: 82 in a row. */
const BLOCKS_IN_ROW = 82;
/** A block counts its clusters in a byte; real ones hold far fewer than that allows. */
const CLUSTERS_IN_BLOCK = 100;

/** A lane's position files; none where one `s.locs` serves the whole flow cell. */
export function* positionFiles(
  seed: number,
  layout: PositionLayout,
  lane: LaneCycle,
): Generator<PlannedFile> {
  const folder = `${INTENSITIES}/${laneFolder(lane.lane)}`;
  const random = keyedRandom(seed, 'positions', lane.lane);
  if (layout === 'lane-locs') {
    const clusters = lane.tiles.reduce((sum, { calls }) => sum + calls.length, 0);
    yield { path: `${folder}/s_${lane.lane}.locs`, bytes: locs(random, clusters) };
  } else if (layout !== 's.locs') {
    const encode = layout === 'locs' ? locs : clocs;
    for (const { tile, calls } of lane.tiles) {
      yield {
        path: `${folder}/s_${lane.lane}_${tile.number}.${layout}`,
        bytes: encode(random, calls.length),
      };
    }
  }
}

/** The wells of a patterned flow cell, the same on every tile. */
export function patternedPositions(seed: number, wells: number): PlannedFile {
  return { path: `${INTENSITIES}/s.locs`, bytes: locs(keyedRandom(seed, 'wells'), wells) };
}

/** u32 1, f32 1.0, u32 clusters, then f32 x and f32 y of each. */
function locs(random: Random, clusters: number): Uint8Array {
  const places = Array.from({ length: 2 * clusters }, () => (random() % 20_480) / 10);
  return packed(['u32', 1], ['f32', 1], ['u32', clusters], ['f32', ...places]);
}

/** u8 1, u32 blocks; of each block u8 clusters, then for each of them a byte x and a byte y in tenths of a pixel. */
function clocs(random: Random, clusters: number): Uint8Array {
  const blocks = BLOCKS_IN_ROW * Math.max(4, Math.ceil(clusters / (BLOCKS_IN_ROW * CLUSTERS_IN_BLOCK)));
  const bytes = new Uint8Array(5 + blocks + 2 * clusters);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 1);
  view.setUint32(1, blocks, true);
  let at = 5;
  for (let block = 0; block < blocks; block++) {
    const inBlock = Math.floor((clusters * (block + 1)) / blocks) - Math.floor((clusters * block) / blocks);
    bytes[at++] = inBlock;
    for (let place = 0; place < 2 * inBlock; place++) bytes[at++] = random() % 250;
  }
  return bytes;
}
