import assert from 'node:assert/strict';
import { BUILT_IN_DUTIES, type Duty } from '@seqwarden/cases/duty';
import type { IncidentState } from '@seqwarden/cases/state';
import { NOT_SAID } from '../src/commands/incident/enter-suspicion.ts';

const RECORD: IncidentState['opened']['record'] = {
  ...{ log: 'a'.repeat(32), index: 1, identity: 'b'.repeat(64), signer: 'c'.repeat(64), statedAt: '' },
};
const [FIRST] = BUILT_IN_DUTIES;
assert.ok(FIRST !== undefined);

/** A duty that the incident of `incidentWith` lacks. */
export const TEN_YEARS: Duty = {
  ...{ ...FIRST, id: 'ten-years', keepYears: 10, period: { unit: 'days', count: 15 } },
};
/** The one that it has. */
export const OTHER: Duty = { ...TEN_YEARS, id: 'other', keepYears: 3 };

/** An incident with the duty `OTHER`, of which somebody became aware on 2 May 2023. */
export function incidentWith({
  keepUntil = null,
  until = null,
}: {
  keepUntil?: string | null;
  until?: string | null;
}): IncidentState {
  const opened: IncidentState['opened'] = {
    record: RECORD,
    subject: 'd'.repeat(64),
    says: {
      ...{ ...NOT_SAID, incident: 'e'.repeat(32), action: 'opened', case: null, origin: 'manual' },
      ...{ title: 'x', awareOn: '2023-05-02', window: { from: '2023-04-05', until }, reason: 'x', keepUntil },
      ...{ log: RECORD.log, statedAt: '', tool: { name: 'seqwarden', version: '1' } },
    },
  };
  return {
    ...{ id: 'e'.repeat(32), opened, standing: 'open', history: [opened], runs: [], installed: [] },
    duties: [
      {
        ...{ duty: 'other', decideBy: null, decision: null, reported: null },
        elsewhere: { decisions: [], reported: [] },
      },
    ],
  };
}
