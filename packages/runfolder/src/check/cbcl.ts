import { error, type FileFinding, warning } from './finding.ts';
import { gunzipMember } from './gzip.ts';

const MAX_BINS = 256;
const MAX_TILES = 100_000;

/** Of a tile's filter file. */
export interface TileClusters {
  readonly clusters: number;
  readonly passing: number;
}

/**
 * `.cbcl`, version 1: u16 version, u32 header bytes, u8 bits per base, u8 bits per quality, u32 bins, bins of (u32
 * from, u32 to), u32 tiles, tiles of (u32 tile, u32 clusters, u32 bytes, u32 compressed bytes), u8 whether
 * clusters that do not pass the filter are left out; then a gzip member per tile, two clusters in a byte.
 *
 * @param surface which the name says
 * @param filters by tile number
 */
export function checkCbcl(
  bytes: Uint8Array,
  surface: number | undefined,
  filters: ReadonlyMap<number, TileClusters> = new Map(),
): FileFinding[] {
  if (bytes.length < 12) return [error('CUT_OFF', 'shorter than its header')];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const header = view.getUint32(2, true);
  const bins = view.getUint32(8, true);
  if (view.getUint16(0, true) !== 1) return [error('HEADER_UNKNOWN', 'its version is not 1')];
  if (bytes[6] !== 2 || bytes[7] !== 2) return [error('HEADER_UNKNOWN', 'not two bits for base and quality')];
  if (bins > MAX_BINS) return [error('HEADER_UNKNOWN', 'an absurd number of quality bins')];
  const tilesAt = 12 + 8 * bins;
  if (bytes.length < tilesAt + 4) return [error('CUT_OFF', 'shorter than its header')];
  const tiles = view.getUint32(tilesAt, true);
  if (tiles > MAX_TILES || header !== tilesAt + 4 + 16 * tiles + 1) {
    return [error('HEADER_UNKNOWN', 'its header is not as long as it says')];
  }
  if (bytes.length < header) return [error('CUT_OFF', 'shorter than its header')];
  const passingOnly = bytes[header - 1] === 1;

  const findings: FileFinding[] = [];
  const seen = new Set<number>();
  const surfaces = new Set<number>();
  let at = header;
  let told = header;
  for (let index = 0; index < tiles; index++) {
    const entry = tilesAt + 4 + 16 * index;
    const tile = view.getUint32(entry, true);
    const clusters = view.getUint32(entry + 4, true);
    const uncompressed = view.getUint32(entry + 8, true);
    told += view.getUint32(entry + 12, true);
    if (seen.has(tile)) findings.push(error('TILE_REPEATED', `tile ${tile} stands twice`));
    seen.add(tile);
    surfaces.add(Number(`${tile}`[0]));
    if (uncompressed !== Math.ceil(clusters / 2)) {
      findings.push(error('HEADER_UNKNOWN', `tile ${tile}: ${clusters} clusters in ${uncompressed} bytes`));
    }
    const filter = filters.get(tile);
    const wanted = passingOnly ? filter?.passing : filter?.clusters;
    if (wanted !== undefined && wanted !== clusters) {
      findings.push(error('CLUSTERS_DIFFER', `tile ${tile}: ${clusters} clusters, the filter has ${wanted}`));
    }
    const member = gunzipMember(bytes, at, uncompressed + 1);
    if (member === undefined || member.content.length !== uncompressed) {
      findings.push(error('GZIP_DAMAGED', `the data of tile ${tile} are damaged or cut off`));
      return findings;
    }
    at = member.next;
  }
  if (surfaces.size > 1) findings.push(error('SURFACE_DIFFERS', 'its tiles are of more than one surface'));
  // A cut-down set that Picard and bambi test with has tile 1102 of the upper surface in the file of the lower one.
  else if (surface !== undefined && tiles > 0 && !surfaces.has(surface)) {
    findings.push(warning('SURFACE_DIFFERS', `its tiles are not of surface ${surface}`));
  }
  if (at < bytes.length) findings.push(error('SIZE_DIFFERS', 'something follows its last tile'));
  // The same set says one byte too few everywhere, and both read it.
  if (at !== told) findings.push(warning('SIZE_DIFFERS', 'its tiles are not as long as its header says'));
  return findings;
}
