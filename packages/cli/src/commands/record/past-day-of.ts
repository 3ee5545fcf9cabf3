import { SeqwardenError } from '@seqwarden/proof';
import type { Arguments } from '../../arguments.ts';
import { dayOf } from '../../casework/day-of.ts';
import type { Context } from '../../context.ts';

/** A day of the site on which something happened, by default today. East of UTC it may be tomorrow's. Throws USAGE. */
export function pastDayOf(args: Arguments, option: string, context: Context): string {
  const on = dayOf(args, option, context);
  const tomorrow = new Date(context.now().getTime() + 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
  if (on > tomorrow) throw new SeqwardenError('USAGE', `--${option} lies in the future`);
  return on;
}
