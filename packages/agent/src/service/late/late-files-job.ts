import type { Trust } from '@seqwarden/proof';
import type { SealSigner } from '../../config/signer.ts';
import type { Branch } from '../../copy/branch.ts';
import { recordDelivery, totalsOfAddendum } from '../../copy/delivery.ts';
import type { CarriedAddendum, SealedCustody } from '../../copy/judge-custody.ts';
import type { DestinationSpec } from '../../destinations/destination.ts';
import type { FilePool, Progress } from '../../engine/file-pool.ts';
import type { Walk } from '../../engine/walk.ts';
import type { RunPlace } from '../../host/run-place.ts';
import type { FileRecord } from '../../journal/records.ts';
import type { LateLook } from './late-files-look.ts';

export interface AmendOptions {
  /** Of the run's source. */
  readonly path: string;
  /** Those that have the seal and can be reached. */
  readonly destinations: readonly DestinationSpec[];
  /** These are all destinations of the run. */
  readonly isEverywhere: boolean;
  /** Identity of the seal, where it is known. */
  readonly seal: string | undefined;
  /** What the journal has of the run. */
  readonly known: Iterable<FileRecord>;
  /** Is told of files that were read, and are as seal or addenda list them. */
  readonly noteSame: (file: Omit<FileRecord, 'held'>) => void;
  /** An analysis that has not said for so long that it ended, will not say it any more. */
  readonly isOverdue: boolean;
  /** The agent's. */
  readonly stateFolder: string;
  readonly signer: SealSigner;
  readonly trust: Trust;
  readonly version: string;
  readonly now: () => Date;
  readonly bytesPerSecond: number;
  readonly onProgress: (progress: Progress) => void;
  readonly signal: AbortSignal;
}

/** What the steps have in common by which something late is said. */
export interface AmendJob {
  readonly options: AmendOptions;
  readonly startedAt: Date;
  readonly source: RunPlace;
  readonly run: Walk;
  readonly branches: readonly Branch[];
  readonly pool: FilePool;
  readonly seal: SealedCustody;
  /** The first of the addenda that a destination got now. */
  readonly came: Map<Branch, number>;
}

export type Late = Extract<LateLook, { readonly kind: 'late' }>;

/** A destination has one addendum more. */
export async function noteCame(
  { options, startedAt, came }: AmendJob,
  branch: Branch,
  addendum: CarriedAddendum,
): Promise<void> {
  if (!came.has(branch)) came.set(branch, addendum.number);
  const predicate = {
    check: 'write-acknowledged' as const,
    startedAt: startedAt.toISOString(),
    completedAt: options.now().toISOString(),
    manifest: totalsOfAddendum(addendum.predicate),
    tool: { name: 'seqwarden' as const, version: options.version },
  };
  await recordDelivery(branch.destination, addendum.identity, predicate, options.signer, 'addendum');
}
