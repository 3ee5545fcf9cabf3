import type { ObservationPredicate } from '@seqwarden/proof/acts';
import { byTime, compareText } from './order.ts';
import type { Placed } from './placed.ts';

/** What an observation says to have been installed, and when: of a run that is its own time, not that of the record. */
export interface Reading {
  readonly from: Placed<'observation'>;
  readonly reading: ObservationPredicate['readings'][number];
  readonly version: string;
  readonly at: { readonly from: string; readonly until: string };
}

/** By their own times; what is left to an order then is by the times of the records, so that records on different matters may change places in a log. */
export function byReading(a: Reading, b: Reading): number {
  return (
    compareText(a.at.from, b.at.from) ||
    compareText(a.at.until, b.at.until) ||
    byTime(a.from, b.from) ||
    compareText(JSON.stringify(a.reading), JSON.stringify(b.reading))
  );
}
