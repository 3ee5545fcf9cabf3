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

export function widest(verdicts: readonly Verdict[]): Verdict | undefined {
  return WIDTH.find(verdict => verdicts.includes(verdict));
}
