import { error, type FileFinding } from './finding.ts';

/** `.locs`: u32 1, f32 1.0, u32 clusters, then f32 x, f32 y of each. */
export function checkLocs(bytes: Uint8Array, clusters: number | undefined): FileFinding[] {
  if (bytes.length < 12) return [error('CUT_OFF', 'shorter than its header')];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0, true) !== 1 || view.getFloat32(4, true) !== 1) {
    return [error('HEADER_UNKNOWN', 'its version is not 1, 1.0')];
  }
  const count = view.getUint32(8, true);
  const wanted = 12 + 8 * count;
  const found = `${wanted} bytes wanted, ${bytes.length} found`;
  if (bytes.length < wanted) return [error('CUT_OFF', found)];
  if (bytes.length > wanted) return [error('SIZE_DIFFERS', found)];
  return clusters !== undefined && clusters !== count
    ? [error('CLUSTERS_DIFFER', `${count} clusters, the filter has ${clusters}`)]
    : [];
}

/** `.clocs`: u8, u32 blocks, then for each block u8 clusters and two bytes for each of them. */
export function checkClocs(bytes: Uint8Array, clusters: number | undefined): FileFinding[] {
  if (bytes.length < 5) return [error('CUT_OFF', 'shorter than its header')];
  const blocks = new DataView(bytes.buffer, bytes.byteOffset).getUint32(1, true);
  let at = 5;
  let count = 0;
  for (let block = 0; block < blocks; block++) {
    const inBlock = bytes[at];
    if (inBlock === undefined) return [error('CUT_OFF', `${blocks} blocks, bytes for ${block}`)];
    count += inBlock;
    at += 1 + 2 * inBlock;
  }
  if (at > bytes.length) return [error('CUT_OFF', 'its last block is not whole')];
  if (at < bytes.length) return [error('SIZE_DIFFERS', `${bytes.length - at} bytes follow its last block`)];
  return clusters !== undefined && clusters !== count
    ? [error('CLUSTERS_DIFFER', `${count} clusters, the filter has ${clusters}`)]
    : [];
}
