import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Bytes, SeqwardenError } from '@seqwarden/proof';
import {
  CHECKPOINT_FILE,
  type Checkpoint,
  encodeNote,
  openCheckpoint,
  parseNote,
  signaturesBy,
  type TileReader,
} from '@seqwarden/proof/log';
import { KnownPast } from '../history/known-past.ts';
import type { LogKey } from '../log-key.ts';
import { scratchFolder, treeFolder } from '../log-places.ts';
import { type PublishedSource, readPublished } from '../opening/published-source.ts';
import type { LogStore } from '../store/log-store.ts';
import { makeSqliteStore, type NewStore } from '../store/make-sqlite-store.ts';
import { LEASE_FILE, openSqliteStore, STORE_FILE } from '../store/open-sqlite-store.ts';
import { SqliteLease } from '../store/sqlite-lock.ts';
import { treeError } from '../tree/errno.ts';
import { flushFolder } from '../tree/flush-folder.ts';
import { TreeFolder } from '../tree/tree-folder.ts';
import { ownTrees } from './own-trees.ts';
import { replayCopy } from './replay-copy.ts';

export interface RestoreOptions {
  /** All other places where the log was published. */
  readonly others: readonly PublishedSource[];
  readonly now: Date;
  readonly waitMs?: number;
}

/** A state of the log that the restored one must have in its past. */
interface Earlier {
  readonly label: string;
  readonly checkpoint: Checkpoint;
}

/**
 * Makes store and tree anew from a published copy of the log, so that it goes on after that copy's last entry. For a person who has decided it, and who
 * stopped the agent: where the store is lost or damaged, or was put back to an earlier state (LOG_BEHIND). What lay here before is renamed, not deleted.
 *
 * @param copy reads files of the published log; it must be the latest of all
 * @returns the number of entries
 * @throws SeqwardenError LOG_MISSING: no checkpoint there; CHECKPOINT_…: not one of this log; LOG_DAMAGED, LOG_UNREADABLE, TILE_MALFORMED: the
 * copy is not whole; LOG_BEHIND: a later state is known; LOG_FORKED: another history is known; LOG_BUSY, STATE_FULL, LOG_STORE_UNUSABLE. Then all is as before, unless the disk failed while names were changed: then it is run again
 */
export async function restoreLog(
  folder: string,
  key: LogKey,
  copy: TileReader,
  { others, now, waitMs = 30_000 }: RestoreOptions,
): Promise<number> {
  const file = await copy(CHECKPOINT_FILE);
  if (file === undefined) throw new SeqwardenError('LOG_MISSING', 'the copy has no register head');
  const { checkpoint } = await openCheckpoint(file, key.verifier);
  const lease = new SqliteLease(join(folder, LEASE_FILE));
  try {
    const letGo = await lease.take(waitMs);
    try {
      const earlier = [
        ...(await earlierElsewhere(others, key)),
        ...(await earlierHere(folder, key)),
        ...(await ownTrees(folder, key)),
      ];
      requireLatest(checkpoint, earlier);
      await rebuild(folder, key, { copy, file: new Uint8Array(file), checkpoint, earlier, now });
    } finally {
      letGo();
    }
  } finally {
    lease.close();
  }
  return checkpoint.size;
}

async function earlierElsewhere(others: readonly PublishedSource[], key: LogKey): Promise<Earlier[]> {
  const earlier: Earlier[] = [];
  for (const { label, file, failure } of await readPublished(others)) {
    // What cannot be seen may be later than all: nobody goes on from a guess.
    if (failure !== undefined) throw failure;
    const checkpoint = file === undefined ? undefined : await ofThisLog(file, key);
    if (checkpoint !== undefined) earlier.push({ label, checkpoint });
  }
  return earlier;
}

async function ofThisLog(file: Bytes, key: LogKey): Promise<Checkpoint | undefined> {
  try {
    return (await openCheckpoint(file, key.verifier)).checkpoint;
  } catch (error) {
    // Nobody can forge a later state; what else lies there does not matter here.
    if (error instanceof SeqwardenError) return undefined;
    throw error;
  }
}

