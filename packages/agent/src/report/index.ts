export type { Check } from './check-month.ts';
export { gatherFacts } from './gather-facts.ts';
export { lookAtPlaces } from './look-at-places.ts';
export { parseMonth } from './month.ts';
export * from './month-report.ts';
export type { ReportFacts } from './report-facts.ts';
