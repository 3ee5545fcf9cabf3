import type { Checkpoint } from '@seqwarden/proof/log';

/** A state of the log that somebody saw before: it must be in the past of what lies there now. */
export interface KnownState {
  /** For people: who saw it. */
  readonly label: string;
  readonly checkpoint: Checkpoint;
}
