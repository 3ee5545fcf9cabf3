import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync } from 'node:fs';
import { SeqwardenError } from '@seqwarden/proof';
import { makePath } from './make-path.ts';

const READ = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
const LARGEST = 4096;

/** Makes one of Seqwarden's own folders. Throws DESTINATION_UNUSABLE if somebody put a link or a file in its place. */
export function makeOwnFolder(path: string): void {
  makePath(path);
  if (lstatSync(path).isDirectory()) return;
  throw new SeqwardenError('DESTINATION_UNUSABLE', `${path} is no folder of ours`);
}

/** Reads one of Seqwarden's own small files. A link, a FIFO or anything large in its place is DESTINATION_UNUSABLE. */
export function readOwnFile(path: string): string {
  const fd = openSync(path, READ);
  try {
    const stat = fstatSync(fd);
    if (stat.isFile() && stat.size <= LARGEST) return readFileSync(fd, 'latin1');
  } finally {
    closeSync(fd);
  }
  throw new SeqwardenError('DESTINATION_UNUSABLE', `${path} is no file of ours`);
}
