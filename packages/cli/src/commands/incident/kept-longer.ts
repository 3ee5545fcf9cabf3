import { type Duty, keepUntil, lastDay, laterDay } from '@seqwarden/cases/duty';
import type { IncidentState } from '@seqwarden/cases/state';
import { oneLine } from '../../text/one-line.ts';
import { windowsOf } from './candidates.ts';
import { keepUntilOf } from './of-incident.ts';
import type { Window } from './window-of.ts';

/** How long all on an incident is kept by a record that extends it. */
export interface KeptLonger {
  /** By the rule of its opening, over all that is said of it now; never earlier than what any record says. */
  readonly keepUntil: string | null;
  /** The day before this record. */
  readonly before: string | null;
  /** Where the record says of a later last day: duties of the incident of which nothing at hand says for how long. They are not counted. */
  readonly uncounted: readonly string[];
}

/** `meant`: duties that the same record adds, `window`: what it says of when it may have happened, `atHand`: the data on duties. */
export function keptLonger(
  incident: IncidentState,
  { meant, window, atHand }: { meant: readonly Duty[]; window: Window | null; atHand: readonly Duty[] },
): KeptLonger {
  const own = incident.duties.map(({ duty }) => duty);
  const known = atHand.filter(({ id }) => own.includes(id));
  const windows = [...windowsOf(incident), ...(window === null ? [] : [window])];
  const last = lastDay(incident.opened.says.awareOn, windows);
  const before = keepUntilOf(incident);
  const isLast = window !== null && window.until !== null && window.until === last;
  return {
    keepUntil: laterDay(before, last === null ? null : keepUntil([...known, ...meant], last)),
    before,
    uncounted: isLast ? own.filter(one => known.every(({ id }) => id !== one)) : [],
  };
}

/** For people; empty: nothing is to be said. */
export function keptLongerText({ keepUntil, before, uncounted }: KeptLonger): string {
  const moved =
    keepUntil === null || keepUntil === before
      ? ''
      : `\nkept longer: all on it until ${keepUntil} at least; before, ${before === null ? 'no duty said how long' : `until ${before}`}\n`;
  const missing =
    uncounted.length === 0
      ? ''
      : `\nnot counted in how long all on it is kept: ${uncounted.map(oneLine).join(', ')}; nothing at hand says what these duties are. Name the file that has them with --duties, and give the same --window again\n`;
  return moved + missing;
}
