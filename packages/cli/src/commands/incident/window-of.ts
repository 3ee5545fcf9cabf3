import { SeqwardenError } from '@seqwarden/proof';
import type { Arguments } from '../../arguments.ts';

export interface Window {
  readonly from: string | null;
  readonly until: string | null;
}

/** `--window FROM/UNTIL`; null: not given. Throws USAGE. */
export function windowOf(args: Arguments): Window | null {
  const text = args.text('window');
  if (text === undefined) return null;
  const match = /^(\d{4}-\d\d-\d\d)?\/(\d{4}-\d\d-\d\d)?$/.exec(text);
  const [from, until] = [match?.[1], match?.[2]];
  if (match === null || (from === undefined && until === undefined) || !isDay(from) || !isDay(until))
    throw new SeqwardenError(
      'USAGE',
      '--window takes two days, as 2023-04-05/2023-05-01; one may be left out',
    );
  if (from !== undefined && until !== undefined && from > until)
    throw new SeqwardenError('USAGE', '--window ends before it begins');
  return { from: from ?? null, until: until ?? null };
}

function isDay(day: string | undefined): boolean {
  if (day === undefined) return true;
  const at = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().slice(0, 10) === day;
}
