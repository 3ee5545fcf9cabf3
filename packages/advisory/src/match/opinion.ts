import type { Reason, ReasonCode, Verdict } from './finding.ts';

/** A verdict that is being made, with the lines of the overlay that took part. */
export interface Opinion {
  readonly verdict: Verdict;
  /** The decisive one first. */
  readonly reasons: readonly Reason[];
  readonly overlay: readonly string[];
}

export function opinion(verdict: Verdict, ...reasons: readonly Reason[]): Opinion {
  return { verdict, reasons, overlay: [] };
}

export function review(code: ReasonCode, text: string): Opinion {
  return opinion('review', { code, text });
}

/** The widest first: of several readings the one that alarms more counts. */
const WIDTH: readonly Verdict[] = ['affected', 'review', 'not_affected', 'not_listed', 'fixed'];

export function widthOf(verdict: Verdict): number {
  return WIDTH.indexOf(verdict);
}

export function widest(verdicts: readonly Verdict[]): Verdict | undefined {
  return WIDTH.find(verdict => verdicts.includes(verdict));
}

const REMEMBERED = new WeakMap<object, Map<string, Opinion>>();

/** `make()`, once for each key: thousands of installations come to the same opinion by the same way. `of` is what the key is of; it must not change. */
export function remembered(of: object, key: string, make: () => Opinion): Opinion {
  let known = REMEMBERED.get(of);
  if (known === undefined) {
    known = new Map();
    REMEMBERED.set(of, known);
  }
  let opinion = known.get(key);
  if (opinion === undefined) {
    opinion = make();
    known.set(key, opinion);
  }
  return opinion;
}
