export { BUILT_IN_DUTIES } from './built-in-duties.ts';
export { type Duty, NO_DECISION } from './duty.ts';
export { formDay, keepUntil, lastDay, laterDay, reportDay } from './duty-days.ts';
export { dutyPaper } from './duty-paper.ts';
export { FIRST_STEPS } from './first-steps.ts';
export type { IncidentFacts, InstrumentFacts, RunFacts } from './incident-facts.ts';
export { readDuties, type SiteDuties } from './read-duties.ts';
export { sentence } from './sentence.ts';
