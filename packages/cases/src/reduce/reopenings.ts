import type { Reopening } from '../state/index.ts';
import type { ItemActs } from './item-acts.ts';

export interface Reopened {
  readonly all: readonly Reopening[];
  /** The observations by which an advisory says something else than when it was done, and nobody has looked since. By identity. */
  readonly changes: readonly string[];
}

export function reopeningsOf(_acts: ItemActs): Reopened {
  return { all: [], changes: [] };
}
