import { type BytePath, displayPath, SeqwardenError } from '@seqwarden/proof';
import { nameOf } from '../host/path-parts.ts';

/** A final name holds what is not ours. */
export function conflict(path: BytePath): SeqwardenError {
  const message = `the destination holds other bytes as ${displayPath(path)}`;
  return new SeqwardenError('CONFLICT', message, { path });
}

/** Nothing else writes in a place that was made for a run: it takes two names of the run for one. */
export function nameCollision(path: BytePath): SeqwardenError {
  const message = `the destination does not tell ${displayPath(path)} from another name of the run`;
  return new SeqwardenError('NAME_COLLISION', message, { path });
}

/** What was written, or stands there already, under a name leads there under another one. */
export function hiddenName(path: BytePath): SeqwardenError {
  const message = `the destination does not show ${displayPath(path)} under its own name`;
  return new SeqwardenError('NAME_COLLISION', message, { path });
}

/**
 * Folders of a run that were there when they were to be made, all in one folder, whose entries are `names`. What is not shown under its own name is another one, to
 * which the destination leads by it: files of two would come to lie in one. Throws NAME_COLLISION.
 */
export function requireShown(folders: readonly BytePath[], names: readonly BytePath[]): void {
  const shown = new Set(names);
  for (const folder of folders) if (!shown.has(nameOf(folder))) throw hiddenName(folder);
}
