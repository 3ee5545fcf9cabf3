import { type Bytes, equalBytes, SeqwardenError } from '@seqwarden/proof';
import {
  CHECKPOINT_FILE,
  type Checkpoint,
  openCheckpoint,
  parseTilePath,
  signCheckpoint,
  TILE_WIDTH,
  type Tile,
  type TileReader,
} from '@seqwarden/proof/log';
import type { LogKey } from '../log-key.ts';
import type { Head, LogStore } from '../store/log-store.ts';
import type { TreeFolder } from '../tree/tree-folder.ts';
import { decideTime } from './decide-time.ts';
import { edgeReader } from './edge-reader.ts';
import { refused } from './refused.ts';
import { loadRightEdge, type RightEdge } from './right-edge.ts';
import { type NewEntry, type Sequenced, sequence } from './sequence.ts';

export interface WriterTools {
  readonly store: LogStore;
  readonly tree: TreeFolder;
  readonly key: LogKey;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** How long it waits for the lease, in milliseconds. */
  readonly waitMs: number;
}

/** The log as its store says it is. */
export interface Current {
  readonly head: Head;
  readonly right: RightEdge;
}

export interface Committed {
  readonly head: Head;
  readonly right: RightEdge;
  /** For each entry, in their order. */
  readonly placed: readonly { readonly index: number; readonly isNew: boolean }[];
  /** New files of the tree; they are in the store, or in the tree. */
  readonly files: readonly Tile[];
  /** Why they are not in the tree yet. The entries are safe: the next who holds the lease applies them. */
  readonly trouble: SeqwardenError | undefined;
}

/**
 * Appends batches in the order that makes a log safe (decision 49): sign, put checkpoint and new files into the store in one step, apply the files, publish
 * the checkpoint, forget the files. Whoever begins first ends what another one left, by the same steps.
 */
