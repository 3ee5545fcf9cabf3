import type { Calendar } from '@seqwarden/cases/calendar';
import { type Duty, reportDay } from '@seqwarden/cases/duty';
import type { IncidentState } from '@seqwarden/cases/state';
import { type IncidentPredicate, ordered } from '@seqwarden/proof/acts';

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

/** Those of the duties that are meant which an incident lacks, as a record adds them. */
export function addedDuties(
  { duties, opened }: IncidentState,
  meant: readonly Duty[],
  calendar: Calendar,
): IncidentPredicate['duties'] {
  const known = new Set(duties.map(({ duty }) => duty));
  const added = meant.filter(({ id }) => !known.has(id));
  return dutiesToDecide(added, opened.says.awareOn, calendar);
}
