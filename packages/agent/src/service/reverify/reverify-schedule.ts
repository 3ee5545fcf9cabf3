import { type BytePath, compareBytePaths } from '@seqwarden/proof';

/** What the journal has of one run at one destination. */
export interface ReadBack {
  readonly name: BytePath;
  /** When all of it was last read back and equal; of a run that never was, when it was sealed there. By the wall clock, which may have been wrong. */
  readonly lastGood: Date;
  /** When a reading last ended otherwise. */
  readonly lastBad: Date | undefined;
}

const DAY = 86_400_000;
/** What was found damaged or gone is read again after so long at the latest: somebody may have mended it. */
const AGAIN_DAYS = 7;
/** Runs are read up to this part of the period early, each by its name, so that those of one night do not come together again. */
const SPREAD = 1 / 4;
/** No destination's runs are all read in less than this part of the period, whatever clock or calendar says. */
const FASTEST = 1 / 4;

/**
 * The runs to be read again now, those that have been due for longest first; a run whose date lies more than a day ahead was dated by a
 * wrong clock: nobody knows how long ago it was read, so it is due, after all others.
 */
export function dueRuns<T extends ReadBack>(all: Iterable<T>, days: number, now: Date): T[] {
  const due: { readonly one: T; readonly at: number }[] = [];
  for (const one of all) {
    const at = isAhead(one, now) ? now.getTime() : dueAt(one, days);
    if (at <= now.getTime()) due.push({ one, at });
  }
  due.sort((a, b) => a.at - b.at || compareBytePaths(a.one.name, b.one.name));
  return due.map(({ one }) => one);
}

/**
 * Milliseconds from the beginning of one reading to that of the next at a destination that holds `count` runs, to be counted by a clock that never jumps: a wall
 * clock that leaps makes all runs due at once, and they are still read one after the other over a quarter of the period.
 */
export function pauseBetween(count: number, days: number): number {
  return (days * DAY * FASTEST) / Math.max(1, count);
}

function dueAt({ name, lastGood, lastBad }: ReadBack, days: number): number {
  if (lastBad !== undefined && lastBad > lastGood)
    return lastBad.getTime() + Math.min(days, AGAIN_DAYS) * DAY;
  return lastGood.getTime() + days * DAY * (1 - SPREAD * fraction(name));
}

function isAhead({ lastGood, lastBad }: ReadBack, now: Date): boolean {
  return Math.max(lastGood.getTime(), lastBad?.getTime() ?? 0) > now.getTime() + DAY;
}

/** From 0 to 1, spread evenly over names: FNV-1a (draft-eastlake-fnv). */
function fraction(name: BytePath): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < name.length; at++) hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193);
  return (hash >>> 0) / 2 ** 32;
}
