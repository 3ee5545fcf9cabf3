import { laterDay } from '@seqwarden/cases/duty';
import type { IncidentState } from '@seqwarden/cases/state';
import { owedBy } from '@seqwarden/cases/task';
import { SeqwardenError } from '@seqwarden/proof';
import { shortId } from '../../text/case-words.ts';

type DutyState = IncidentState['duties'][number];

/** The last day that any record of it says; a later one never takes time away. */
export function keepUntilOf({ history }: IncidentState): string | null {
  return history.reduce<string | null>((last, { says }) => laterDay(last, says.keepUntil), null);
}

/** Neither decided nor, where it is to be reported, reported. */
export function isWaiting(one: DutyState): boolean {
  return one.decision === null || owedBy(one).length > 0;
}

/** The days of what it waits for. */
export function daysOf(one: DutyState): string[] {
  const decide = one.decision === null ? [one.decideBy] : [];
  return [...decide, ...owedBy(one).map(({ reportBy }) => reportBy)].filter(day => day !== null);
}

/** By whom it is to be reported, and by which day: of several the first; null: by none. undefined: nobody said that it is. */
export function reportByOf({ decision, elsewhere }: DutyState): string | null | undefined {
  const all = [...(decision === null ? [] : [decision]), ...elsewhere.decisions];
  const toReport = all.filter(({ answer }) => answer === 'report');
  if (toReport.length === 0) return undefined;
  return toReport.flatMap(({ reportBy }) => reportBy ?? []).sort()[0] ?? null;
}

/** Added where something is entered on an incident that another register opened: it stands beside what that one says, and ends nothing there. */
export function besideText({ opened }: IncidentState, own: string): string {
  const { log } = opened.record;
  return log === own ? '' : `it stands beside what the register ${shortId(log)} says, whose incident it is\n`;
}

/** One of those that were said of the incident. Throws CASE_UNKNOWN. */
export function dutyOfIncident({ duties }: IncidentState, id: string): DutyState {
  const found = duties.find(({ duty }) => duty === id);
  if (found !== undefined) return found;
  const known = duties.map(({ duty }) => duty).join(', ');
  throw new SeqwardenError(
    'CASE_UNKNOWN',
    `the incident has no duty of this name${known === '' ? '' : `; it has ${known}`}; \`incident extend --jurisdiction\` adds those of a jurisdiction`,
  );
}

/** Throws ACT_REFUSED. */
export function requireOpen({ standing }: IncidentState): void {
  if (standing === 'closed')
    throw new SeqwardenError(
      'ACT_REFUSED',
      'the incident is closed; `incident extend` says that it is not over',
    );
}
