import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { errno } from '@seqwarden/agent/host';
import { type ErrorCode, SeqwardenError } from '@seqwarden/proof';

/** A plain file that a person named, whole. Throws `unusable`: there is none, or it is larger. */
export function readNamedFile(path: string, unusable: ErrorCode, mebibytes: number): Uint8Array {
  let fd: number;
  try {
    fd = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    throw new SeqwardenError(unusable, `${path}: ${errno(error) || String(error)}`, { cause: error });
  }
  try {
    const stat = fstatSync(fd);
    if (!stat.isFile() || stat.size > mebibytes * 2 ** 20)
      throw new SeqwardenError(unusable, `${path} is no file of less than ${mebibytes} MiB`);
    return readFileSync(fd);
  } finally {
    closeSync(fd);
  }
}
