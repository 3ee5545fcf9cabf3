export { type CvssScore, type CvssVersion, type Severity, scoreCvss } from './cvss.ts';
export { type EpssScore, type EpssScores, readEpss } from './epss.ts';
export { type KevCatalogue, type KevEntry, readKev } from './kev.ts';
export { readSsvc, type Ssvc } from './ssvc.ts';
