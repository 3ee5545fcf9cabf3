/**
 * What becomes of a run. What leads from one to another stands in service/run/transitions.ts.
 *
 * - `growing`: not over, as far as can be told; what is quiet is copied
 * - `stale`: growing, but nothing changed for a set time
 * - `away`: the source is gone, as when a share is not mounted; nothing is concluded from it
 * - `settling`: over by the rule of its model; waits until all is quiet
 * - `finishing`: everything is compared, what may have changed is hashed again, then the seal is written
 * - `sealed`, `confirmed`: as in DESIGN.md
 * - `quarantined`: something happened that must not; nothing more is done until a person releases it
 */
export const RUN_STATES = [
  'growing',
  'stale',
  'away',
  'settling',
  'finishing',
  'sealed',
  'confirmed',
  'quarantined',
] as const;
export type RunState = (typeof RUN_STATES)[number];
