import { linkSync, lstatSync, renameSync, unlinkSync } from 'node:fs';
import { errno } from './fs-error.ts';

const NO_HARD_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EINVAL']);

/**
 * Gives a file its final name; false, and nothing changed, if that name is taken. link() and unlink() instead of rename(), which would
 * silently replace what another writer put there meanwhile. Where a file system has no hard links, a look and a rename have to do.
 */
export function takeName(temporary: string | Buffer, final: string | Buffer): boolean {
  try {
    linkSync(temporary, final);
  } catch (error) {
    if (errno(error) === 'EEXIST') return false;
    if (!NO_HARD_LINKS.has(errno(error))) throw error;
    if (lstatSync(final, { throwIfNoEntry: false }) !== undefined) return false;
    renameSync(temporary, final);
    return true;
  }
  unlinkSync(temporary);
  return true;
}
