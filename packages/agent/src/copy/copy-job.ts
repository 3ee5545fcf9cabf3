import { SeqwardenError, type Trust } from '@seqwarden/proof';
import { type Inspection, inspectRun } from '@seqwarden/runfolder';
import type { SealSigner } from '../config/signer.ts';
import type { DestinationSpec } from '../destinations/destination.ts';
import { MOST_DESTINATIONS } from '../engine/copies-of-file.ts';
import { FilePool, type Progress } from '../engine/file-pool.ts';
import { RunView } from '../engine/run-view.ts';
import { type Walk, walk } from '../engine/walk.ts';
import { closeRoot } from '../host/held-tree.ts';
import { openRun, type RunPlace } from '../host/run-place.ts';
import { threadsFor } from '../host/threads-for.ts';
import { requireFiles, requireFinished, requireRun } from '../seal/require-finished.ts';
import type { Branch } from './branch.ts';
import { custodyOfSource } from './custody-of-source.ts';
import type { CustodyJudgement } from './judge-custody.ts';
import type { KnownFile } from './known-files.ts';
import { openBranches } from './open-branches.ts';
import { requireApart } from './require-apart.ts';
import { requireApartOpened } from './require-apart-opened.ts';

export interface CopyOptions {
  readonly source: string;
  /** One to eight. */
  readonly destinations: readonly DestinationSpec[];
  readonly signer: SealSigner;
  /** For a seal that the source or a destination has already. */
  readonly trust: Trust;
  readonly version: string;
  readonly now: () => Date;
  readonly sourceLabel?: string | null;
  /** Seal a run that is not over. */
  readonly incomplete?: boolean;
  readonly reread?: boolean;
  /**
   * Places in `destinations` that are known to have the run's seal. All get that one: while one of these fails no other is made, and bytes that it does not
   * list get no name anywhere.
   */
  readonly sealedAt?: readonly number[] | undefined;
  /** Files that were copied before and need not be read again where they look as they did. */
  readonly known?: Iterable<KnownFile>;
  /** Is told, while the copy goes on, of files that are durable at destinations now, each once; what is told of is not taken away again. They are looked at while they are gone through. */
  readonly onDurable?: ((files: Iterable<KnownFile>) => void) | undefined;
  /** Is awaited when all files are copied, before the last look. Its error ends the copy without a seal. */
  readonly beforeLastLook?: (() => Promise<void>) | undefined;
  readonly bytesPerSecond?: number;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What the steps of one copy have in common. */
export interface CopyJob {
  readonly options: CopyOptions;
  readonly startedAt: Date;
  readonly source: RunPlace;
  readonly run: Walk;
  readonly view: RunView;
  readonly inspection: Inspection;
  /** What lies in the source as `Custody`. */
  readonly brought: CustodyJudgement;
  readonly branches: readonly Branch[];
  readonly pool: FilePool;
  /** How many files the engine's destination `at` got now. */
  readonly writtenTo: (at: number) => number;
}

/**
 * Opens source and destinations, locks the run at each, and looks at the run; writes nothing into any. `opened` lets go of all of it. Throws
 * where nothing can be copied: RUN_*, USAGE, and DESTINATION_* if no destination can be used.
 */
export async function openJob(options: CopyOptions, opened: AsyncDisposableStack): Promise<CopyJob> {
  const { length } = options.destinations;
  if (length < 1 || length > MOST_DESTINATIONS)
    throw new SeqwardenError(
      'USAGE',
      `${length} destinations, and one to ${MOST_DESTINATIONS} take part in a copy`,
    );
  const startedAt = options.now();
  const source = openRun(options.source);
  opened.defer(() => closeRoot(source.root));
  requireApart(source, options.destinations);
  const branches = await openBranches(options.destinations, source.name, options.signal, opened);
  const pool = new FilePool(threadsFor(source.path, ...foldersOf(options.destinations)));
  opened.defer(() => pool.close());

  const run = walk(source.root);
  requireApartOpened(source, run.folders, branches);
  const view = new RunView(source.name, source.root, run.files);
  opened.defer(() => view.close());
  requireFiles(run);
  const inspection = await inspectRun(view);
  requireRun(inspection, options.incomplete ?? false);
  requireFinished(inspection, options.incomplete ?? false);
  const brought = await custodyOfSource(source.root, run, options.trust, options.signer.register);
  const writtenTo = (at: number) => countBits(run.files.written, 1 << at);
  return { options, startedAt, source, run, view, inspection, brought, branches, pool, writtenTo };
}

function foldersOf(specs: readonly DestinationSpec[]): string[] {
  return specs.flatMap(spec => (spec.kind === 'folder' ? [spec.path] : []));
}

function countBits(column: Uint8Array, bit: number): number {
  let count = 0;
  for (const byte of column) if ((byte & bit) !== 0) count++;
  return count;
}
