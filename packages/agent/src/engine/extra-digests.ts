import { createHash, type Hash } from 'node:crypto';

/** Bytes of a digest, for each algorithm besides SHA-256 that somebody may ask for. */
export const EXTRA_WIDTH = { md5: 16, sha1: 20, sha512: 64 } as const;

export type ExtraAlgorithm = keyof typeof EXTRA_WIDTH;

/** In the order of their bits in `wanted` and of their columns in `digests`. */
export const EXTRA_ALGORITHMS = ['md5', 'sha1', 'sha512'] as const satisfies readonly ExtraAlgorithm[];

/**
 * Columns in shared memory beside those of the file table, for files that are to be hashed by other algorithms too while they are
 * read. As there, a row is written by the one thread that took it. Memory that nobody writes to costs nothing.
 */
export interface ExtraDigestBuffers {
  /** One byte a file, one bit an algorithm. Complete before any thread starts. */
  readonly wanted: SharedArrayBuffer;
  readonly digests: readonly SharedArrayBuffer[];
}

/** Takes the bytes of one file, in order, and puts its digests into the row when they have ended. */
export interface RowDigests {
  readonly update: (bytes: Buffer) => void;
  readonly finish: () => void;
}

export class ExtraDigests {
  readonly buffers: ExtraDigestBuffers;
  readonly #wanted: Uint8Array;
  readonly #digests: readonly Buffer[];

  constructor(buffers: ExtraDigestBuffers) {
    this.buffers = buffers;
    this.#wanted = new Uint8Array(buffers.wanted);
    this.#digests = buffers.digests.map(column => Buffer.from(column));
  }

  static forRows(rows: number): ExtraDigests {
    const digests = EXTRA_ALGORITHMS.map(algorithm => new SharedArrayBuffer(rows * EXTRA_WIDTH[algorithm]));
    return new ExtraDigests({ wanted: new SharedArrayBuffer(rows), digests });
  }

  want(row: number, algorithm: ExtraAlgorithm): void {
    this.#wanted[row] = (this.#wanted[row] ?? 0) | (1 << EXTRA_ALGORITHMS.indexOf(algorithm));
  }

  wanted(row: number): readonly ExtraAlgorithm[] {
    const bits = this.#wanted[row] ?? 0;
    return bits === 0 ? NONE : EXTRA_ALGORITHMS.filter((_, at) => (bits & (1 << at)) !== 0);
  }

  setHex(row: number, algorithm: ExtraAlgorithm, digest: string): void {
    const width = EXTRA_WIDTH[algorithm];
    this.#column(algorithm)?.write(digest, row * width, width, 'hex');
  }

  /** undefined: nobody asked for this digest. */
  hex(row: number, algorithm: ExtraAlgorithm): string | undefined {
    if (!this.wanted(row).includes(algorithm)) return undefined;
    const width = EXTRA_WIDTH[algorithm];
    return this.#column(algorithm)?.toString('hex', row * width, row * width + width);
  }

  /** undefined: SHA-256 will do. */
  begin(row: number): RowDigests | undefined {
    const wanted = this.wanted(row);
    if (wanted.length === 0) return undefined;
    const hashes = wanted.map((algorithm): [ExtraAlgorithm, Hash] => [algorithm, createHash(algorithm)]);
    return {
      update: bytes => {
        for (const [, hash] of hashes) hash.update(bytes);
      },
      finish: () => {
        for (const [algorithm, hash] of hashes) this.setHex(row, algorithm, hash.digest('hex'));
      },
    };
  }

  #column(algorithm: ExtraAlgorithm): Buffer | undefined {
    return this.#digests[EXTRA_ALGORITHMS.indexOf(algorithm)];
  }
}

const NONE: readonly ExtraAlgorithm[] = [];
