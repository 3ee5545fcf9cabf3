import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SeqwardenError } from '@seqwarden/proof';
import { MAX_LOG_FILE, type TileReader } from '@seqwarden/proof/log';
import { errno } from '../host/fs-error.ts';

/** Reads a log's files in a folder. Throws LOG_UNREADABLE for what is no plain file of a log's size, or cannot be read. */
export function folderReader(folder: string): TileReader {
  return async path => readPlain(join(folder, path));
}

/** A plain file of no more than a log has; undefined: there is none. */
function readPlain(path: string): Uint8Array | undefined {
  let fd = -1;
  try {
    fd = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
    const stat = fstatSync(fd);
    if (!stat.isFile() || stat.size > MAX_LOG_FILE)
      throw new SeqwardenError('LOG_UNREADABLE', `${path} is no file of a register`);
    return readFileSync(fd);
  } catch (error) {
    if (errno(error) === 'ENOENT' || errno(error) === 'ENOTDIR') return undefined;
    if (error instanceof SeqwardenError) throw error;
    throw new SeqwardenError('LOG_UNREADABLE', `${path}: ${errno(error) || String(error)}`, { cause: error });
  } finally {
    if (fd >= 0) closeSync(fd);
  }
}
