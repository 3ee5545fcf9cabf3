import type { BytePath } from '@seqwarden/proof';
import {
  BASE_CALLS,
  INTENSITIES,
  type Layout,
  type Location,
  type LocationKind,
  laneFolder,
} from './location.ts';

/** The kinds of file whose number a run's layout fixes. */
export const STRUCTURAL = [
  'bcl',
  'bcl.gz',
  'bgzf',
  'cbcl',
  'filter',
  'lane filter',
  'lane index',
  'cycle index',
  'flow cell locs',
  'lane locs',
  'locs',
  'clocs',
] as const;
export type Structural = (typeof STRUCTURAL)[number];

/** Where a structural file belongs; 0 for what it does not have. */
export interface Place {
  readonly lane: number;
  readonly surface: number;
  readonly cycle: number;
  readonly tile: number;
}

export const LAYOUTS: readonly Exclude<Layout, 'idat'>[] = ['bcl', 'bcl.gz', 'bgzf', 'cbcl'];

/** Most names of strangers kept; more are only counted. */
const MAX_STRANGERS = 100;

/**
 * The structural files of a run, eight bytes each, so that a million of them need no million strings: the name
 * follows from the location.
 */
export class StructuralFiles {
  #packed = new Uint32Array(2048);
  #length = 0;
  readonly counts = new Map<Structural, number>();
  /** Files among the base calls that no instrument of these layouts writes there. */
  readonly strangers: BytePath[] = [];
  strangerCount = 0;
  /** The last cycle of which there are base calls; 0 without any. */
  lastCycle = 0;

  add(path: BytePath, location: Location | undefined): void {
    const kind = location === undefined ? undefined : structuralKind(path, location);
    if (kind !== undefined && location !== undefined) {
      this.#push(kind, location);
      if (location.kind === 'base calls') this.lastCycle = Math.max(this.lastCycle, location.cycle ?? 0);
      this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
    } else if (location?.kind !== 'auxiliary' && isAmongBaseCalls(path)) {
      this.strangerCount++;
      if (this.strangers.length < MAX_STRANGERS) this.strangers.push(path);
    }
  }

  count(kind: Structural): number {
    return this.counts.get(kind) ?? 0;
  }

  *all(): Generator<Place & { readonly kind: Structural }> {
    for (let at = 0; at < this.#length; at += 2) {
      const head = this.#packed[at] ?? 0;
      const kind = STRUCTURAL[head >>> 28];
      if (kind === undefined) continue;
      yield {
        kind,
        lane: (head >>> 24) & 15,
        surface: (head >>> 20) & 15,
        cycle: head & 0xfffff,
        tile: this.#packed[at + 1] ?? 0,
      };
    }
  }

  #push(kind: Structural, location: Location): void {
    if (this.#length === this.#packed.length) {
      const larger = new Uint32Array(this.#packed.length * 2);
      larger.set(this.#packed);
      this.#packed = larger;
    }
    const head =
      (STRUCTURAL.indexOf(kind) << 28) |
      ((location.lane ?? 0) << 24) |
      ((location.surface ?? 0) << 20) |
      (location.cycle ?? 0);
    this.#packed[this.#length++] = head >>> 0;
    this.#packed[this.#length++] = location.tile ?? 0;
  }
}

function structuralKind(path: BytePath, location: Location): Structural | undefined {
  switch (location.kind) {
    case 'base calls':
      return location.layout === 'idat' ? undefined : location.layout;
    case 'filter':
      return location.tile === undefined ? 'lane filter' : 'filter';
    case 'index':
      return location.cycle === undefined ? 'lane index' : 'cycle index';
    case 'positions':
      if (location.lane === undefined) return 'flow cell locs';
      if (location.tile === undefined) return 'lane locs';
      return path.endsWith('.clocs') ? 'clocs' : 'locs';
    default:
      return undefined;
  }
}

/** Below a lane's folder. Cluster positions as text (`_pos.txt`) and intensities (`.cif`) belong there. */
function isAmongBaseCalls(path: BytePath): boolean {
  if (path.startsWith(BASE_CALLS)) return laneFolder(path, BASE_CALLS.length) !== undefined;
  if (!path.startsWith(INTENSITIES) || laneFolder(path, INTENSITIES.length) === undefined) return false;
  return !/(?:_pos\.txt|\.cif|\.cnf)$/.test(path);
}

/** The one name that a structural file of this place has. */
export function structuralPath(kind: Structural, { lane, surface, cycle, tile }: Place): BytePath {
  const baseCalls = `${BASE_CALLS}L00${lane}`;
  const positions = `${INTENSITIES}L00${lane}`;
  const padded = `${cycle}`.padStart(4, '0');
  switch (kind) {
    case 'bcl':
    case 'bcl.gz':
      return `${baseCalls}/C${cycle}.1/s_${lane}_${tile}.${kind}`;
    case 'cbcl':
      return `${baseCalls}/C${cycle}.1/L00${lane}_${surface}.cbcl`;
    case 'bgzf':
      return `${baseCalls}/${padded}.bcl.bgzf`;
    case 'cycle index':
      return `${baseCalls}/${padded}.bcl.bgzf.bci`;
    case 'lane index':
      return `${baseCalls}/s_${lane}.bci`;
    case 'lane filter':
      return `${baseCalls}/s_${lane}.filter`;
    case 'filter':
      return `${baseCalls}/s_${lane}_${tile}.filter`;
    case 'flow cell locs':
      return `${INTENSITIES}s.locs`;
    case 'lane locs':
      return `${positions}/s_${lane}.locs`;
    case 'locs':
    case 'clocs':
      return `${positions}/s_${lane}_${tile}.${kind}`;
  }
}

/** The location of a structural file, as {@link locate} gives it for its name. */
export function structuralLocation(kind: Structural, place: Place): Location {
  const { lane, surface, cycle, tile } = place;
  return {
    kind: LOCATION_KIND[kind],
    ...(lane === 0 ? {} : { lane }),
    ...(cycle === 0 ? {} : { cycle }),
    ...(surface === 0 ? {} : { surface }),
    ...(tile === 0 ? {} : { tile }),
  };
}

const LOCATION_KIND: Readonly<Record<Structural, LocationKind>> = {
  bcl: 'base calls',
  'bcl.gz': 'base calls',
  bgzf: 'base calls',
  cbcl: 'base calls',
  filter: 'filter',
  'lane filter': 'filter',
  'lane index': 'index',
  'cycle index': 'index',
  'flow cell locs': 'positions',
  'lane locs': 'positions',
  locs: 'positions',
  clocs: 'positions',
};
