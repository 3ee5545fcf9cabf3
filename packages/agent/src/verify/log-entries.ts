import { EntryJudge, type ReadEntry } from '@seqwarden/log/reading';
import {
  type AnyStatement,
  type Bytes,
  decodeAnyStatement,
  decodeEnvelope,
  hex,
  SeqwardenError,
} from '@seqwarden/proof';
import { leafHash, TreeEdge } from '@seqwarden/proof/log';
import { sha256 } from '../host/sha256.ts';
import type { RunRecords } from './run-records.ts';

/** The entries of a log as they come, of which only what is about the run is kept. */
export class LogEntries {
  readonly judge: EntryJudge;
  /** Where the run's own seal and addenda stand, by identity; the first place of each. */
  readonly places = new Map<string, number>();
  /** By size. */
  readonly roots = new Map<number, Bytes>();
  readonly #edge = new TreeEdge(sha256);
  readonly #records: RunRecords;
  readonly #sizes: ReadonlySet<number>;

  /** `sizes`: at which the root is asked for. */
  constructor(log: string, records: RunRecords, sizes: ReadonlySet<number>) {
    this.judge = new EntryJudge(log);
    this.#records = records;
    this.#sizes = sizes;
    if (sizes.has(0)) this.roots.set(0, this.root());
  }

  get size(): number {
    return this.#edge.size;
  }

  root(): Bytes {
    return this.#edge.root();
  }

  /** Signatures are checked where they can matter: of what is about the run, and about keys. */
  async take(files: readonly Bytes[]): Promise<void> {
    for (const file of files) {
      const statement = statementIn(file);
      if (this.size === 0 || (statement !== undefined && this.#matters(statement, file))) {
        const { entry, problem } = await this.judge.take(this.size, file);
        this.#keep(entry, (await problem) === undefined);
      }
      this.#edge.append(leafHash(sha256, file));
      if (this.#sizes.has(this.size)) this.roots.set(this.size, this.root());
    }
    // Nobody needs them here, and they would fill the memory.
    this.#edge.takeFullTiles();
  }

  #matters(statement: AnyStatement, file: Bytes): boolean {
    if (statement.kind === 'key' || this.#records.isAbout(statement)) return true;
    return statement.kind === 'seal' && hex(sha256(file)) === this.#records.run.seal;
  }

  #keep({ index, file, statement }: ReadEntry, counts: boolean): void {
    if (statement === undefined) return;
    const identity = hex(sha256(file));
    const isOwn =
      identity === this.#records.run.seal ||
      (statement.kind === 'addendum' && statement.predicate.seal === this.#records.run.seal);
    if (isOwn && !this.places.has(identity)) this.places.set(identity, index);
    if (counts) this.#records.take({ index, identity, statement });
  }
}

/** undefined: none, or of a kind that is not known here. */
function statementIn(file: Bytes): AnyStatement | undefined {
  try {
    return decodeAnyStatement(decodeEnvelope(file).payload);
  } catch (error) {
    if (error instanceof SeqwardenError) return undefined;
    throw error;
  }
}
