import type { TrustedLog } from '@seqwarden/proof';
import type { Checkpoint } from '@seqwarden/proof/log';

/** A state of the log that somebody saw before: it must be in the past of what lies there now. */
export interface KnownState {
  /** For people: who saw it. */
  readonly label: string;
  readonly checkpoint: Checkpoint;
}

/** What a trust file knows of the log's past. */
export function knownTo({ asOf }: Pick<TrustedLog, 'asOf'>): KnownState[] {
  return asOf === null ? [] : [{ label: 'the trust file', checkpoint: asOf.checkpoint }];
}
