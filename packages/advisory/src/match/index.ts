export type * from './finding.ts';
export { matchAdvisories } from './match-advisories.ts';
