import { error, type FileFinding } from './finding.ts';
import { gunzipMember } from './gzip.ts';

/** A block holds at most 64 KiB (SAM specification, section 4.1). */
const MAX_BLOCK = 65_536;
const EMPTY_BLOCK = 28;

/** `.bcl.bgzf`: blocks of gzip, the last one empty; content u32 clusters of the lane, then a byte per cluster. */
export function checkBgzf(bytes: Uint8Array, clusters: number | undefined): FileFinding[] {
  let length = 0;
  const head = new Uint8Array(4);
  let lastWasEmpty = false;
  for (let at = 0; at < bytes.length; ) {
    const block = gunzipMember(bytes, at, MAX_BLOCK);
    if (block === undefined) return [error('GZIP_DAMAGED', `the block at byte ${at} is damaged or cut off`)];
    if (length < 4) head.set(block.content.subarray(0, 4 - length), length);
    length += block.content.length;
    lastWasEmpty = block.content.length === 0 && block.next - at === EMPTY_BLOCK;
    at = block.next;
  }
  const findings: FileFinding[] = [];
  if (!lastWasEmpty) findings.push(error('BLOCK_END_MISSING', 'the empty block at the end is missing'));
  if (length < 4) return [...findings, error('CUT_OFF', 'shorter than its header')];
  const count = new DataView(head.buffer).getUint32(0, true);
  if (length < 4 + count) findings.push(error('CUT_OFF', `${count} clusters, bytes for ${length - 4}`));
  if (length > 4 + count) findings.push(error('SIZE_DIFFERS', `${count} clusters, bytes for ${length - 4}`));
  if (clusters !== undefined && clusters !== count) {
    findings.push(error('CLUSTERS_DIFFER', `${count} clusters, the filter has ${clusters}`));
  }
  return findings;
}

/** `s_1.bci`: u32 tile, u32 clusters, for each tile of the lane. */
export function checkLaneIndex(bytes: Uint8Array, clusters: number | undefined): FileFinding[] {
  if (bytes.length === 0 || bytes.length % 8 !== 0)
    return [error('CUT_OFF', 'not a whole number of entries')];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tiles = new Set<number>();
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 8) {
    tiles.add(view.getUint32(at, true));
    sum += view.getUint32(at + 4, true);
  }
  const findings: FileFinding[] = [];
  if (tiles.size !== bytes.length / 8) findings.push(error('TILE_REPEATED', 'a tile stands twice'));
  if (clusters !== undefined && clusters !== sum) {
    findings.push(error('CLUSTERS_DIFFER', `${sum} clusters, the filter has ${clusters}`));
  }
  return findings;
}

/**
 * `0001.bcl.bgzf.bci`: u32 version 0, u32 tiles, then for each tile the u64 BGZF virtual offset: compressed offset
 * of the block in the upper 48 bits, offset within it in the lower 16.
 */
export function checkCycleIndex(bytes: Uint8Array, bgzfBytes: number | undefined): FileFinding[] {
  if (bytes.length < 8) return [error('CUT_OFF', 'shorter than its header')];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0, true) !== 0) return [error('HEADER_UNKNOWN', 'its version is not 0')];
  const tiles = view.getUint32(4, true);
  if (bytes.length < 8 + 8 * tiles) return [error('CUT_OFF', `${tiles} tiles, fewer offsets`)];
  if (bytes.length > 8 + 8 * tiles) return [error('SIZE_DIFFERS', `${tiles} tiles, more offsets`)];
  let before = 0n;
  for (let at = 8; at < bytes.length; at += 8) {
    const offset = view.getBigUint64(at, true);
    if (offset < before) return [error('OFFSETS_DIFFER', 'its offsets go backwards')];
    before = offset;
  }
  const outside = bgzfBytes !== undefined && before >> 16n >= BigInt(bgzfBytes);
  return outside ? [error('OFFSETS_DIFFER', 'an offset lies outside the file that it indexes')] : [];
}