async function earlierHere(folder: string, key: LogKey): Promise<Earlier[]> {
  const found: Earlier[] = [];
  await withStore(folder, key, async store => {
    const { checkpoint: file, refusal } = await store.head();
    const { checkpoint } = await openCheckpoint(file, key.verifier);
    found.push({ label: 'its own store', checkpoint });
    // It was seen, and is signed: that nobody names the place today makes it no less true.
    const seen = refusal === undefined ? undefined : await ofThisLog(refusal.evidence, key);
    if (refusal !== undefined && seen !== undefined) found.push({ label: refusal.label, checkpoint: seen });
  });
  return found;
}

/** Nothing is done where the store is gone or damaged. */
async function withStore(
  folder: string,
  key: LogKey,
  act: (store: LogStore) => Promise<void>,
): Promise<void> {
  try {
    const store = openSqliteStore(folder, key.id);
    try {
      await act(store);
    } finally {
      await store.close();
    }
  } catch (error) {
    const isGone =
      error instanceof SeqwardenError && ['LOG_MISSING', 'LOG_STORE_UNUSABLE'].includes(error.code);
    if (!isGone) throw error;
  }
}

function requireLatest({ size }: Checkpoint, earlier: readonly Earlier[]): void {
  const later = earlier.find(({ checkpoint }) => checkpoint.size > size);
  if (later !== undefined)
    throw new SeqwardenError(
      'LOG_BEHIND',
      `${later.label} has ${later.checkpoint.size} entries, the copy ${size}`,
    );
}

interface Rebuilding {
  readonly copy: TileReader;
  readonly file: Bytes;
  readonly checkpoint: Checkpoint;
  readonly earlier: readonly Earlier[];
  readonly now: Date;
}

async function rebuild(
  folder: string,
  key: LogKey,
  { copy, file, checkpoint, earlier, now }: Rebuilding,
): Promise<void> {
  const place = `${treeFolder(folder, key.id)}.restored`;
  const tree = new TreeFolder(place, scratchFolder(folder, key.id));
  rmSync(place, { recursive: true, force: true });
  await tree.prepare();
  const past = new KnownPast(earlier);
  const fill = async (store: NewStore) => {
    await replayCopy(copy, checkpoint, {
      file: async (files, isEdge) => {
        await tree.apply(files);
        if (isEdge) for (const one of files) store.keep(one);
      },
      leaf: store.leaf,
      tree: edge => past.compare(edge),
    });
    for (const { label, checkpoint } of past.others)
      throw new SeqwardenError(
        'LOG_FORKED',
        `${label} has another history of ${checkpoint.size} entries than the copy`,
      );
    await tree.publish(file);
    const note = parseNote(file);
    const own = encodeNote({ text: note.text, signatures: signaturesBy(key.verifier, note) });
    return { checkpoint: own, countersigned: file, time: now.getTime() };
  };
  // Whatever fails before is as if nothing had been tried. What dies within leaves no store, and is done again from the copy.
  try {
    await makeSqliteStore(folder, key.id, fill, async () => {
      await setAside(folder, key, now);
      renameSync(place, treeFolder(folder, key.id));
      await flushFolder(folder);
    });
  } catch (error) {
    throw treeError(error);
  }
}

/** Store and tree get other names. A process that has the store open finds it closed. */
async function setAside(folder: string, key: LogKey, now: Date): Promise<void> {
  const label = 'the copy it was made anew from';
  const refusal = { code: 'LOG_BEHIND', label, evidence: new Uint8Array(), at: now.getTime() } as const;
  await withStore(folder, key, store => store.refuse(refusal));
  const suffix = `before-${now.toISOString().replaceAll(/[-:.]/g, '')}`;
  // The write-ahead log first: left beside a new file of that name it would be taken for that file's own.
  const names = [`${STORE_FILE}-wal`, `${STORE_FILE}-shm`, STORE_FILE].map(name => join(folder, name));
  for (const path of [...names, treeFolder(folder, key.id)])
    if (existsSync(path)) renameSync(path, path.replace(/(-wal|-shm)?$/, `.${suffix}$1`));
}
