import assert from 'node:assert/strict';
import { it } from 'node:test';
import { WEEKDAYS } from '@seqwarden/cases/calendar';
import { incidentWith, OTHER, TEN_YEARS } from '../../../test/incident-example.ts';
import { addedDuties } from './added-duties.ts';

it('duties that are added to an incident are those that it lacks, with their days from becoming aware', () => {
  const duties = addedDuties(incidentWith({}), [TEN_YEARS, OTHER], WEEKDAYS);
  assert.deepEqual(duties, [{ duty: 'ten-years', decideBy: '2023-05-17' }]);
});
