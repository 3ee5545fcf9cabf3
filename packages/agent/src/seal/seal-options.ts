import type { Trust } from '@seqwarden/proof';
import type { SealSigner } from '../config/signer.ts';
import type { Progress } from '../engine/file-pool.ts';

export interface SealOptions {
  readonly run: string;
  /** Where `Custody/` goes instead of into the run: below this folder, under the run's name. */
  readonly custody?: string | undefined;
  readonly signer: SealSigner;
  readonly trust: Trust;
  readonly version: string;
  readonly stateFolder: string;
  readonly now: () => Date;
  readonly sourceLabel?: string | null;
  readonly incomplete?: boolean;
  /** Identity of the seal of the run that this folder was made from. */
  readonly derivedFrom?: string | null;
  /** Replace a seal that verifies, but no longer fits the files or was made with another key, by a next generation. */
  readonly nextGeneration?: boolean;
  /** Seal although a checksum list in the run does not match; the seal says so. */
  readonly despiteMismatch?: boolean;
  readonly bytesPerSecond?: number;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}
