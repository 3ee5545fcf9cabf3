import { fchmodSync, fstatSync } from 'node:fs';

/** What group and others may do with a file (read it) and with a folder (list and enter it). */
export const FILE_BITS = 0o044;
export const FOLDER_BITS = 0o055;

/**
 * Takes from group and others what they do not have at the source: a copy shows a file or folder to nobody new. What the source allows
 * stays subject to the account's umask. Windows has no such modes.
 */
export function hideAs(fd: number, sourceMode: number, foreign: typeof FILE_BITS | typeof FOLDER_BITS): void {
  if (process.platform === 'win32' || (sourceMode & foreign) === foreign) return;
  const { mode } = fstatSync(fd);
  const narrower = mode & 0o777 & ~(foreign & ~sourceMode);
  if (narrower !== (mode & 0o777)) fchmodSync(fd, narrower);
}
