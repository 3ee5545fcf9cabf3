import { type Bytes, SeqwardenError } from '@seqwarden/proof';
import { CHECKPOINT_FILE, leafHash, MAX_ENTRY, type TileReader, type TlogPolicy } from '@seqwarden/proof/log';
import { sha256 } from './hash.ts';
import type { LogKey } from './log-key.ts';
import { scratchFolder, treeFolder } from './log-places.ts';
import type { Remark } from './opening/decide-opening.ts';
import { type PublishedSource, readPublished } from './opening/published-source.ts';
import { type GuardTools, requireLatest } from './opening/require-latest.ts';
import type { LogStore } from './store/log-store.ts';
import { openSqliteStore } from './store/open-sqlite-store.ts';
import { TreeFolder } from './tree/tree-folder.ts';
import { AppendQueue } from './writer/append-queue.ts';
import type { AskWitnesses, WitnessFailure } from './writer/ask-witnesses.ts';
import { Countersigner } from './writer/countersigner.ts';
import { proveBatch } from './writer/proofs.ts';
import type { NewEntry } from './writer/sequence.ts';
import { type Current, Writer } from './writer/writer.ts';

export interface LogOptions {
  /** Milliseconds since 1970. */
  readonly clock?: () => number;
  /** Where the log was published; each is compared at opening. */
  readonly others?: readonly PublishedSource[];
  /** Who is asked for cosignatures of each checkpoint. */
  readonly countersign?: AskWitnesses;
  /** How long a batch waits for cosignatures, in milliseconds. */
  readonly countersignMs?: number;
  /** Whose cosignatures are enough. */
  readonly policy?: TlogPolicy;
  /** Is given each checkpoint once it is in the store, and the last one at opening, before anybody gets an answer that rests on it. */
  readonly keep?: (checkpoint: Bytes) => Promise<void>;
  /** How long to wait for other processes that write, in milliseconds. */
  readonly waitMs?: number;
  /** Another store than the one in the folder. It is closed with the log. */
  readonly store?: LogStore;
}

export interface Appended {
  readonly index: number;
  /** false: this very entry was in the log already. */
  readonly isNew: boolean;
  /** A tlog-proof file, with the cosignatures that came in time. */
  readonly proof: Bytes;
  /** Whether enough witnesses signed; undefined where no policy says who would be. */
  readonly isCountersigned: boolean | undefined;
}

/** How it stood after the last batch of this process, or when it was opened. */
export interface LogState {
  readonly size: number;
  readonly isCountersigned: boolean | undefined;
  /** Witnesses that did not sign, and why. */
  readonly failures: readonly WitnessFailure[];
  /** Why the tree's files are not where the store is. All entries are safe; the next batch begins with them. */
  readonly unpublished: SeqwardenError | undefined;
}

const COUNTERSIGN_MS = 5000;
/** How long an opening waits for witnesses to say what they signed last. */
const OPENING_MS = 2000;
const WAIT_MS = 30_000;
const LIMITS = { batch: 512, batchBytes: 4 * 1024 * 1024, waiting: 16_384, waitingBytes: 64 * 1024 * 1024 };

/** What an open log works with. */
interface Parts {
  readonly guard: GuardTools;
  readonly tree: TreeFolder;
  readonly countersigner: Countersigner;
  readonly keep: (checkpoint: Bytes) => Promise<void>;
}

/**
 * A transparency log of one account (C2SP tlog-tiles): several processes may have it open, and append in turn. Decision 49 says in which order things happen,
 * and what holds after a crash.
 */
export class Log {
  /** What was seen at opening that is no state of this log, or could not be seen. */
  readonly remarks: readonly Remark[];
  readonly #parts: Parts;
  readonly #queue = new AppendQueue<NewEntry, Appended>(batch => this.#append(batch), LIMITS);
  #checkpoint: Bytes;
  #state: LogState;
  #isClosed = false;

