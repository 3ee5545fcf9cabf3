import { randomBytes } from 'node:crypto';
import { rename, unlink, writeFile } from 'node:fs/promises';

/**
 * Writes the file whole, by rename: the collector never reads half of one. The temporary name does not end in `.prom`, so it is never collected.
 * Not flushed: after a power failure the next write puts it right. By itself readable by all, as the collector runs as another user.
 */
export async function writeTextfile(path: string, text: string, mode = 0o644): Promise<void> {
  const temporary = `${path}.${randomBytes(8).toString('hex')}.tmp`;
  try {
    await writeFile(temporary, text, { flag: 'wx', mode });
    await rename(temporary, path);
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    throw error;
  }
}