export class Writer {
  readonly #tools: WriterTools;
  #known: { readonly checkpoint: Bytes; readonly right: RightEdge } | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(tools: WriterTools) {
    this.#tools = tools;
  }

  /** Runs `act` while nobody else writes, in this process or another. Not within itself. Throws LOG_BUSY. */
  async holding<T>(act: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(() => this.#withLease(act));
    this.#turn = mine.catch(() => undefined);
    return mine;
  }

  /** What the store says now. Throws what the log refuses with; LOG_STORE_UNUSABLE where the store is not what it was. */
  async current(): Promise<Current> {
    const { store, key } = this.#tools;
    const head = await store.head();
    if (head.refusal !== undefined) throw refused(head.refusal);
    if (this.#known === undefined || !equalBytes(this.#known.checkpoint, head.checkpoint)) {
      const checkpoint = await storedCheckpoint(head, key);
      this.#known = {
        checkpoint: head.checkpoint,
        right: await loadRightEdge(checkpoint, await store.kept()),
      };
    }
    return { head, right: this.#known.right };
  }

  /** Reads a tree from the right edge that is known of it, and the rest as it lies on the disk. */
  readerOf({ right, files }: Pick<Committed, 'right' | 'files'>): TileReader {
    const kept = new Map(right.partial);
    for (const { path, bytes } of files) kept.set(path, bytes);
    return edgeReader(path => this.#tools.tree.read(path), kept);
  }

  /** Brings the tree to where the store is. While {@link holding}. */
  async settle({ head }: Current): Promise<void> {
    if (!head.isApplied) await this.#apply(head, await this.#tools.store.kept());
  }

  /** As {@link settle}, and what is damaged or missing of the right edge and the checkpoint is written again. While {@link holding}. */
  async mend(current: Current): Promise<void> {
    const { store, tree } = this.#tools;
    if (!current.head.isApplied) return this.settle(current);
    const damaged: Tile[] = [];
    for (const file of await store.kept())
      if (!equalBytes(file.bytes, (await tree.read(file.path)) ?? new Uint8Array())) damaged.push(file);
    if (damaged.length > 0) await tree.apply(damaged);
    const published = await tree.read(CHECKPOINT_FILE);
    if (!equalBytes(current.head.countersigned, published ?? new Uint8Array()))
      await tree.publish(current.head.countersigned);
  }

  /** Durable on return: entries that are new get the next indexes, in this order. */
  async append(added: readonly NewEntry[]): Promise<Committed> {
    return this.holding(async () => {
      const current = await this.current();
      await this.settle(current);
      const { placed, fresh } = await this.#place(current, added);
      const isNothing = fresh.length === 0;
      return isNothing
        ? { ...current, placed, files: [], trouble: undefined }
        : { ...(await this.#commit(current, fresh)), placed };
    });
  }

  /** Keeps and publishes a checkpoint with cosignatures, unless there is a later one. */
  async publishCountersigned(checkpoint: Bytes, file: Bytes): Promise<void> {
    await this.holding(async () => {
      const { store, tree } = this.#tools;
      const isLast = await store.countersigned(checkpoint, file);
      if (isLast && (await store.head()).isApplied) await tree.publish(file);
    });
  }

  async #withLease<T>(act: () => Promise<T>): Promise<T> {
    const letGo = await this.#tools.store.lease(this.#tools.waitMs);
    try {
      return await act();
    } finally {
      letGo();
    }
  }

  async #place({ right }: Current, added: readonly NewEntry[]) {
    const known = await this.#tools.store.indexesOf(added.map(({ leaf }) => leaf));
    const fresh: NewEntry[] = [];
    const inBatch = new Map<string, number>();
    const placed = added.map((entry, at) => {
      const name = Buffer.from(entry.leaf).toString('latin1');
      const index = known[at] ?? inBatch.get(name);
      if (index !== undefined) return { index, isNew: false };
      const next = right.checkpoint.size + fresh.length;
      inBatch.set(name, next);
      fresh.push(entry);
      return { index: next, isNew: true };
    });
    return { placed, fresh };
  }

  async #commit({ head, right }: Current, fresh: readonly NewEntry[]): Promise<Omit<Committed, 'placed'>> {
    const { store, clock } = this.#tools;
    const time = decideTime(head.time, clock());
    const sequenced = sequence(right, fresh);
    const checkpoint = await this.#sign(sequenced);
    const { next, files, superseded } = sequenced;
    const leaves = fresh.map(({ leaf }, at) => ({ hash: leaf, index: right.checkpoint.size + at }));
    // Until here nothing has happened that anybody could know of; from here on it cannot be taken back.
    if (!(await store.commit(head.checkpoint, { checkpoint, time, files, superseded, leaves })))
      throw new SeqwardenError('LOG_BUSY', 'another writer moved the register while this one held its lease');
    this.#known = { checkpoint, right: next };
    const after: Head = { ...head, checkpoint, countersigned: checkpoint, time, isApplied: false };
    const trouble = await this.#tryToApply(after, files);
    return { head: after, right: next, files, trouble };
  }

  async #sign({ next }: Sequenced): Promise<Bytes> {
    const { verifier, sign } = this.#tools.key;
    const file = await signCheckpoint(next.checkpoint, verifier, sign);
    try {
      // A signature that nobody can verify would be the end of the log.
      await openCheckpoint(file, verifier);
    } catch (cause) {
      throw new SeqwardenError('LOG_KEY_UNUSABLE', 'what the key of the register signs does not verify', {
        cause,
      });
    }
    return file;
  }

  async #tryToApply(head: Head, files: readonly Tile[]): Promise<SeqwardenError | undefined> {
    try {
      await this.#apply(head, files);
      return undefined;
    } catch (error) {
      if (error instanceof SeqwardenError) return error;
      throw error;
    }
  }

  async #apply(head: Head, files: readonly Tile[]): Promise<void> {
    const { store, tree } = this.#tools;
    await tree.apply(files);
    await tree.publish(head.countersigned);
    const full = files.filter(({ path }) => parseTilePath(path)?.width === TILE_WIDTH);
    await store.applied(
      head.checkpoint,
      full.map(({ path }) => path),
    );
  }
}

async function storedCheckpoint({ checkpoint }: Head, { verifier }: LogKey): Promise<Checkpoint> {
  try {
    return (await openCheckpoint(checkpoint, verifier)).checkpoint;
  } catch (cause) {
    const what = 'the store of the register holds no head of this key and origin';
    throw new SeqwardenError('LOG_STORE_UNUSABLE', what, { cause });
  }
}
