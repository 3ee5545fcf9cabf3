import { SeqwardenError } from '@seqwarden/proof';
import type { Arguments } from '../arguments.ts';
import type { Context } from '../context.ts';

/** The day that an option names, as `2026-11-22`; left out: today in UTC, which near midnight may be another day than the site's. Throws USAGE. */
export function dayOf(args: Arguments, option: string, { now }: Context): string {
  return dayNamed(args, option) ?? now().toISOString().slice(0, 10);
}

/** undefined: the option is not given. Throws USAGE. */
export function dayNamed(args: Arguments, option: string): string | undefined {
  const text = args.text(option);
  if (text === undefined) return undefined;
  const at = /^\d{4}-\d\d-\d\d$/.test(text) ? new Date(`${text}T00:00:00Z`) : undefined;
  if (at === undefined || Number.isNaN(at.getTime()) || at.toISOString().slice(0, 10) !== text)
    throw new SeqwardenError('USAGE', `--${option} takes a day, as 2026-11-22`);
  return text;
}
