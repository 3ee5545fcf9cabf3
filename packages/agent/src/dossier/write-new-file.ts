import { existsSync, unlinkSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { SeqwardenError } from '@seqwarden/proof';
import { flushFolderAt } from '../host/flush-folder.ts';
import { errno, fsError } from '../host/fs-error.ts';
import { takeName } from '../host/take-name.ts';

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
  const temporary = `${whole}.part`;
  let file: FileHandle | undefined;
  try {
    file = await open(temporary, 'wx', 0o600);
    const made = await work(bytes => writeAll(file, bytes));
    await file.sync();
    await file.close();
    file = undefined;
    if (!takeName(temporary, whole)) throw new SeqwardenError('USAGE', `${path} is there already`);
    flushFolderAt(dirname(whole));
    return made;
  } catch (error) {
    const isOurs = file !== undefined || errno(error) !== 'EEXIST';
    await file?.close();
    if (isOurs && existsSync(temporary)) unlinkSync(temporary);
    if (errno(error) === '') throw error;
    throw fsError(error, 'destination', path);
  }
}

async function writeAll(file: FileHandle | undefined, bytes: Uint8Array): Promise<void> {
  for (let written = 0; file !== undefined && written < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, written, bytes.length - written);
    written += bytesWritten;
  }
}
