import type { Bytes } from '@seqwarden/proof';
import { HASH_LENGTH, parseTilePath, type TileReader } from '@seqwarden/proof/log';

/**
 * Reads a tree, but what the store keeps from the store: its right edge, so that the end of the tree need not be believed. A partial tile begins like any
 * later one of its place.
 */
export function edgeReader(read: TileReader, kept: ReadonlyMap<string, Bytes>): TileReader {
  const widest = new Map<string, Bytes>();
  for (const [path, bytes] of kept) {
    const place = parseTilePath(path);
    if (place !== undefined && place.level !== 'entries') widest.set(`${place.level} ${place.index}`, bytes);
  }
  return async path => {
    const exact = kept.get(path);
    if (exact !== undefined) return exact;
    const place = parseTilePath(path);
    if (place === undefined) return undefined;
    const wider = widest.get(`${place.level} ${place.index}`);
    const length = place.width * HASH_LENGTH;
    return wider !== undefined && wider.length >= length ? wider.subarray(0, length) : read(path);
  };
}
