import { join } from 'node:path';
import { SeqwardenError } from '@seqwarden/proof';
import { MAX_LOG_FILE, type TileReader } from '@seqwarden/proof/log';
import { errno } from '../host/fs-error.ts';
import { readWholeFile } from '../host/read-whole-file.ts';

/** Reads a log's files in a folder. Throws LOG_UNREADABLE for what is no plain file of a log's size, or cannot be read. */
export function folderReader(folder: string): TileReader {
  return async path => readPlain(join(folder, path));
}

/** A plain file of no more than a log has; undefined: there is none. */
function readPlain(path: string): Uint8Array | undefined {
  let bytes: Uint8Array | undefined;
  try {
    bytes = readWholeFile(path, { limit: MAX_LOG_FILE });
  } catch (error) {
    if (errno(error) === 'ENOENT' || errno(error) === 'ENOTDIR') return undefined;
    throw new SeqwardenError('LOG_UNREADABLE', `${path}: ${errno(error) || String(error)}`, { cause: error });
  }
  if (bytes === undefined) throw new SeqwardenError('LOG_UNREADABLE', `${path} is no file of a register`);
  return bytes;
}
