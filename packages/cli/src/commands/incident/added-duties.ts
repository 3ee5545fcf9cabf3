import type { Calendar } from '@seqwarden/cases/calendar';
import { type Duty, keepUntil, laterDay, reportDay } from '@seqwarden/cases/duty';
import type { IncidentState } from '@seqwarden/cases/state';
import { type IncidentPredicate, ordered } from '@seqwarden/proof/acts';
import { windowsOf } from './candidates.ts';
import { keepUntilOf } from './of-incident.ts';
import type { Window } from './window-of.ts';

/** What a record says of duties: each with the day by which it is decided and reported, counted from becoming aware. */
export function dutiesToDecide(
  meant: readonly Duty[],
  awareOn: string | null,
  calendar: Calendar,
): IncidentPredicate['duties'] {
  const duties = meant.map(duty => ({
    duty: duty.id,
    decideBy: awareOn === null ? null : reportDay(duty, awareOn, calendar),
  }));
  return ordered(duties, ({ duty }) => duty);
}

/** Those of the duties that are meant which an incident lacks, as a record adds them; `window`: what the same record says of when it may have happened. */
export function addedDuties(
  incident: IncidentState,
  meant: readonly Duty[],
  calendar: Calendar,
  window: Window | null,
): Pick<IncidentPredicate, 'duties' | 'keepUntil'> {
  const known = new Set(incident.duties.map(({ duty }) => duty));
  const added = meant.filter(({ id }) => !known.has(id));
  const { awareOn } = incident.opened.says;
  const windows = [...windowsOf(incident), ...(window === null ? [] : [window])];
  const lastDay = windows.reduce((last, { until }) => laterDay(last, until), awareOn);
  return {
    duties: dutiesToDecide(added, awareOn, calendar),
    keepUntil: laterDay(keepUntilOf(incident), lastDay === null ? null : keepUntil(added, lastDay)),
  };
}
