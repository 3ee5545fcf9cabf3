import { error, type FileFinding, warning } from './finding.ts';
import { gunzipMember } from './gzip.ts';

/** Far more clusters than any tile has. */
const MAX_TILE_BYTES = 256 * 1024 * 1024;

/** `.bcl`: u32 clusters, then a byte per cluster: bits 0–1 base, bits 2–7 quality, 0 for no call. */
export function checkBcl(bytes: Uint8Array, clusters: number | undefined): FileFinding[] {
  if (bytes.length < 4) return [error('CUT_OFF', 'shorter than its header')];
  const count = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const findings: FileFinding[] = [];
  if (bytes.length < 4 + count)
    findings.push(error('CUT_OFF', `${count} clusters, bytes for ${bytes.length - 4}`));
  if (bytes.length > 4 + count) {
    findings.push(error('SIZE_DIFFERS', `${count} clusters, bytes for ${bytes.length - 4}`));
  }
  if (clusters !== undefined && clusters !== count) {
    findings.push(error('CLUSTERS_DIFFER', `${count} clusters, the filter has ${clusters}`));
  }
  // 1 to 3: a base without quality. Readers give up on it or take it for a no-call.
  if (bytes.subarray(4).some(byte => byte >= 1 && byte <= 3)) {
    findings.push(warning('VALUE_IMPOSSIBLE', 'a base is called with quality 0'));
  }
  return findings;
}

/** `.bcl.gz`: the same, as gzip. */
export function checkBclGz(bytes: Uint8Array, clusters: number | undefined): FileFinding[] {
  const parts: Uint8Array[] = [];
  for (let at = 0; at < bytes.length || parts.length === 0; ) {
    const member = gunzipMember(bytes, at, MAX_TILE_BYTES);
    if (member === undefined)
      return [error('GZIP_DAMAGED', `the gzip member at byte ${at} is damaged or cut off`)];
    parts.push(member.content);
    at = member.next;
  }
  const [only] = parts;
  return checkBcl(parts.length === 1 && only !== undefined ? only : Buffer.concat(parts), clusters);
}
