import { closeSync, constants, fsyncSync, openSync } from 'node:fs';
import { errno } from './fs-error.ts';

/** What file systems answer that cannot flush a folder by itself; some network shares are among them. */
const CANNOT = new Set(['EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']);

/** Flushes the entries of an open folder to the device. Where a file system knows no such thing, its rename has to do. */
export function flushFolder(fd: number): void {
  try {
    fsyncSync(fd);
  } catch (error) {
    if (!CANNOT.has(errno(error))) throw error;
  }
}

/** As {@link flushFolder}, by path. Windows cannot open folders for that. */
export function flushFolderAt(path: string | Buffer): void {
  if (process.platform === 'win32') return;
  const fd = openSync(path, constants.O_RDONLY);
  try {
    flushFolder(fd);
  } finally {
    closeSync(fd);
  }
}
