import { type Calls, NO_CALL } from '../base-calls.ts';
import { packed } from '../bytes.ts';
import { gzip } from '../gzip.ts';
import { BASE_CALLS, laneFolder } from '../paths.ts';
import type { LaneCycle, PlannedFile } from './file.ts';

/**
 * NovaSeq, NextSeq 1000/2000, MiSeq i100: a file per lane, surface and cycle. A header with the score of each
 * quality index and the sizes of each tile, then a gzip member for each tile with two clusters in a byte, the first in
 * the low nibble; a nibble is the base in bits 0-1 and the quality index in bits 2-3, and 0 is no call.
 *
 * @param passingOnly leave out the clusters that do not pass the filter, and say so in the header's last byte
 */
export function* cbclFiles(
  { lane, cycle, tiles }: LaneCycle,
  qualities: readonly number[],
  passingOnly: boolean,
): Generator<PlannedFile> {
  const scores = [0, ...qualities];
  for (const surface of new Set(tiles.map(({ tile }) => tile.surface))) {
    const members = tiles
      .filter(({ tile }) => tile.surface === surface)
      .map(({ tile, calls, passing }) => {
        const kept = passingOnly ? calls.filter((_, cluster) => passing[cluster] === 1) : calls;
        const content = nibbles(kept, scores);
        return { tile, clusters: kept.length, size: content.length, member: gzip(content) };
      });
    const headerSize = 12 + 8 * scores.length + 4 + 16 * members.length + 1;
    yield {
      path: `${BASE_CALLS}/${laneFolder(lane)}/C${cycle}.1/${laneFolder(lane)}_${surface}.cbcl`,
      bytes: packed(
        ['u16', 1],
        ['u32', headerSize],
        ['u8', 2, 2],
        ['u32', scores.length, ...scores.flatMap((score, index) => [index, score])],
        ['u32', members.length],
        ...members.map(
          ({ tile, clusters, size, member }) => ['u32', tile.number, clusters, size, member.length] as const,
        ),
        ['u8', passingOnly ? 1 : 0],
        ...members.map(({ member }) => ['bytes', member] as const),
      ),
    };
  }
}

function nibbles(calls: Calls, scores: readonly number[]): Uint8Array {
  const content = new Uint8Array(Math.ceil(calls.length / 2));
  for (const [cluster, call] of calls.entries()) {
    const nibble = call === NO_CALL ? 0 : (scores.indexOf(call >>> 2) << 2) | (call & 3);
    const at = cluster >>> 1;
    content[at] = (content[at] ?? 0) | (cluster % 2 === 0 ? nibble : nibble << 4);
  }
  return content;
}
