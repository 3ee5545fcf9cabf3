import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { WEEKDAYS } from '@seqwarden/cases/calendar';
import { BUILT_IN_DUTIES, type Duty } from '@seqwarden/cases/duty';
import type { IncidentState } from '@seqwarden/cases/state';
import { addedDuties } from './added-duties.ts';
import { NOT_SAID } from './enter-suspicion.ts';

const RECORD: IncidentState['opened']['record'] = {
  ...{ log: 'a'.repeat(32), index: 1, identity: 'b'.repeat(64), signer: 'c'.repeat(64), statedAt: '' },
};
const [FIRST] = BUILT_IN_DUTIES;
assert.ok(FIRST !== undefined);
const LATER: Duty = { ...FIRST, id: 'later', keepYears: 10, period: { unit: 'days', count: 15 } };

function incidentOf(keepUntil: string | null): IncidentState {
  const opened: IncidentState['opened'] = {
    record: RECORD,
    subject: 'd'.repeat(64),
    says: {
      ...{
        ...NOT_SAID,
        incident: 'e'.repeat(32),
        action: 'opened',
        case: null,
        origin: 'manual',
        title: 'x',
      },
      ...{ awareOn: '2023-05-02', window: { from: '2023-04-05', until: null }, reason: 'x', keepUntil },
      ...{ log: RECORD.log, statedAt: '', tool: { name: 'seqwarden', version: '1' } },
    },
  };
  return {
    ...{ id: 'e'.repeat(32), opened, standing: 'open', history: [opened], runs: [], installed: [] },
    duties: [{ duty: 'other', decideBy: null, decision: null, reported: null }],
  };
}

describe('duties that are added to an incident', () => {
  it('are those that it lacks, with their days from becoming aware', () => {
    const other: Duty = { ...LATER, id: 'other' };
    const { duties } = addedDuties(incidentOf(null), [LATER, other], WEEKDAYS, null);
    assert.deepEqual(duties, [{ duty: 'later', decideBy: '2023-05-17' }]);
  });

  it('have all on it kept from the last day on which it can have happened, also by the record that adds them', () => {
    const kept = (until: string | null) =>
      addedDuties(incidentOf(null), [LATER], WEEKDAYS, { from: null, until }).keepUntil;
    assert.equal(kept('2023-04-30'), '2033-05-02');
    assert.equal(kept('2023-06-30'), '2033-06-30');
  });

  it('never have it kept for less', () => {
    assert.equal(addedDuties(incidentOf('2050-01-01'), [LATER], WEEKDAYS, null).keepUntil, '2050-01-01');
    assert.equal(addedDuties(incidentOf('2050-01-01'), [], WEEKDAYS, null).keepUntil, '2050-01-01');
  });
});
