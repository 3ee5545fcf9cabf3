import type { ErrorCode, SpecialEntry } from '@seqwarden/proof';
import type { Inspection } from '@seqwarden/runfolder';
import type { Failure } from '../engine/failure.ts';
import type { SetAside } from './quarantine.ts';

/** `sealed`: a seal was made. `carried`: one that there was already came along. `present`: a seal lay there. `failed`: see failures. */
export type Outcome = 'sealed' | 'carried' | 'present' | 'failed';

export interface DestinationResult {
  /** For people: the run at the destination, or the destination where it did not come to that. */
  readonly place: string;
  readonly outcome: Outcome;
  /** Files that were written there now; the others were there and equal. */
  readonly written: number;
  /** What befell it alone. */
  readonly failures: readonly Failure[];
  readonly failed: number;
  /** Identity of the seal that lies with the run now; null after a failure. */
  readonly seal: string | null;
  /** How many addenda it got now with that. */
  readonly addenda: number;
  /** What no log shows of them, as codes, by the trust that was given: then they do not verify. */
  readonly unproven: readonly ErrorCode[];
}

export interface CopyResult {
  /** The run's folder name, here and there. */
  readonly run: string;
  /** The worst of all destinations: `failed` if one failed. */
  readonly outcome: Outcome;
  /** In the order in which they were named. */
  readonly destinations: readonly DestinationResult[];
  readonly inspection: Inspection;
  readonly files: number;
  readonly bytes: number;
  /** Links, devices and the like, and empty folders: in the seal as digests; only the folders are copied. */
  readonly special: readonly SpecialEntry[];
  /** What befell the source, and so every destination. */
  readonly failures: readonly Failure[];
  readonly failed: number;
  /** A `Custody` of the source that did not verify, or what lay in a good one beside the seal: why, and where it was set aside. */
  readonly quarantined: (SetAside & { readonly reason: string }) | null;
}
