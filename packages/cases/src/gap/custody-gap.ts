import { withoutMode } from '@seqwarden/advisory/inventory';
import type { Installed } from '@seqwarden/proof/acts';

/** A run that was copied and sealed, as a seal in a log tells it. */
export interface CopiedRun {
  readonly log: string;
  readonly index: number;
  /** Its id; null: its files do not tell. */
  readonly run: string | null;
  readonly vendor: string | null;
  readonly serial: string;
  /** `dx` or `ruo`, where the run tells. */
  readonly mode: string | null;
  /** When its copy was whole, by the clock of the service. */
  readonly sealedAt: string;
}

/**
 * How long no run of an installation arrived around something that was done to it. A patch or a measure against an exposure can itself be why: a copy service whose account lost its rights
 * copies nothing. It shows a distance, and concludes nothing: an instrument may have stood still.
 */
export interface CustodyGap {
  /** The last that was sealed before. */
  readonly lastBefore: CopiedRun | null;
  /** The first that was sealed after; null: none yet. */
  readonly firstAfter: CopiedRun | null;
  /** How many were sealed in the time in which it was done, of which nobody knows whether before or after. */
  readonly during: number;
  /** Whole days between the two; while none came after, until the day of asking. Null: none came before. */
  readonly days: number | null;
  /** The most whole days between two of them before; null: there were no two. */
  readonly longestBefore: number | null;
  /** None came after, or only after longer than ever before. */
  readonly isUnusual: boolean;
}

const DAY = 24 * 60 * 60 * 1000;

/** @param done when it was done: between these moments. `asOf`: the moment of asking */
export function custodyGap(
  installed: Installed,
  done: { readonly from: string; readonly until: string },
  copied: readonly CopiedRun[],
  asOf: string,
): CustodyGap {
  const runs = copied.filter(run => isOf(run, installed)).toSorted(bySealing);
  const before = runs.filter(({ sealedAt }) => sealedAt < done.from);
  const after = runs.filter(({ sealedAt }) => sealedAt > done.until);
  const lastBefore = before.at(-1) ?? null;
  const firstAfter = after[0] ?? null;
  const days = lastBefore === null ? null : daysBetween(lastBefore.sealedAt, firstAfter?.sealedAt ?? asOf);
  const longestBefore = longest(before);
  return {
    ...{ lastBefore, firstAfter, during: runs.length - before.length - after.length, days, longestBefore },
    isUnusual: days !== null && (firstAfter === null || (longestBefore !== null && days > longestBefore)),
  };
}

/** Of one side of a dual-boot device its own runs, and those that do not tell their side. */
function isOf({ vendor, serial, mode }: CopiedRun, installed: Installed): boolean {
  if (installed.serial === null || withoutMode(serial) !== installed.serial) return false;
  if (vendor !== null && installed.vendor !== null && vendor !== installed.vendor) return false;
  const isSide = installed.id === 'dx' || installed.id === 'ruo';
  return !isSide || mode === null || mode === installed.id;
}

function bySealing(a: CopiedRun, b: CopiedRun): number {
  if (a.sealedAt !== b.sealedAt) return a.sealedAt < b.sealedAt ? -1 : 1;
  return a.log === b.log ? a.index - b.index : a.log < b.log ? -1 : 1;
}

function longest(runs: readonly CopiedRun[]): number | null {
  const distances = runs
    .slice(1)
    .map((run, at) => daysBetween(runs[at]?.sealedAt ?? run.sealedAt, run.sealedAt));
  return distances.length === 0 ? null : distances.reduce((most, one) => Math.max(most, one));
}

function daysBetween(from: string, until: string): number {
  return Math.max(0, Math.floor((Date.parse(until) - Date.parse(from)) / DAY));
}
