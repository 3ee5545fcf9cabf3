import { SeqwardenError } from '@seqwarden/proof';

/**
 * So far a clock may be before the last checkpoint: time servers step clocks by less, and two clocks of a virtual machine's host differ by less. The time of
 * the log then stands still.
 */
export const TOLERATED_STEP = 10_000;

/** The time of the next checkpoint, in milliseconds since 1970. Throws CLOCK_BACK. */
export function decideTime(last: number, now: number): number {
  if (now >= last - TOLERATED_STEP) return Math.max(last, now);
  const [before, is] = [last, now].map(time => new Date(time).toISOString());
  const days = ((last - now) / 86_400_000).toFixed(1);
  throw new SeqwardenError(
    'CLOCK_BACK',
    `the last register head is of ${before}, ${days} days ahead of the clock, which says ${is}`,
  );
}
