import type { ObservationPredicate } from '@seqwarden/proof/acts';
import { byPlace, compareText } from './order.ts';
import type { Placed } from './placed.ts';
import { compareInstalled } from './version-order.ts';

/** What an observation says to have been installed, and when. */
export interface Reading {
  readonly from: Placed<'observation'>;
  readonly reading: ObservationPredicate['readings'][number];
  readonly version: string;
  readonly at: { readonly from: string; readonly until: string };
}

/** What readings of times that lie wholly after a patch show of the programs that it changed. */
export interface Shown {
  /** The first that shows an older version than the patch left; a person's word is enough. */
  readonly older: Reading | undefined;
  /** With it, runs have shown all that the patch changed. */
  readonly seen: Reading | undefined;
  /** The first that cannot be compared. */
  readonly unclear: Reading | undefined;
}

export function shownOf({ act }: Placed<'patch'>, readings: readonly Reading[]): Shown {
  const { at, software } = act.predicate;
  const later = readings.filter(reading => reading.at.from > at.until);
  const older: Reading[] = [];
  const unclear: Reading[] = [];
  const seen: (Reading | undefined)[] = [];
  for (const { component, name, before, after } of software) {
    if (after === null || (component === 'other' && name === null)) continue;
    const compared = later
      .filter(({ reading }) => reading.component === component && isSameName(reading.name, name))
      .map(reading => ({ reading, order: compareInstalled(reading.version, after) }));
    older.push(...compared.filter(({ order }) => order !== null && order < 0).map(({ reading }) => reading));
    if (before === null || before === after) continue;
    unclear.push(...compared.filter(({ order }) => order === null).map(({ reading }) => reading));
    seen.push(
      compared.find(({ reading, order }) => order !== null && order >= 0 && reading.reading.run !== null)
        ?.reading,
    );
  }
  const all = seen.filter(one => one !== undefined).sort(byReading);
  return {
    older: older.sort(byReading)[0],
    seen: all.length === seen.length ? all.at(-1) : undefined,
    unclear: unclear.sort(byReading)[0],
  };
}

function isSameName(a: string | null, b: string | null): boolean {
  return a === null || b === null || a === b;
}

export function byReading(a: Reading, b: Reading): number {
  return (
    compareText(a.at.from, b.at.from) ||
    compareText(a.at.until, b.at.until) ||
    byPlace(a.from, b.from) ||
    compareText(JSON.stringify(a.reading), JSON.stringify(b.reading))
  );
}
