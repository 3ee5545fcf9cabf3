import { laterDay } from '@seqwarden/cases/duty';
import type { IncidentState } from '@seqwarden/cases/state';
import { SeqwardenError } from '@seqwarden/proof';

type DutyState = IncidentState['duties'][number];

/** The last day that any record of it says; a later one never takes time away. */
export function keepUntilOf({ history }: IncidentState): string | null {
  return history.reduce<string | null>((last, { says }) => laterDay(last, says.keepUntil), null);
}

/** Neither decided nor, where it is to be reported, reported. */
export function isWaiting({ decision, reported }: DutyState): boolean {
  return decision === null || (decision.answer === 'report' && reported === null);
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
