/**
 * What is wrong inside a base-call file.
 *
 * | code | meaning |
 * |---|---|
 * | CUT_OFF | shorter than its own header says, or than any header |
 * | SIZE_DIFFERS | longer than its own header says |
 * | HEADER_UNKNOWN | constants of the format have other values |
 * | VALUE_IMPOSSIBLE | a value that the format does not have |
 * | GZIP_DAMAGED | compressed data does not end, or its check sum is wrong |
 * | BLOCK_END_MISSING | BGZF without its end block: cut off between two blocks |
 * | OFFSETS_DIFFER | an index points outside its file, or backwards |
 * | CLUSTERS_DIFFER | another number of clusters than the filter has |
 * | SURFACE_DIFFERS | tiles of another surface than the name says |
 * | TILE_REPEATED | a tile stands twice |
 * | IDENTITY_DIFFERS | another chip or position inside than the name says |
 */
export type FileFindingCode =
  | 'CUT_OFF'
  | 'SIZE_DIFFERS'
  | 'HEADER_UNKNOWN'
  | 'VALUE_IMPOSSIBLE'
  | 'GZIP_DAMAGED'
  | 'BLOCK_END_MISSING'
  | 'OFFSETS_DIFFER'
  | 'CLUSTERS_DIFFER'
  | 'SURFACE_DIFFERS'
  | 'TILE_REPEATED'
  | 'IDENTITY_DIFFERS';

export interface FileFinding {
  readonly code: FileFindingCode;
  /** `warning`: seen in files that are read without trouble. */
  readonly severity: 'error' | 'warning';
  readonly message: string;
}

export function error(code: FileFindingCode, message: string): FileFinding {
  return { code, severity: 'error', message };
}

export function warning(code: FileFindingCode, message: string): FileFinding {
  return { code, severity: 'warning', message };
}
