export { namedAdvisory, namedDigests } from './named-digests.ts';
export type { Observed, SeenWindow } from './observed.ts';
export { type SummaryHead, summaryPaper } from './summary-paper.ts';
export type { Zone } from './zone.ts';
