import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import { type BytePath, displayPath, SeqwardenError } from '@seqwarden/proof';

/** O_NONBLOCK, so that a FIFO put in place of a file cannot hold us up. */
const READ = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/**
 * A plain file of a source that is read once, from its first byte to the size that it had when it was opened. Nothing is followed, nothing is
 * locked, nothing is written. Throws what the file system throws, beside what is said of each method.
 */
export class SourceFile {
  readonly before: Stats;
  readonly #fd: number;
  readonly #shown: BytePath;
  #left: number;

  /** Throws SOURCE_CHANGED if it is no plain file. */
  constructor(path: string | Buffer, shown: BytePath) {
    this.#fd = openSync(path, READ);
    this.#shown = shown;
    try {
      this.before = fstatSync(this.#fd);
      if (!this.before.isFile()) throw this.#error('SOURCE_CHANGED', 'is no plain file any more');
    } catch (error) {
      closeSync(this.#fd);
      throw error;
    }
    this.#left = this.before.size;
  }

  /** The next bytes: the buffer is full, or the file has ended. Throws SOURCE_SHRANK if it ends early. */
  read(buffer: Buffer): Buffer {
    const wanted = Math.min(buffer.length, this.#left);
    let filled = 0;
    while (filled < wanted) {
      const got = readSync(this.#fd, buffer, filled, wanted - filled, null);
      if (got === 0) throw this.#error('SOURCE_SHRANK', `ended before its ${this.before.size} bytes`);
      filled += got;
    }
    this.#left -= filled;
    return filled === buffer.length ? buffer : buffer.subarray(0, filled);
  }

  /** How many bytes have not been read. */
  get left(): number {
    return this.#left;
  }

  /** Throws SOURCE_CHANGED if size, mtime or ctime are not those that they were. */
  requireSteady(): void {
    const { size, mtimeMs, ctimeMs } = fstatSync(this.#fd);
    const { before } = this;
    if (size === before.size && mtimeMs === before.mtimeMs && ctimeMs === before.ctimeMs) return;
    throw this.#error('SOURCE_CHANGED', 'changed while it was read');
  }

  close(): void {
    closeSync(this.#fd);
  }

  #error(code: 'SOURCE_CHANGED' | 'SOURCE_SHRANK', what: string): SeqwardenError {
    return new SeqwardenError(code, `${displayPath(this.#shown)} ${what}`, { path: this.#shown });
  }
}
