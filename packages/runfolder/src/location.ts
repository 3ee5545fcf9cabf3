import type { BytePath } from '@seqwarden/proof';

/** How the base calls of a run are stored; RunInfo.xml does not say it, the file names do. */
export type Layout = 'bcl' | 'bcl.gz' | 'bgzf' | 'cbcl' | 'idat';

/**
 * - `base calls`: one cycle of a tile (bcl, bcl.gz), of a lane (bgzf), of a surface (cbcl); an IDAT file
 * - `filter`, `positions`: per tile, per lane, or (`s.locs`) for the whole flow cell
 * - `index`: where a bgzf file's tiles are (`s_1.bci`), or its blocks (`0001.bcl.bgzf.bci`, with a cycle)
 * - `auxiliary`: what else RTA leaves beside base calls (`.stats`, `.control`)
 * - `interop`, `thumbnail`: metrics and pictures
 */
export type LocationKind =
  | 'base calls'
  | 'filter'
  | 'positions'
  | 'index'
  | 'auxiliary'
  | 'interop'
  | 'thumbnail';

/** Where on the flow cell a file belongs, as far as its name says. Numbers start at 1. */
export interface Location {
  readonly kind: LocationKind;
  readonly layout?: Layout;
  readonly lane?: number;
  readonly cycle?: number;
  readonly surface?: number;
  /** The tile number as in the file names, such as 1101 or 21612. */
  readonly tile?: number;
}

export const BASE_CALLS = 'Data/Intensities/BaseCalls/';
export const INTENSITIES = 'Data/Intensities/';
const THUMBNAILS = 'Thumbnail_Images/';
const INTEROP = 'InterOp/';

// All without leading zeros, as instruments write them: a name is a location in one spelling only.
const PER_TILE = /^C([1-9]\d{0,3})\.1\/s_([1-9])_([1-9]\d{0,4})\.(bcl|bcl\.gz|stats)$/;
const PER_SURFACE = /^C([1-9]\d{0,3})\.1\/L00([1-9])_([1-9])\.cbcl$/;
const PER_LANE = /^(\d{4})\.bcl\.bgzf(\.bci)?$/;
const BESIDE = /^s_([1-9])(?:_([1-9]\d{0,4}))?\.(filter|bci|control)$/;
const POSITIONS = /^s_([1-9])(?:_([1-9]\d{0,4}))?\.(locs|clocs)$/;
const THUMBNAIL = /^L00([1-9])\/C([1-9]\d{0,3})\.1\/s_([1-9])_([1-9]\d{0,4})_[^/]{1,40}$/;
const METRICS = /^(?:C([1-9]\d{0,3})\.1\/)?[A-Za-z0-9]{1,60}Out\.bin$/;
const IDAT = /^\d{8,14}_(?:R\d\dC\d\d|[A-Z])_(?:Grn|Red)\.idat(?:\.gz)?$/;

/**
 * Where a file belongs, by its name alone; undefined where the name says nothing, or contradicts itself (a file
 * of lane 2 in lane 1's folder). Called for every file of a run, up to 1,000,000 times.
 */
export function locate(path: BytePath): Location | undefined {
  if (path.startsWith(BASE_CALLS)) return inBaseCalls(path);
  if (path.startsWith(INTENSITIES)) return inIntensities(path);
  if (path.startsWith(THUMBNAILS)) return thumbnail(path);
  if (path.startsWith(INTEROP)) {
    const match = METRICS.exec(path.slice(INTEROP.length));
    if (match === null) return undefined;
    return match[1] === undefined ? { kind: 'interop' } : { kind: 'interop', cycle: Number(match[1]) };
  }
  if (path.includes('.idat') && IDAT.test(path)) return { kind: 'base calls', layout: 'idat' };
  return undefined;
}

/** `Data/Intensities/BaseCalls/L001/…` */
function inBaseCalls(path: BytePath): Location | undefined {
  const lane = laneFolder(path, BASE_CALLS.length);
  if (lane === undefined) return undefined;
  const name = path.slice(BASE_CALLS.length + 5);
  if (name.startsWith('C')) {
    const perTile = PER_TILE.exec(name);
    if (perTile !== null) {
      const [, cycle, inLane, tile, suffix] = perTile;
      if (Number(inLane) !== lane) return undefined;
      if (suffix === 'stats') return { kind: 'auxiliary', lane, cycle: Number(cycle), ...onTile(tile) };
      const layout = suffix === 'bcl' ? 'bcl' : 'bcl.gz';
      return { kind: 'base calls', layout, lane, cycle: Number(cycle), ...onTile(tile) };
    }
    const perSurface = PER_SURFACE.exec(name);
    if (perSurface === null || Number(perSurface[2]) !== lane) return undefined;
    const [, cycle, , surface] = perSurface;
    return { kind: 'base calls', layout: 'cbcl', lane, cycle: Number(cycle), surface: Number(surface) };
  }
  const perLane = PER_LANE.exec(name);
  if (perLane !== null) {
    const cycle = Number(perLane[1]);
    if (cycle === 0) return undefined;
    return perLane[2] === undefined
      ? { kind: 'base calls', layout: 'bgzf', lane, cycle }
      : { kind: 'index', lane, cycle };
  }
  const beside = BESIDE.exec(name);
  if (beside === null || Number(beside[1]) !== lane) return undefined;
  const [, , tile, suffix] = beside;
  if (suffix === 'bci') return tile === undefined ? { kind: 'index', lane } : undefined;
  return { kind: suffix === 'filter' ? 'filter' : 'auxiliary', lane, ...onTile(tile) };
}

/** `Data/Intensities/s.locs` and `Data/Intensities/L001/…` */
function inIntensities(path: BytePath): Location | undefined {
  if (path === `${INTENSITIES}s.locs`) return { kind: 'positions' };
  const lane = laneFolder(path, INTENSITIES.length);
  if (lane === undefined) return undefined;
  const match = POSITIONS.exec(path.slice(INTENSITIES.length + 5));
  if (match === null || Number(match[1]) !== lane) return undefined;
  if (match[2] === undefined && match[3] === 'clocs') return undefined;
  return { kind: 'positions', lane, ...onTile(match[2]) };
}

function thumbnail(path: BytePath): Location | undefined {
  const match = THUMBNAIL.exec(path.slice(THUMBNAILS.length));
  if (match === null || match[1] !== match[3]) return undefined;
  return { kind: 'thumbnail', lane: Number(match[1]), cycle: Number(match[2]), ...onTile(match[4]) };
}

/** The lane of `L001/` at `at`. */
export function laneFolder(path: BytePath, at: number): number | undefined {
  if (!path.startsWith('L00', at) || path[at + 4] !== '/') return undefined;
  const lane = path.charCodeAt(at + 3) - 48;
  return lane >= 1 && lane <= 9 ? lane : undefined;
}

/** Tile numbers of four and five digits begin with the surface; shorter ones, of older instruments, do not. */
function onTile(tile: string | undefined): { surface?: number; tile?: number } {
  if (tile === undefined) return {};
  return tile.length >= 4 ? { surface: Number(tile[0]), tile: Number(tile) } : { tile: Number(tile) };
}
