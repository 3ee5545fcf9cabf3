import { SeqwardenError } from '@seqwarden/proof';
import type { Arguments } from '../../arguments.ts';
import type { Context } from '../../context.ts';

export const DONE_AT_OPTIONS = {
  on: {
    type: 'string',
    help: 'when: a day (2023-05-02), a time with its offset (2023-05-02T14:00+02:00), or two of them with / between',
  },
  zone: {
    type: 'string',
    help: 'whose days those are, as Europe/Zurich; left out: a day is that of any zone, which is longer',
  },
} as const;

interface Span {
  readonly from: string;
  readonly until: string;
}

const DAY = /^\d{4}-\d\d-\d\d$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d)$/;

/** The time in which something was done: as long as what is known of it, and not beyond now. Throws USAGE. */
export function doneAt(args: Arguments, { now }: Context): Span {
  const text = args.required('on');
  const [first = '', last = first, another] = text.split('/');
  if (another !== undefined) throw wrong();
  const zone = args.text('zone') ?? null;
  const present = now().toISOString();
  const [beginning, end] = [spanOf(first, zone), spanOf(last, zone)];
  const { from } = beginning;
  const { until } = end;
  if (from > present) throw new SeqwardenError('USAGE', '--on lies in the future');
  if (end.from < from || until < beginning.until)
    throw new SeqwardenError('USAGE', '--on ends before it begins');
  return { from, until: until < present ? until : present };
}

function spanOf(text: string, zone: string | null): Span {
  if (TIME.test(text)) {
    const at = new Date(text);
    if (Number.isNaN(at.getTime())) throw wrong();
    return { from: at.toISOString(), until: at.toISOString() };
  }
  if (!DAY.test(text)) throw wrong();
  // Zones reach from +14 to -12.
  return { from: startOf(text, 0, zone ?? '+14:00'), until: startOf(text, 1, zone ?? '-12:00') };
}

function startOf(day: string, daysLater: number, zone: string): string {
  let date: Temporal.PlainDate;
  try {
    date = Temporal.PlainDate.from(day).add({ days: daysLater });
  } catch {
    throw wrong();
  }
  try {
    return new Date(date.toZonedDateTime(zone).epochMilliseconds - daysLater).toISOString();
  } catch {
    throw new SeqwardenError('USAGE', '--zone takes the name of a time zone, as Europe/Zurich');
  }
}

function wrong(): SeqwardenError {
  return new SeqwardenError(
    'USAGE',
    '--on takes a day (2023-05-02), a time with its offset (2023-05-02T14:00+02:00), or FROM/UNTIL of these',
  );
}
