import { createHash, hash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import { type BytePath, displayPath, SeqwardenError } from '@seqwarden/proof';

/** O_NONBLOCK, so that a FIFO put in place of a file cannot hold us up. */
const READ = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Reads fit the second-level cache, so that hashing and writing find the bytes there. */
export const READ_BYTES = 1 << 18;

export interface Read {
  readonly before: Stats;
  /** Lower-case hex: of all that Node's hash returns, a short string is the cheapest. */
  readonly sha256: string;
}

export interface ReadLimits {
  /** Default true. False where a digest is compared afterwards: that decides, whatever the attributes do. */
  readonly steady?: boolean;
  /** Bytes. A hostile file costs nothing on disk and would be read for years. */
  readonly largest?: number;
}

/** Receives the bytes of a file as they are read, in order; the view is reused after it returns. */
export type Sink = (bytes: Buffer) => void;

/**
 * Reads a plain file once, from its first byte to the size that it had when it was opened, hashes what it read and
 * hands it on. Nothing is followed, nothing is locked, nothing is written.
 *
 * Throws SOURCE_SHRANK if the file ends early, SOURCE_CHANGED if size, mtime or ctime differ after the last byte or if it is no plain
 * file, FILE_TOO_LARGE before anything is read; else what the file system or the sink throws.
 */
export function readFile(
  path: string | Buffer,
  shown: BytePath,
  buffer: Buffer,
  sink?: Sink,
  throttle?: (bytes: number) => void,
  { steady = true, largest = Number.POSITIVE_INFINITY }: ReadLimits = {},
): Read {
  const fd = openSync(path, READ);
  try {
    const before = fstatSync(fd);
    if (!before.isFile())
      throw new SeqwardenError('SOURCE_CHANGED', `${displayPath(shown)} is no plain file any more`, {
        path: shown,
      });
    if (before.size > largest) {
      throw new SeqwardenError('FILE_TOO_LARGE', `${displayPath(shown)} has ${before.size} bytes`, {
        path: shown,
      });
    }
    const sha256 =
      before.size <= buffer.length
        ? readSmall(fd, before.size, buffer, sink)
        : readLarge(fd, before.size, buffer, sink, throttle);
    if (sha256 === undefined) {
      throw new SeqwardenError(
        'SOURCE_SHRANK',
        `${displayPath(shown)} ended before its ${before.size} bytes`,
        { path: shown },
      );
    }
    if (!steady) return { before, sha256 };
    const after = fstatSync(fd);
    if (after.size !== before.size || after.mtimeMs !== before.mtimeMs || after.ctimeMs !== before.ctimeMs) {
      throw new SeqwardenError('SOURCE_CHANGED', `${displayPath(shown)} changed while it was read`, {
        path: shown,
      });
    }
    return { before, sha256 };
  } finally {
    closeSync(fd);
  }
}

function readSmall(fd: number, size: number, buffer: Buffer, sink: Sink | undefined): string | undefined {
  let filled = 0;
  while (filled < size) {
    const got = readSync(fd, buffer, filled, size - filled, null);
    if (got === 0) return undefined;
    filled += got;
  }
  const bytes = buffer.subarray(0, size);
  sink?.(bytes);
  return hash('sha256', bytes, 'hex');
}

function readLarge(
  fd: number,
  size: number,
  buffer: Buffer,
  sink: Sink | undefined,
  throttle?: (bytes: number) => void,
): string | undefined {
  const digest = createHash('sha256');
  let total = 0;
  while (total < size) {
    const got = readSync(fd, buffer, 0, Math.min(buffer.length, size - total), null);
    if (got === 0) return undefined;
    const bytes = buffer.subarray(0, got);
    digest.update(bytes);
    sink?.(bytes);
    total += got;
    throttle?.(got);
  }
  return digest.digest('hex');
}
