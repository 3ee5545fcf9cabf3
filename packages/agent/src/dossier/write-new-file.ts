import { existsSync, rmSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { SeqwardenError } from '@seqwarden/proof';
import { flushFolderAt } from '../host/flush-folder.ts';
import { errno, fsError } from '../host/fs-error.ts';
import { takeName } from '../host/take-name.ts';
import { temporaryName } from '../host/temporary-name.ts';

/** Throws USAGE where something has this name. */
export function requireNew(path: string): void {
  if (existsSync(path)) throw new SeqwardenError('USAGE', `${path} is there already`);
}

/** Writes a file that gets its name when it is whole and on the disk; what has the name already stays. Throws USAGE then, DESTINATION_*, and what `work` throws. */
export async function writeNewFile<T>(
  path: string,
  work: (write: (bytes: Uint8Array) => Promise<void>) => Promise<T>,
): Promise<T> {
  requireNew(path);
  const whole = resolve(path);
  // Evidence may show persons: whoever is to read it is for its owner to say.
  const temporary = join(dirname(whole), temporaryName());
  try {
    const made = await writtenTo(await open(temporary, 'wx', 0o600), work);
    if (!takeName(temporary, whole)) throw new SeqwardenError('USAGE', `${path} is there already`);
    flushFolderAt(dirname(whole));
    return made;
  } catch (error) {
    rmSync(temporary, { force: true });
    if (errno(error) === '') throw error;
    throw fsError(error, 'destination', path);
  }
}

async function writtenTo<T>(
  file: FileHandle,
  work: (write: (bytes: Uint8Array) => Promise<void>) => Promise<T>,
): Promise<T> {
  try {
    const made = await work(bytes => writeAll(file, bytes));
    await file.sync();
    return made;
  } finally {
    await file.close();
  }
}

async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let written = 0; written < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, written, bytes.length - written);
    written += bytesWritten;
  }
}
