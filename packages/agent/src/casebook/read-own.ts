import type { ThreadKey } from '@seqwarden/cases/reduce';
import { EntryJudge, type ReadEntry } from '@seqwarden/log/reading';
import { equalBytes, type KeyStates, type SeqwardenError } from '@seqwarden/proof';
import { logId } from '@seqwarden/proof/log';
import { sha256 } from '../host/sha256.ts';
import type { CasebookStore } from './casebook-store.ts';
import { copiedRunIn } from './copied-run-in.ts';
import { EntryReader } from './entry-reader.ts';
import { Damage } from './kept.ts';
import { type LogToRead, type ReadOn, readLogOn } from './read-log-on.ts';
import { keepEntry } from './settle.ts';

const EMPTY = new Uint8Array();

/** The account's own log, as far as a cache has read it; reads on from there. */
export class OwnLogReader {
  readonly #log: LogToRead;
  readonly #id: string;
  readonly #judge: EntryJudge;
  readonly #reader: EntryReader;
  #read: ReadOn['before'] = { size: 0, root: EMPTY };

  private constructor(log: LogToRead) {
    this.#log = log;
    this.#id = logId(sha256, log.key.publicKey);
    this.#judge = new EntryJudge(this.#id);
    this.#reader = new EntryReader(this.#judge.keys);
  }

  /** Knows what the log said of keys and rights until where the cache has read it. */
  static async begin(log: LogToRead, store: CasebookStore): Promise<OwnLogReader> {
    const reader = new OwnLogReader(log);
    const row = store.logs().find(({ id }) => id === reader.#id);
    if (row !== undefined) reader.#read = { size: row.size, root: new Uint8Array(row.root) };
    for (const { index, file } of store.seedsOf(reader.#id)) {
      if (index >= reader.size) throw new Damage('it holds entries that were not read');
      const { problem } = await reader.#judge.take(index, file);
      await problem;
    }
    for (const { act, ...place } of store.actsOf(`rights/${reader.#id}`))
      if (act.kind === 'rights') reader.#reader.rights.take({ ...place, act });
    return reader;
  }

  get keys(): KeyStates {
    return this.#judge.keys;
  }

  get rights(): EntryReader['rights'] {
    return this.#reader.rights;
  }

  /** How many entries were read. */
  get size(): number {
    return this.#read.size;
  }

  /** Reads what came since, into the cache. Returns the threads in which something was said. Throws as `readLogOn`: then nothing of it counts. */
  async readOn(store: CasebookStore, on: Pick<ReadOn, 'onProgress' | 'signal'>): Promise<Set<ThreadKey>> {
    const changed = new Set<ThreadKey>();
    const onEntry = (entry: ReadEntry, problem: SeqwardenError | undefined) => {
      const { index, file, statement } = entry;
      if (index === 0 || statement?.kind === 'key') store.addSeed(this.#id, { index, file });
      const copied = problem === undefined ? copiedRunIn(entry, this.#id) : undefined;
      if (copied !== undefined) store.addCopied(copied);
      for (const read of this.#reader.take(entry, problem))
        for (const thread of keepEntry(store, read)) changed.add(thread);
    };
    const { size, root } = await readLogOn(this.#log, {
      ...on,
      judge: this.#judge,
      before: this.#read,
      onEntry,
    });
    if (size === this.size && equalBytes(root, this.#read.root)) return changed;
    this.#read = { size, root };
    store.putLog({ id: this.#id, size, root, source: '', missed: [] });
    return changed;
  }
}
