import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync } from 'node:fs';
import { SeqwardenError } from '@seqwarden/proof';
import { errno } from './fs-error.ts';
import { makePath } from './make-path.ts';

const READ = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
const LARGEST = 4096;

/** Makes one of Seqwarden's own folders. Throws DESTINATION_UNUSABLE if somebody put a link or a file in its place. */
export function makeOwnFolder(path: string): void {
  makePath(path);
  if (lstatSync(path).isDirectory()) return;
  throw new SeqwardenError('DESTINATION_UNUSABLE', `${path} is no folder of ours`);
}

/** Reads one of Seqwarden's own files. A link, a FIFO or anything beyond `limit` bytes in its place is DESTINATION_UNUSABLE. */
export function readOwnFile(path: string, limit = LARGEST): Buffer {
  const fd = openOwn(path);
  try {
    const stat = fstatSync(fd);
    if (stat.isFile() && stat.size <= limit) return readFileSync(fd);
  } finally {
    closeSync(fd);
  }
  throw notOurs(path);
}

function openOwn(path: string): number {
  try {
    return openSync(path, READ);
  } catch (error) {
    throw errno(error) === 'ELOOP' ? notOurs(path) : error;
  }
}

function notOurs(path: string): SeqwardenError {
  return new SeqwardenError('DESTINATION_UNUSABLE', `${path} is no file of ours`);
}
