import { type BytePath, SeqwardenError } from '@seqwarden/proof';

/**
 * The files of a run as columns in shared memory, in ascending order of their byte paths.
 *
 * Threads take rows by a shared counter and write what they found straight into the columns, so a million
 * files cost about a hundred bytes each and no messages. A row is written by the one thread that took it;
 * others read it only after the pool has finished.
 */
export interface TableBuffers {
  readonly count: number;
  /** Names of the files, one after the other, as bytes; `nameEnd[i]` is where name i ends. */
  readonly names: SharedArrayBuffer;
  readonly nameEnd: SharedArrayBuffer;
  /** Paths of the folders, likewise; `folderOf[i]` is the number of the folder of file i. */
  readonly folders: SharedArrayBuffer;
  readonly folderEnd: SharedArrayBuffer;
  readonly folderOf: SharedArrayBuffer;
  /** Four float64 a file: size in bytes, mtime and ctime in milliseconds, inode number. Zeros until read. */
  readonly attributes: SharedArrayBuffer;
  /** 32 bytes a file: SHA-256. */
  readonly digests: SharedArrayBuffer;
  /** One byte a file: an {@link Outcome}. */
  readonly outcomes: SharedArrayBuffer;
  /** One byte a file; bit d: destination d holds it, because it was written now or was there and equal. */
  readonly held: SharedArrayBuffer;
  /** As `held`, for those to which it was written now. */
  readonly written: SharedArrayBuffer;
}

/** What became of a file. Numbers, because they live in shared memory. */
export const Outcome = {
  pending: 0,
  /** read and hashed; which destinations hold it is told by {@link TableBuffers.held}. Also markers that are held back */
  done: 1,
  /** certainly not the bytes that ought to be there */
  conflict: 2,
  failed: 3,
  /** as `done`, but in a folder that has not got its place yet, see {@link WholeFolders}: only while a copy goes on */
  waiting: 4,
} as const;
export type Outcome = (typeof Outcome)[keyof typeof Outcome];

export interface Attributes {
  readonly size: number;
  readonly mtimeMs: number;
  readonly ctimeMs: number;
  readonly ino: number;
}

/** A power of two. */
const BLOCK = 128;

export class FileTable {
  readonly buffers: TableBuffers;
  readonly count: number;
  readonly attributes: Float64Array;
  readonly outcomes: Uint8Array;
  readonly held: Uint8Array;
  readonly written: Uint8Array;
  readonly #digests: Buffer;
  readonly #names: Buffer;
  readonly #nameEnd: Uint32Array;
  readonly #folderOf: Uint32Array;
  readonly #folders: BytePath[];
  /** The row after the one that was found last. */
  #next = 0;
  /** Names of rows from {@link #decodedFrom} on, decoded together: rows are mostly asked for one after the other. */
  #decoded = '';
  #decodedFrom = -1;
  #decodedStart = 0;

  constructor(buffers: TableBuffers) {
    this.buffers = buffers;
    this.count = buffers.count;
    this.attributes = new Float64Array(buffers.attributes);
    this.outcomes = new Uint8Array(buffers.outcomes);
    this.held = new Uint8Array(buffers.held);
    this.written = new Uint8Array(buffers.written);
    this.#digests = Buffer.from(buffers.digests);
    this.#names = Buffer.from(buffers.names);
    this.#nameEnd = new Uint32Array(buffers.nameEnd);
    this.#folderOf = new Uint32Array(buffers.folderOf);
    const folderBytes = Buffer.from(buffers.folders);
    this.#folders = [];
    let start = 0;
    for (const end of new Uint32Array(buffers.folderEnd)) {
      this.#folders.push(folderBytes.toString('latin1', start, end));
      start = end;
    }
  }

  name(row: number): BytePath {
    const from = row & -BLOCK;
    if (from !== this.#decodedFrom) this.#decode(from);
    const start = row === 0 ? 0 : (this.#nameEnd[row - 1] ?? outside(row));
    const end = this.#nameEnd[row] ?? outside(row);
    return this.#decoded.slice(start - this.#decodedStart, end - this.#decodedStart);
  }

  #decode(from: number): void {
    this.#decodedStart = from <= 0 ? 0 : (this.#nameEnd[from - 1] ?? 0);
    const last = Math.min(from + BLOCK, this.count) - 1;
    this.#decoded = this.#names.toString('latin1', this.#decodedStart, this.#nameEnd[last]);
    this.#decodedFrom = from;
  }

  folder(row: number): BytePath {
    return this.#folders[this.#folderOf[row] ?? -1] ?? outside(row);
  }

  get folderCount(): number {
    return this.#folders.length;
  }

  folderNumber(row: number): number {
    return this.#folderOf[row] ?? outside(row);
  }

  path(row: number): BytePath {
    const folder = this.folder(row);
    return folder === '' ? this.name(row) : `${folder}/${this.name(row)}`;
  }

  /** Ascending. */
  *paths(): Generator<BytePath> {
    for (let row = 0; row < this.count; row++) yield this.path(row);
  }

  size(row: number): number {
    return this.attributes[row * 4] ?? outside(row);
  }

  setAttributes(row: number, found: Attributes): void {
    this.attributes[row * 4] = found.size;
    this.attributes[row * 4 + 1] = found.mtimeMs;
    this.attributes[row * 4 + 2] = found.ctimeMs;
    this.attributes[row * 4 + 3] = found.ino;
  }

  /** Whether a file looks as it did when its row was written. */
  sameAttributes(row: number, found: Attributes): boolean {
    return (
      this.attributes[row * 4] === found.size &&
      this.attributes[row * 4 + 1] === found.mtimeMs &&
      this.attributes[row * 4 + 2] === found.ctimeMs &&
      this.attributes[row * 4 + 3] === found.ino
    );
  }

  setDigestHex(row: number, digest: string): void {
    this.#digests.write(digest, row * 32, 32, 'hex');
  }

  digestHex(row: number): string {
    return this.#digests.toString('hex', row * 32, row * 32 + 32);
  }

  /** The row of a path, or -1: a binary search, since rows are in the order of their paths. Whoever asks in that order finds each with one look. */
  find(path: BytePath): number {
    const row = this.#next < this.count && this.path(this.#next) === path ? this.#next : this.#search(path);
    if (row >= 0) this.#next = row + 1;
    return row;
  }

  #search(path: BytePath): number {
    let low = 0;
    let high = this.count - 1;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const there = this.path(middle);
      if (there === path) return middle;
      if (there < path) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }

  totalBytes(): number {
    let total = 0;
    for (let row = 0; row < this.count; row++) total += this.size(row);
    return total;
  }
}

function outside(row: number): never {
  throw new SeqwardenError('INTERNAL', `row ${row} is not in the table`);
}
