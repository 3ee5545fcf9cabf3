import { counted } from './counted.ts';
import type { Location, LocationKind } from './location.ts';

/** A location, or as much of one as is known of a file that has no kind. */
export type Spot = Omit<Location, 'kind'> & { readonly kind: LocationKind | 'other' };

/** Many files in a few words: those of one lane (and surface) that lack, or have too much, the same cycles. */
export interface LocationGroup {
  readonly kind: LocationKind | 'other';
  readonly lane: number | null;
  readonly surface: number | null;
  /** Tile numbers as ranges, `1101-1116,1201`; null for files that are not of a tile. */
  readonly tiles: string | null;
  /** Cycles as ranges, `1-3,7`; null for files that are not of a cycle. */
  readonly cycles: string | null;
  /** Files. */
  readonly count: number;
}

/** In the order of the groups. */
export const LOCATION_KINDS: readonly (LocationKind | 'other')[] = [
  'base calls',
  'filter',
  'positions',
  'index',
  'auxiliary',
  'interop',
  'thumbnail',
  'other',
];

/**
 * Sums up locations as lane, surface, tile and cycle ranges. Memory is one number per location, whatever the
 * names. Order of the groups: kind, lane, surface, cycles, first tile.
 */
export class LocationTally {
  /** Cycles (0: of no cycle) by kind, lane, surface and tile, packed into one number. */
  readonly #cycles = new Map<number, number[]>();
  count = 0;

  add(location: Spot | undefined): void {
    this.count++;
    const kind = LOCATION_KINDS.indexOf(location?.kind ?? 'other');
    const lane = location?.lane ?? 0;
    const surface = location?.surface ?? 0;
    const key = ((kind * 16 + lane) * 16 + surface) * 2 ** 17 + (location?.tile ?? 0);
    const cycles = this.#cycles.get(key);
    if (cycles === undefined) this.#cycles.set(key, [location?.cycle ?? 0]);
    else cycles.push(location?.cycle ?? 0);
  }

  /** At most `most` groups. */
  groups(most = 50): LocationGroup[] {
    const groups = new Map<string, { head: number; cycles: string; tiles: number[]; count: number }>();
    for (const [key, unsorted] of [...this.#cycles].sort(([a], [b]) => a - b)) {
      const tile = key % 2 ** 17;
      const head = (key - tile) / 2 ** 17;
      const cycles = ranges(unsorted.sort((a, b) => a - b));
      const name = `${head} ${tile === 0 ? '' : 'tile'} ${cycles}`;
      const group = groups.get(name) ?? { head, cycles, tiles: [], count: 0 };
      group.tiles.push(tile);
      group.count += unsorted.length;
      groups.set(name, group);
    }
    return [...groups.values()].slice(0, most).map(({ head, cycles, tiles, count }) => ({
      kind: LOCATION_KINDS[Math.floor(head / 256)] ?? 'other',
      lane: Math.floor(head / 16) % 16 || null,
      surface: head % 16 || null,
      tiles: tiles[0] === 0 ? null : ranges(tiles),
      cycles: cycles === '0' ? null : cycles,
      count,
    }));
  }
}

/** `lane 1, surface 2, tiles 2101-2116, cycles 3-5: base calls (48 files)` */
export function describeGroup(group: LocationGroup): string {
  const where = [
    group.lane === null ? '' : `lane ${group.lane}`,
    group.surface === null ? '' : `surface ${group.surface}`,
    group.tiles === null ? '' : `${/^\d+$/.test(group.tiles) ? 'tile' : 'tiles'} ${group.tiles}`,
    group.cycles === null ? '' : `${/^\d+$/.test(group.cycles) ? 'cycle' : 'cycles'} ${group.cycles}`,
  ].filter(part => part !== '');
  return `${where.length === 0 ? 'the run' : where.join(', ')}: ${group.kind} (${counted(group.count, 'file')})`;
}

/** Sorted numbers as `1-3,7`; repeated ones count once. */
function ranges(sorted: readonly number[]): string {
  const parts: string[] = [];
  for (let at = 0; at < sorted.length; ) {
    const first = sorted[at] ?? 0;
    let last = first;
    for (at++; at < sorted.length && (sorted[at] ?? 0) <= last + 1; at++) last = sorted[at] ?? 0;
    parts.push(first === last ? `${first}` : `${first}-${last}`);
  }
  return parts.join(',');
}
