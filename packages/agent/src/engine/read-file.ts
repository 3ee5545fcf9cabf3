import { createHash, hash } from 'node:crypto';
import type { Stats } from 'node:fs';
import { type BytePath, displayPath, SeqwardenError } from '@seqwarden/proof';
import { SourceFile } from './source-file.ts';

/** Reads fit the second-level cache, so that hashing and writing find the bytes there. */
export const READ_BYTES = 1 << 18;

/** For one thread, or one lane of it. */
export function readBuffer(): Buffer {
  return Buffer.allocUnsafeSlow(READ_BYTES);
}

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
 * Reads a plain file once (see {@link SourceFile}), hashes what it read and hands it on. Throws SOURCE_SHRANK if the file ends early,
 * SOURCE_CHANGED if it is not what it was after the last byte or is no plain file, FILE_TOO_LARGE before anything is read; else what the file
 * system or the sink throws.
 */
export function readFile(
  path: string | Buffer,
  shown: BytePath,
  buffer: Buffer,
  sink?: Sink,
  throttle?: (bytes: number) => void,
  { steady = true, largest = Number.POSITIVE_INFINITY }: ReadLimits = {},
): Read {
  const file = new SourceFile(path, shown);
  try {
    const { before } = file;
    if (before.size > largest) {
      throw new SeqwardenError('FILE_TOO_LARGE', `${displayPath(shown)} has ${before.size} bytes`, {
        path: shown,
      });
    }
    const sha256 =
      before.size <= buffer.length ? readSmall(file, buffer, sink) : readLarge(file, buffer, sink, throttle);
    if (steady) file.requireSteady();
    return { before, sha256 };
  } finally {
    file.close();
  }
}

function readSmall(file: SourceFile, buffer: Buffer, sink: Sink | undefined): string {
  const bytes = file.read(buffer);
  sink?.(bytes);
  return hash('sha256', bytes, 'hex');
}

function readLarge(
  file: SourceFile,
  buffer: Buffer,
  sink: Sink | undefined,
  throttle: ((bytes: number) => void) | undefined,
): string {
  const digest = createHash('sha256');
  while (file.left > 0) {
    const bytes = file.read(buffer);
    digest.update(bytes);
    sink?.(bytes);
    throttle?.(bytes.length);
  }
  return digest.digest('hex');
}
