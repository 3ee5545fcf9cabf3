export type { ExpectedSeen } from './agent-status.ts';
export { type HeldUp, heldUp } from './held-up.ts';
export { readStatus, type StatusReport } from './read-status.ts';
export { askRelease, type ReleaseRequest, releasesAsked } from './release-request.ts';
export type { DestinationStatus, RunStatus } from './run-status.ts';
export type { Wait } from './waits.ts';