  /**
   * Opens a log that `createLog` made. What a process that died left undone is done; all that was published and can be seen is compared, and the witnesses are
   * asked whether they signed more. A witness that is down delays it by 2 s; it is among the failures of {@link state}.
   *
   * @param folder of the account's logs: the store lies in it, and the tree in a folder of it that has the log's id
   * @throws SeqwardenError LOG_MISSING, LOG_STORE_UNUSABLE, LOG_BUSY; LOG_BEHIND, LOG_FORKED, from then on at each opening; LOG_DISPUTED: a witness says that there is a
   * later or another history; LOG_DAMAGED, LOG_UNREADABLE, TILE_MALFORMED, STATE_FULL
   */
  static async open(folder: string, key: LogKey, options: LogOptions = {}): Promise<Log> {
    const { clock = Date.now, waitMs = WAIT_MS, others = [], keep = async () => {} } = options;
    const store = options.store ?? openSqliteStore(folder, key.id);
    try {
      const tree = new TreeFolder(treeFolder(folder, key.id), scratchFolder(folder, key.id));
      const writer = new Writer({ store, tree, key, clock, waitMs });
      const guard = { store, writer, key, clock };
      const own = { label: "the register's own folder", read: () => tree.read(CHECKPOINT_FILE) };
      const published = await readPublished([own, ...others]);
      const { countersign: ask, countersignMs = COUNTERSIGN_MS, policy } = options;
      const countersigner = new Countersigner(writer, store, { ask, waitMs: countersignMs, policy });
      const opened = await writer.holding(async () => {
        const current = await writer.current();
        const remarks = await requireLatest(guard, current, published);
        await tree.prepare();
        await writer.mend(current);
        await keep(current.head.checkpoint);
        return new Log({ guard, tree, countersigner, keep }, current, remarks);
      });
      // What a witness has signed may be later than all that was published; once more is signed here it is too late.
      const failures = await countersigner.askAgain(Math.min(countersignMs, OPENING_MS));
      opened.#state = { ...opened.#state, failures };
      return opened;
    } catch (error) {
      await store.close();
      throw error;
    }
  }

  private constructor(parts: Parts, { head, right }: Current, remarks: readonly Remark[]) {
    this.#parts = parts;
    this.remarks = remarks;
    this.#checkpoint = head.countersigned;
    const { size } = right.checkpoint;
    this.#state = { size, isCountersigned: undefined, failures: [], unpublished: undefined };
  }

  /**
   * Resolves when the entry can never be lost. The same bytes have one place in the log, however often they are appended; so whoever does not know whether
   * an append came to its end appends again.
   *
   * @param entry 1 to 65,535 bytes
   * @throws SeqwardenError STATEMENT_TOO_LARGE, STATEMENT_MALFORMED (no bytes); CLOCK_BACK, LOG_BUSY, LOG_DISPUTED, STATE_FULL; what `open` throws. Then it is not
   * known whether it was appended
   */
  async append(entry: Uint8Array): Promise<Appended> {
    if (this.#isClosed) throw new SeqwardenError('INTERNAL', 'the register was closed');
    if (entry.length === 0)
      throw new SeqwardenError('STATEMENT_MALFORMED', 'an entry of a register has no bytes');
    if (entry.length > MAX_ENTRY)
      throw new SeqwardenError('STATEMENT_TOO_LARGE', `an entry of a register has ${entry.length} bytes`);
    const own = new Uint8Array(entry);
    return this.#queue.add({ entry: own, leaf: leafHash(sha256, own) }, own.length);
  }

  /**
   * Holds the log against other places once more, as opening does. For whoever is about to publish it over what lies there.
   *
   * @throws SeqwardenError LOG_BEHIND, LOG_FORKED, from then on at each batch and opening; LOG_BUSY, LOG_DAMAGED, LOG_UNREADABLE, TILE_MALFORMED
   */
  async compare(others: readonly PublishedSource[]): Promise<readonly Remark[]> {
    const { guard } = this.#parts;
    const published = await readPublished(others);
    return guard.writer.holding(async () => requireLatest(guard, await guard.writer.current(), published));
  }

  /** Where it has this very entry; undefined: nowhere. */
  async indexOf(entry: Uint8Array): Promise<number | undefined> {
    const [index] = await this.#parts.guard.store.indexesOf([leafHash(sha256, entry)]);
    return index;
  }

  /** The file of the last checkpoint that this process knows, with its cosignatures. */
  checkpoint(): Bytes {
    return this.#checkpoint;
  }

  state(): LogState {
    return this.#state;
  }

  /** Reads a file of the published tree, by its path below the log's prefix; `checkpoint` too. */
  get read(): TileReader {
    return path => this.#parts.tree.read(path);
  }

  /** Resolves when all that was appended is done. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#queue.idle();
    await this.#parts.guard.store.close();
  }

  async #append(batch: readonly NewEntry[]): Promise<(Appended | SeqwardenError)[]> {
    const { guard, countersigner, keep } = this.#parts;
    await countersigner.requireUndisputed();
    const committed = await guard.writer.append(batch);
    await keep(committed.head.checkpoint);
    const { file, isEnough, failures } = await countersigner.countersign(committed);
    this.#checkpoint = file;
    this.#state = {
      size: committed.right.checkpoint.size,
      isCountersigned: isEnough,
      failures,
      unpublished: committed.trouble,
    };
    const proofs = await proveBatch(batch, committed, guard.writer.readerOf(committed), file);
    return proofs.map((proof, at) => {
      if (proof instanceof SeqwardenError) return proof;
      const place = committed.placed[at];
      if (place === undefined) throw new SeqwardenError('INTERNAL', 'an entry of the register got no place');
      return { ...place, proof, isCountersigned: isEnough };
    });
  }
}
