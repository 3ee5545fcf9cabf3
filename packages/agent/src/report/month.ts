import { SeqwardenError } from '@seqwarden/proof';

/** A month in UTC. */
export interface Month {
  /** `2026-03` */
  readonly text: string;
  readonly from: Date;
  /** Not included. */
  readonly until: Date;
}

/** Throws USAGE for anything but `YYYY-MM`, and for a month that has not begun. */
export function parseMonth(text: string, now: Date): Month {
  const [, year, month] = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(text) ?? [];
  if (year === undefined) throw new SeqwardenError('USAGE', '--month takes a month such as 2026-03');
  const from = new Date(Date.UTC(Number(year), Number(month) - 1));
  if (from > now) throw new SeqwardenError('USAGE', `${text} has not begun`);
  return { text, from, until: new Date(Date.UTC(Number(year), Number(month))) };
}
