import { randomBytes } from 'node:crypto';
import type { BytePath, SeqwardenError } from '@seqwarden/proof';
import type { FileSink, Unnamed } from '../destinations/destination.ts';
import { conflict, nameCollision } from '../destinations/taken-name.ts';
import { fsError } from '../host/fs-error.ts';
import { folderOf, nameOf } from '../host/path-parts.ts';
import { temporaryNameOf } from '../host/temporary-name.ts';
import type { Places } from './copies-of-file.ts';
import { type FileTable, Outcome } from './file-table.ts';

/**
 * Folders that get their files out of sight and are published at once, each by one renaming (decision 81). Three int32 a folder of the table, by its number:
 * its first row, how many rows it has (0: it is none of these), and how many of them no thread is done with.
 */
export interface WholeBuffers {
  readonly folders: SharedArrayBuffer;
  /** 16 hex digits, drawn for one copy. */
  readonly draw: string;
  /** As bits: destinations at which they are filled so; at others each file gets its name for itself. */
  readonly filling: number;
}

const FIRST = 0;
const COUNT = 1;
const LEFT = 2;
const FIELDS = 3;

/** Fewer files gain nothing. */
const LEAST_FILES = 16;
/** More, by what a look at some of its files lets expect: a kill shall cost seconds of copying, not the hours that a folder of reads takes. */
const MOST_BYTES = 256 * 2 ** 20;

/**
 * Below the run's own folder, with {@link LEAST_FILES} files, about {@link MOST_BYTES} at most and no folders, nothing of it copied or held back yet. undefined: there is none.
 *
 * @param sizeOf bytes of the file of a row, whose attributes nobody has read yet; asked of a few in each such folder
 */
export function chooseWhole(
  table: FileTable,
  folders: readonly BytePath[],
  sizeOf: (row: number) => number,
): Omit<WholeBuffers, 'filling'> | undefined {
  const parents = new Set(folders.map(folderOf));
  const chosen = new Int32Array(new SharedArrayBuffer(table.folderCount * FIELDS * 4));
  let found = false;
  for (let first = 0; first < table.count; ) {
    const number = table.folderNumber(first);
    let end = first;
    let isUntouched = true;
    for (; end < table.count && table.folderNumber(end) === number; end++)
      if (table.outcomes[end] !== Outcome.pending) isUntouched = false;
    const folder = table.folder(first);
    const count = end - first;
    if (
      isUntouched &&
      count >= LEAST_FILES &&
      folder !== '' &&
      !parents.has(folder) &&
      largestOfSome(first, end, sizeOf) * count <= MOST_BYTES
    ) {
      chosen.set([first, count, count], number * FIELDS);
      found = true;
    }
    first = end;
  }
  return found ? { folders: chosen.buffer, draw: randomBytes(8).toString('hex') } : undefined;
}

/** Two neighbours are among them: data files and their indexes often take turns in a folder. */
function largestOfSome(first: number, end: number, sizeOf: (row: number) => number): number {
  return Math.max(...[first, first + 1, (first + end) >> 1, end - 1].map(sizeOf));
}

/** What several threads know of such folders. */
export class WholeFolders {
  readonly #table: FileTable;
  readonly #folders: Int32Array<ArrayBufferLike>;
  readonly #draw: string;
  readonly #filling: number;

  constructor(table: FileTable, { folders, draw, filling }: WholeBuffers) {
    this.#table = table;
    this.#folders = new Int32Array(folders);
    this.#draw = draw;
    this.#filling = filling;
  }

  /** Where each of them lies until it is published. */
  places(): Map<BytePath, BytePath> {
    const places = new Map<BytePath, BytePath>();
    for (let number = 0; number < this.#table.folderCount; number++) {
      if (this.#field(number, COUNT) === 0) continue;
      const folder = this.#table.folder(this.#field(number, FIRST));
      places.set(folder, this.#unseen(folder, number));
    }
    return places;
  }

  /** What these sinks get from now on lies in unseen folders, which are there. */
  fill(sinks: readonly FileSink[]): void {
    const places = this.places();
    for (const [at, sink] of sinks.entries()) if (this.#filling & (1 << at)) sink.fillWhole?.(places);
  }

  holds(row: number): boolean {
    return this.#field(this.#table.folderNumber(row), COUNT) > 0;
  }

  /** This row is over, whatever became of it. True: it was the last of its folder. To be asked once a row. */
  end(row: number): boolean {
    return Atomics.sub(this.#folders, this.#table.folderNumber(row) * FIELDS + LEFT, 1) === 1;
  }

  /** A row of each folder that was never published, as a stop leaves them. */
  *unpublished(): Generator<number> {
    for (let number = 0; number < this.#table.folderCount; number++)
      if (this.#field(number, LEFT) > 0) yield this.#field(number, FIRST);
  }

  /**
   * Gives the folder of a row its place at each destination that keeps it out of sight, and its rows their outcome. Where a row gets no name, because it is taken or the folder cannot be published,
   * that destination has failed, and is not among those that hold the row.
   */
  async publish(row: number, sinks: readonly FileSink[], failed: Places['failed']): Promise<void> {
    const table = this.#table;
    const number = table.folderNumber(row);
    const first = this.#field(number, FIRST);
    const end = first + this.#field(number, COUNT);
    const folder = table.folder(first);
    const unseen = this.#unseen(folder, number);
    for (const [at, sink] of sinks.entries()) {
      if ((this.#filling & (1 << at)) === 0) continue;
      const fail = (one: number, error: SeqwardenError) => {
        if (((table.held[one] ?? 0) & (1 << at)) === 0) return;
        for (const column of [table.held, table.written]) column[one] = (column[one] ?? 0) & ~(1 << at);
        failed(at, { row: one, name: table.name(one), path: table.path(one) }, error);
      };
      let unnamed: readonly Unnamed[] = [];
      try {
        unnamed = sink.publishWhole?.(unseen, folder, this.#halves(first, end, at)) ?? [];
      } catch (error) {
        for (let one = first; one < end; one++) fail(one, fsError(error, 'destination', table.path(one)));
      }
      for (const { path, error } of unnamed) {
        const one = table.find(path);
        if (one >= 0) fail(one, error ?? (await this.#whyTaken(sink, one)));
        else if (error !== undefined) failed(at, { row: -1, name: nameOf(path), path }, error);
      }
    }
    for (let one = first; one < end; one++)
      if (table.outcomes[one] === Outcome.waiting) Atomics.store(table.outcomes, one, Outcome.done);
  }

  async #whyTaken(sink: FileSink, row: number): Promise<SeqwardenError> {
    const path = this.#table.path(row);
    try {
      const there = await sink.hash(path);
      return there?.sha256 === this.#table.digestHex(row) ? nameCollision(path) : conflict(path);
    } catch (error) {
      return fsError(error, 'destination', path);
    }
  }

  /** Beside the place of a folder, under a temporary name. */
  #unseen(folder: BytePath, number: number): BytePath {
    const above = folderOf(folder);
    const name = temporaryNameOf(this.#draw, number);
    return above === '' ? name : `${above}/${name}`;
  }

  /** Names of those rows that a destination does not hold: what lies there under one is not whole. */
  #halves(first: number, end: number, at: number): Set<BytePath> {
    const names = new Set<BytePath>();
    for (let row = first; row < end; row++)
      if (((this.#table.held[row] ?? 0) & (1 << at)) === 0) names.add(this.#table.name(row));
    return names;
  }

  #field(number: number, field: number): number {
    return Atomics.load(this.#folders, number * FIELDS + field);
  }
}
