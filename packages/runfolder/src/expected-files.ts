import { type BytePath, type JsonPath, jsonPath } from '@seqwarden/proof';
import { BASE_CALLS, INTENSITIES, laneFolder } from './location.ts';
import { type LocationGroup, LocationTally, type Spot } from './location-groups.ts';
import { type Slots, slotsByKind } from './slots.ts';
import { STRUCTURAL, type StructuralFiles, structuralLocation, structuralPath } from './structural-files.ts';

/**
 * Base calls, filters, positions and indices against what the layout demands. Names only: a file that is there may
 * be damaged. Nothing is expected of thumbnails, logs and reports.
 */
export interface ExpectedFiles {
  /** null where nothing says how many; then `missing` and `unexpected` are null too. */
  readonly expected: number | null;
  /** Of the expected; where nothing is expected, the structural files that are there. */
  readonly present: number;
  readonly missing: Differences | null;
  /** Outside the lanes, tiles and cycles of the run, of another layout, twice, or strangers among base calls. */
  readonly unexpected: Differences | null;
}

export interface Differences {
  readonly count: number;
  /** The first hundred. */
  readonly byLocation: readonly LocatedFile[];
  /** How many more there are. */
  readonly more: number;
  /** All of them (at most 50 groups), without names: fit for what is signed or sent. */
  readonly groups: readonly LocationGroup[];
}

export type LocatedFile = {
  readonly lane: number | null;
  readonly cycle: number | null;
  readonly surface: number | null;
  readonly tile: number | null;
} & JsonPath;

const MAX_LISTED = 100;

export function compareFiles(slots: readonly Slots[], files: StructuralFiles): ExpectedFiles {
  const unexpected = new DifferenceList();
  const byKind = slotsByKind(slots);
  for (const file of files.all()) {
    if (byKind[STRUCTURAL.indexOf(file.kind)]?.fill(file) === true) continue;
    unexpected.add(structuralLocation(file.kind, file), () => structuralPath(file.kind, file));
  }
  for (const path of files.strangers) unexpected.add(strangerLocation(path), () => path);
  const unnamed = files.strangerCount - files.strangers.length;
  for (let at = 0; at < unnamed; at++) unexpected.add(undefined, undefined);

  const missing = new DifferenceList();
  let expected = 0;
  let present = 0;
  for (const slot of slots) {
    if (!slot.required) continue;
    expected += slot.size;
    present += slot.filledCount;
    const [kind] = slot.kinds;
    for (const place of slot.empty()) {
      missing.add(structuralLocation(kind, place), () => structuralPath(kind, place));
    }
  }
  return { expected, present, missing: missing.result(), unexpected: unexpected.result() };
}

export class DifferenceList {
  readonly #tally = new LocationTally();
  readonly #listed: LocatedFile[] = [];

  add(location: Spot | undefined, path: (() => BytePath) | undefined): void {
    this.#tally.add(location);
    if (path === undefined || this.#listed.length >= MAX_LISTED) return;
    const { lane = null, cycle = null, surface = null, tile = null } = location ?? {};
    this.#listed.push({ lane, cycle, surface, tile, ...jsonPath(path()) });
  }

  result(): Differences {
    const { count } = this.#tally;
    return {
      count,
      byLocation: this.#listed,
      more: count - this.#listed.length,
      groups: this.#tally.groups(),
    };
  }
}

/** A stranger's lane and cycle are those of the folders that it lies in. */
function strangerLocation(path: BytePath): Spot {
  const at = path.startsWith(BASE_CALLS) ? BASE_CALLS.length : INTENSITIES.length;
  const lane = laneFolder(path, at);
  const cycle = /^C([1-9]\d{0,3})\.1\//.exec(path.slice(at + 5))?.[1];
  return {
    kind: 'other',
    ...(lane === undefined ? {} : { lane }),
    ...(cycle === undefined ? {} : { cycle: Number(cycle) }),
  };
}
