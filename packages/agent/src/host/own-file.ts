import { lstatSync } from 'node:fs';
import { SeqwardenError } from '@seqwarden/proof';
import { errno } from './fs-error.ts';
import { makePath } from './make-path.ts';
import { readWholeFile } from './read-whole-file.ts';

const LARGEST = 4096;

/** Makes one of Seqwarden's own folders. Throws DESTINATION_UNUSABLE if somebody put a link or a file in its place. */
export function makeOwnFolder(path: string): void {
  makePath(path);
  if (lstatSync(path).isDirectory()) return;
  throw new SeqwardenError('DESTINATION_UNUSABLE', `${path} is no folder of ours`);
}

/** Reads one of Seqwarden's own files. A link, a FIFO or anything beyond `limit` bytes in its place is DESTINATION_UNUSABLE. */
export function readOwnFile(path: string, limit = LARGEST): Buffer {
  let bytes: Buffer | undefined;
  try {
    bytes = readWholeFile(path, { limit });
  } catch (error) {
    throw errno(error) === 'ELOOP' ? notOurs(path) : error;
  }
  if (bytes === undefined) throw notOurs(path);
  return bytes;
}

function notOurs(path: string): SeqwardenError {
  return new SeqwardenError('DESTINATION_UNUSABLE', `${path} is no file of ours`);
}
