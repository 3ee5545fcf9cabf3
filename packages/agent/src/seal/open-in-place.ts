import type { Trust } from '@seqwarden/proof';
import { closeRoot, type TreeRoot } from '../host/held-tree.ts';
import { lockRun } from '../host/run-lock.ts';
import { openRun, type RunPlace } from '../host/run-place.ts';
import { openCustodyPlace } from './custody-place.ts';
import { settleUnpublished, UnpublishedNote } from './unpublished.ts';

/** A run that something is to be said about where it lies, locked for this process. */
export interface OpenInPlace {
  readonly startedAt: Date;
  readonly place: RunPlace;
  /** The folder that holds `Custody/`, or will: the run's own root, or another one. */
  readonly custody: TreeRoot;
  readonly note: UnpublishedNote;
}

/**
 * Opens a run and the place of its `Custody/`, takes the lock, and brings to an end what a process that died left; `opened` lets go of all of it.
 * Throws RUN_*, DESTINATION_*, CUSTODY_NOT_OURS, CONFIG_UNUSABLE.
 */
export async function openInPlace(
  options: {
    readonly run: string;
    readonly custody?: string | undefined;
    readonly stateFolder: string;
    readonly trust: Trust;
    readonly now: () => Date;
  },
  opened: AsyncDisposableStack,
): Promise<OpenInPlace> {
  const startedAt = options.now();
  const place = openRun(options.run);
  opened.defer(() => closeRoot(place.root));
  const custody = openCustodyPlace(place, options.custody);
  if (custody !== place.root) opened.defer(() => closeRoot(custody));
  opened.defer(lockRun(options.stateFolder, place.path));
  const note = new UnpublishedNote(options.stateFolder, place.path, custody.path);
  await settleUnpublished(custody, note, options.trust);
  return { startedAt, place, custody, note };
}
