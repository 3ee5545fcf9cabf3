/** Hashes in a full tile, and entries in a full bundle (C2SP tlog-tiles). */
export const TILE_WIDTH = 256;

const MAX_LEVEL = 63;

/** One static file of a log, but for the checkpoint. Paths have no leading `/`. */
export interface TilePlace {
  readonly level: number | 'entries';
  readonly index: number;
  /** 1 to 256; below 256 it is partial. */
  readonly width: number;
}

/** Where hashes of the level lie: `tile/0/x001/x234/067`, or with `.p/W` below it where it is partial. */
export function tilePath(level: number, index: number, width: number): string {
  return pathOf({ level, index, width });
}

/** Where the entries of the level-0 tile with this index lie. */
export function entriesPath(index: number, width: number): string {
  return pathOf({ level: 'entries', index, width });
}

/** What lies under a path below the log's prefix. Undefined for any but the one spelling of a tile's path. */
export function parseTilePath(path: string): TilePlace | undefined {
  const match = /^tile\/(entries|[0-9]{1,2})\/((?:x[0-9]{3}\/){0,5}[0-9]{3})(?:\.p\/([0-9]{1,3}))?$/.exec(
    path,
  );
  if (match === null) return undefined;
  const [, level = '', index = '', width] = match;
  const place: TilePlace = {
    level: level === 'entries' ? level : Number(level),
    index: Number(index.replaceAll(/[x/]/g, '')),
    width: width === undefined ? TILE_WIDTH : Number(width),
  };
  const isPlace = place.level === 'entries' || place.level <= MAX_LEVEL;
  return isPlace && Number.isSafeInteger(place.index) && place.width > 0 && pathOf(place) === path
    ? place
    : undefined;
}

/** How many hashes of a level, 256 to the power of `level` entries each, a tree of this size has. */
export function hashesAt(level: number, size: number): number {
  return Math.floor(size / TILE_WIDTH ** level);
}

/** How wide the tile is in a tree of this size: 0 where there is none. */
export function tileWidth(level: number, index: number, size: number): number {
  return Math.min(TILE_WIDTH, Math.max(0, hashesAt(level, size) - index * TILE_WIDTH));
}

function pathOf({ level, index, width }: TilePlace): string {
  const digits = String(index);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/.{3}/g) ?? [];
  const name = groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join('/');
  return `tile/${level}/${name}${width < TILE_WIDTH ? `.p/${width}` : ''}`;
}

/** The path of the signed head of a log, below the log's prefix as all tiles are. */
export const CHECKPOINT_FILE = 'checkpoint';
