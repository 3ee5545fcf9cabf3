export type { Decision, PlaceStanding, Point, RetentionTerms } from './decide-deletion.ts';
export * from './disposals.ts';
export type { StandingHold } from './holds.ts';
export * from './may-delete.ts';
export type { PutResult } from './put-statement.ts';
export * from './read-only-place.ts';
export * from './record-disposal.ts';
export { type HoldOptions, type HoldResult, type LiftOptions, liftHold, recordHold } from './record-hold.ts';
export type { SourceCover } from './source-cover.ts';
