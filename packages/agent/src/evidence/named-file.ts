import { constants, type FileHandle, open } from 'node:fs/promises';
import { SeqwardenError } from '@seqwarden/proof';
import { errno } from '../host/fs-error.ts';

/** O_NONBLOCK, so that a FIFO cannot hold us up. */
const READ = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/**
 * Opens a plain file that a person named, who may name a link to it. `use` gets the very file whose attributes were looked at. Throws CASE_INPUT_UNUSABLE
 * where it is missing, no plain file, cannot be read or has more than `limit` bytes, and what `use` throws.
 */
export async function withNamedFile<T>(
  path: string,
  limit: number,
  use: (file: FileHandle) => Promise<T>,
): Promise<T> {
  let file: FileHandle;
  try {
    file = await open(path, READ);
  } catch (error) {
    throw unusable(`${path}: ${errno(error) || String(error)}`, error);
  }
  try {
    const stat = await file.stat();
    if (!stat.isFile()) throw unusable(`${path} is no plain file`);
    if (stat.size > limit) throw tooLarge(path, limit);
    return await use(file);
  } finally {
    await file.close();
  }
}

/** The bytes of a named file from its beginning, as they are now: at most `limit`, however it grows. Throws CASE_INPUT_UNUSABLE. */
export async function* bytesOfNamed(
  file: FileHandle,
  path: string,
  limit: number,
): AsyncGenerator<Uint8Array> {
  const buffer = new Uint8Array(CHUNK);
  for (let read = 0; ; ) {
    let got: number;
    try {
      ({ bytesRead: got } = await file.read(buffer, 0, CHUNK, read));
    } catch (error) {
      throw unusable(`${path}: ${errno(error) || String(error)}`, error);
    }
    if (got === 0) return;
    read += got;
    if (read > limit) throw tooLarge(path, limit);
    yield buffer.subarray(0, got);
  }
}

/** What is read and written at once. A chunk is good until the next one is asked for. */
export const CHUNK = 1 << 20;

function tooLarge(path: string, limit: number): SeqwardenError {
  return unusable(`${path} has more than ${limit} bytes`);
}

function unusable(message: string, cause?: unknown): SeqwardenError {
  return new SeqwardenError('CASE_INPUT_UNUSABLE', message, { cause });
}
