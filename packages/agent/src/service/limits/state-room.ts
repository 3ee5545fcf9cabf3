import { statfsSync } from 'node:fs';

/** Bytes that are to be free where the state folder lies: for the journal, the snapshot of `status`, and the small files of an addendum. */
export const STATE_RESERVE = 64 * 2 ** 20;

/** Whether so many bytes fit there, and the reserve beside. Throws errors of the disk. */
export function hasStateRoom(stateFolder: string, bytes = 0): boolean {
  const { bavail, bsize } = statfsSync(stateFolder);
  return bavail * bsize - bytes >= STATE_RESERVE;
}
