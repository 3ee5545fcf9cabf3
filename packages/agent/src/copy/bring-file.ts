import { createHash } from 'node:crypto';
import { type BytePath, displayPath, type ListedFile, SeqwardenError } from '@seqwarden/proof';
import type { RunAtDestination } from '../destinations/destination.ts';
import { conflict } from '../destinations/taken-name.ts';
import { foldersAbove } from '../host/path-parts.ts';
import type { BytesOfRun } from './reference.ts';

/**
 * Sees to it that a place holds a listed file under its name, from another place that does. True: it was written now. The folder is made. Throws CONFLICT where
 * other bytes stand there, SOURCE_CHANGED where `from` does not give those that are listed, DESTINATION_*.
 */
export async function bringFile(
  run: RunAtDestination,
  { path, sha256 }: ListedFile,
  from: BytesOfRun,
  now: Date,
): Promise<boolean> {
  if ((await run.files.look(path)) !== undefined) {
    if ((await run.files.hash(path))?.sha256 === sha256) return false;
    throw conflict(path);
  }
  const size = await from.sizeOf(path);
  if (size === undefined) throw gone(path);
  await run.makeFolders(foldersAbove(path));
  const kept = { size, mode: 0o644, mtimeMs: now.getTime(), atimeMs: now.getTime() };
  const staged = await run.files.stage(path, kept);
  try {
    const digest = createHash('sha256');
    const isThere = await from.readFile(path, async bytes => {
      digest.update(bytes);
      await staged.write(bytes);
    });
    if (!isThere || digest.digest('hex') !== sha256) throw gone(path);
    await staged.finish({ sha256, size }, false);
    if (!(await staged.publish())) throw conflict(path);
    return true;
  } finally {
    await staged.discard();
  }
}

function gone(path: BytePath): SeqwardenError {
  const message = `${displayPath(path)} is in the state that was sealed neither in the source nor where it was copied to`;
  return new SeqwardenError('SOURCE_CHANGED', message, { path });
}
