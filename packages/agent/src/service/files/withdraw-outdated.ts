import type { SeqwardenError } from '@seqwarden/proof';
import { fsError } from '../../host/fs-error.ts';
import type { JournalReader } from '../../journal/journal-reader.ts';
import type { FileRecord, RunId, Slot } from '../../journal/records.ts';
import type { UsedDestination } from '../places/used-destination.ts';

export interface OutdatedOptions {
  readonly run: RunId;
  /** Under which destinations keep the run. */
  readonly name: string;
  readonly journal: Pick<JournalReader, 'files' | 'earlierOf'>;
  readonly destinations: readonly UsedDestination[];
  /** Destinations that have the run's seal already, as a mask. */
  readonly sealedAt: number;
  /** What stopped it at one destination, without which the next try is to be made. */
  readonly failedAt: (slot: Slot, error: SeqwardenError) => Promise<void>;
}

/**
 * A destination that was down while a file was rewritten or added to holds a state of it that the journal knows as an earlier one. Such states are taken away,
 * so that the copy that ends the run puts the last one there and finds no conflict; anything else under a name stays. Each destination by itself.
 */
export async function withdrawOutdated(options: OutdatedOptions): Promise<void> {
  const { run, journal, destinations, sealedAt } = options;
  for (const used of destinations) {
    const bit = 1 << used.slot;
    if (sealedAt & bit) continue;
    const missing = [...mayBeOutdated(journal.files(run), bit)].flatMap(({ path }) => {
      const earlier = journal.earlierOf(run, path);
      return earlier.size === 0 ? [] : [{ path, earlier }];
    });
    try {
      if (missing.length > 0) await withdrawAt(used, options.name, missing);
    } catch (error) {
      // The next try is made without it.
      await options.failedAt(used.slot, fsError(error, 'destination', ''));
      throw error;
    }
  }
}

function* mayBeOutdated(files: Iterable<FileRecord>, bit: number): Generator<FileRecord> {
  for (const record of files) if (record.class !== 'write-once' && (record.held & bit) === 0) yield record;
}

async function withdrawAt(
  used: UsedDestination,
  name: string,
  missing: readonly { readonly path: string; readonly earlier: ReadonlySet<string> }[],
): Promise<void> {
  const destination = await used.open(0);
  const release = await destination.lockRun(name);
  try {
    const there = await destination.openRun(name, false);
    if (there === undefined) return;
    try {
      // What is sealed stays, and the copy that follows finds out whether it is this run.
      if ((await there.list()).custody.length > 0) return;
      for (const { path, earlier } of missing) {
        const found = await there.files.hash(path);
        if (found !== undefined && earlier.has(found.sha256)) await there.withdraw(path);
      }
    } finally {
      await there.close();
    }
  } finally {
    await release();
  }
}
