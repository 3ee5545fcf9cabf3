import { open } from 'node:fs/promises';
import { errno } from './errno.ts';

/** What file systems answer that cannot flush a folder by itself. */
const CANNOT = new Set(['EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']);

/** Flushes the names in a folder to the device. Where a file system knows no such thing, and on Windows, its rename has to do. */
export async function flushFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } catch (error) {
    if (!CANNOT.has(errno(error))) throw error;
  } finally {
    await folder.close();
  }
}
