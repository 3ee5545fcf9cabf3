import type { IncidentPredicate } from '@seqwarden/proof/acts';
import { MAX_INCIDENT_RUNS } from '@seqwarden/proof/acts';
import type { Desk, EnteredAct, Sayable } from '../../casework/desk.ts';
import { inParts } from '../case/choices.ts';
import type { Suspicion } from './suspicion.ts';

/** What stands in no other record than those of its action. */
export const NOT_SAID = {
  ...{ origin: null, title: null, awareOn: null, window: null, runs: [], installed: [] },
  ...{ duties: [], decision: null, report: null, keepUntil: null, evidence: [] },
} as const satisfies Partial<IncidentPredicate>;

/**
 * Enters a suspicion: as the record that `first` begins, and, where it has more runs or instruments than one record may have, in further ones. Throws as `Desk.enter`.
 */
export async function enterSuspicion(
  desk: Desk,
  { runs, installed }: Suspicion,
  first: Sayable<'incident'>,
): Promise<EnteredAct[]> {
  const parts = { runs: inParts(runs, MAX_INCIDENT_RUNS), installed: inParts(installed, MAX_INCIDENT_RUNS) };
  const count = Math.max(1, parts.runs.length, parts.installed.length);
  const entered: EnteredAct[] = [];
  for (let at = 0; at < count; at++) {
    const more = { runs: parts.runs[at] ?? [], installed: parts.installed[at] ?? [] };
    const { incident, case: ofCase, reason } = first;
    const says =
      at === 0 ? first : { ...NOT_SAID, incident, action: 'extended' as const, case: ofCase, reason };
    entered.push(await desk.enter('incident', { ...says, ...more }));
  }
  return entered;
}
