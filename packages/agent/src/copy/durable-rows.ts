import { lstatSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import type { BytePath } from '@seqwarden/proof';
import { Outcome } from '../engine/file-table.ts';
import { HeldTree } from '../host/held-tree.ts';
import { foldersAbove } from '../host/path-parts.ts';
import { asTableHas, attributesOf } from '../scan/file-attributes.ts';
import type { CopyJob } from './copy-job.ts';
import { folderAttributes } from './folder-attributes.ts';
import type { KnownFile } from './known-files.ts';
import type { TakingPart } from './taking-part.ts';

/** Rows that are noted at once, and after how many milliseconds fewer of them are. */
const BATCH = 1000;
const LONGEST = 1000;
const LOOK_EVERY = 50;

/**
 * Tells a journal what a copy brought while it goes on. The threads have flushed each file before it got its name; here the folders are flushed, and only
 * then is anybody told (I2). What does not look any more as when it was read is not told of.
 */
export class DurableRows {
  readonly #job: CopyJob;
  readonly #taking: TakingPart;
  readonly #note: (files: Iterable<KnownFile>) => void;
  /** 1: not told of, and pending when the copy began. */
  readonly #open: Uint8Array;
  readonly #noted: Uint8Array;
  readonly #refused = new AbortController();
  /** All rows before it are told of, or never will be. */
  #first = 0;

  /** To be made before the copy begins. */
  constructor(job: CopyJob, taking: TakingPart, note: (files: Iterable<KnownFile>) => void) {
    this.#job = job;
    this.#taking = taking;
    this.#note = note;
    const { outcomes, count } = job.run.files;
    this.#open = new Uint8Array(count).map((_, row) => (outcomes[row] === Outcome.pending ? 1 : 0));
    this.#noted = new Uint8Array(count);
  }

  isNoted(row: number): boolean {
    return this.#noted[row] === 1;
  }

  /** Is aborted when `note` has thrown: what goes on unnoted would be read again. */
  get refused(): AbortSignal {
    return this.#refused.signal;
  }

  /** Returns what `copying` returns, when all that it brought is told of. Throws what it throws, and what `note` throws, when no thread copies any more. */
  async during<T>(copying: Promise<T>): Promise<T> {
    let isOver = false;
    const over = copying
      .catch(() => {})
      .then(() => {
        isOver = true;
      });
    try {
      let since = performance.now();
      while (!isOver) {
        const rows = this.#done();
        if (rows.length === BATCH || (rows.length > 0 && performance.now() - since > LONGEST)) {
          await this.#tell(rows);
          since = performance.now();
        }
        await Promise.race([over, setTimeout(rows.length === BATCH ? 0 : LOOK_EVERY)]);
      }
    } catch (error) {
      this.#refused.abort();
      await over;
      throw error;
    }
    const result = await copying;
    for (let rows = this.#done(); rows.length > 0; rows = this.#done()) await this.#tell(rows);
    return result;
  }

  #done(): number[] {
    const { files } = this.#job.run;
    const open = this.#open;
    while (this.#first < files.count && open[this.#first] === 0) this.#first++;
    const rows: number[] = [];
    for (let row = this.#first; row < files.count && rows.length < BATCH; row++)
      if (open[row] === 1 && Atomics.load(files.outcomes, row) === Outcome.done) rows.push(row);
    return rows;
  }

  async #tell(rows: readonly number[]): Promise<void> {
    for (const row of rows) this.#open[row] = 0;
    const lasting = await this.#settle(rows);
    const tree = new HeldTree(this.#job.source.root);
    try {
      if (lasting !== 0) this.#note(this.#filesOf(rows, lasting, tree));
    } finally {
      tree.close();
    }
  }

  /** As bits, by the engine's numbers: where the names of these rows are durable now. */
  async #settle(rows: readonly number[]): Promise<number> {
    const { run, source } = this.#job;
    const ofRows = new Set(rows.map(row => run.files.folder(row)));
    const folders = new Set([...ofRows].flatMap(folder => foldersAbove(`${folder}/`)));
    let lasting = 0;
    try {
      const attributes = folderAttributes(source.root, ['', ...[...folders].sort()]);
      for (const [at, branch] of this.#taking.branches.entries()) {
        const bit = await branch.run.settle(attributes).then(
          () => 1 << at,
          () => 0,
        );
        lasting |= bit;
      }
    } catch {
      // The source cannot be looked at: the last look will say so.
    }
    return lasting;
  }

  /** One after the other, so that a million of them are never many objects. */
  *#filesOf(rows: readonly number[], lasting: number, tree: HeldTree): Generator<KnownFile> {
    for (const row of rows) {
      const file = this.#fileOf(row, lasting, tree);
      if (file !== undefined) yield file;
    }
  }

  #fileOf(row: number, lasting: number, tree: HeldTree): KnownFile | undefined {
    const { files } = this.#job.run;
    const held = this.#byPlace((files.held[row] ?? 0) & lasting);
    if (held === 0) return undefined;
    try {
      tree.enter(files.folder(row));
      const attributes = attributesOf(lstatSync(tree.at(files.name(row)), { bigint: true }));
      if (!files.sameAttributes(row, asTableHas(attributes))) return undefined;
      this.#noted[row] = 1;
      const path: BytePath = files.path(row);
      return { path, attributes, sha256: Buffer.from(files.digestHex(row), 'hex'), held };
    } catch {
      // see above
      return undefined;
    }
  }

  /** From the engine's numbers to places in the list of destinations. */
  #byPlace(bits: number): number {
    const { branches } = this.#job;
    return this.#taking.branches.reduce(
      (all, branch, at) => (bits & (1 << at) ? all | (1 << branches.indexOf(branch)) : all),
      0,
    );
  }
}
