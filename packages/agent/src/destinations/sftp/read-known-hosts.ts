import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { SeqwardenError } from '@seqwarden/proof';
import { errno } from '../../host/fs-error.ts';

/** Whoever can write this file says which servers are trusted: CONFIG_UNUSABLE unless that is this account or root alone. '' where there is none. */
export function readKnownHosts(path: string, uid = process.getuid?.()): string {
  let fd: number | undefined;
  try {
    fd = openSync(path, 'r');
    const stat = fstatSync(fd);
    if (uid !== undefined && (stat.mode & 0o022) !== 0)
      throw new SeqwardenError('CONFIG_UNUSABLE', `${path} can be written by others`);
    if (uid !== undefined && stat.uid !== uid && stat.uid !== 0)
      throw new SeqwardenError('CONFIG_UNUSABLE', `${path} belongs to another account`);
    return readFileSync(fd, 'utf8');
  } catch (error) {
    if (error instanceof SeqwardenError) throw error;
    if (errno(error) === 'ENOENT') return '';
    throw new SeqwardenError('CONFIG_UNUSABLE', `${path} cannot be read: ${errno(error)}`, { cause: error });
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}
