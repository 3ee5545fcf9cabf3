import { error, type FileFinding } from './finding.ts';

/** `.filter`: u32 0, u32 version 3, u32 clusters, then 1 for each cluster that passes, 0 for the others. */
export function checkFilter(bytes: Uint8Array): FileFinding[] {
  if (bytes.length < 12) return [error('CUT_OFF', 'shorter than its header')];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0, true) !== 0 || view.getUint32(4, true) !== 3) {
    return [error('HEADER_UNKNOWN', 'its version is not 3')];
  }
  const count = view.getUint32(8, true);
  if (bytes.length < 12 + count)
    return [error('CUT_OFF', `${count} clusters, bytes for ${bytes.length - 12}`)];
  if (bytes.length > 12 + count)
    return [error('SIZE_DIFFERS', `${count} clusters, bytes for ${bytes.length - 12}`)];
  return bytes.subarray(12).some(byte => byte > 1)
    ? [error('VALUE_IMPOSSIBLE', 'a cluster is neither 0 nor 1')]
    : [];
}

/** The clusters of a filter file that {@link checkFilter} finds nothing wrong with. */
export function clustersOf(filter: Uint8Array): { readonly clusters: number; readonly passing: number } {
  let passing = 0;
  for (const byte of filter.subarray(12)) passing += byte;
  return { clusters: filter.length - 12, passing };
}
