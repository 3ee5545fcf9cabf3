import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { SeqwardenError } from '@seqwarden/proof';
import { unusable } from './private-folder.ts';

export const LOCK_FILE = 'serving.sqlite';

const SQLITE_BUSY = 5;

/**
 * Takes the state folder for this process; returns what lets go. It is the lock of an empty database, so that the system itself lets go of a
 * process that dies, and readers of the record are not held up.
 *
 * @throws SeqwardenError WITNESS_STATE_BUSY: another process has it; WITNESS_STATE_UNUSABLE
 */
export function takeState(folder: string): () => void {
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(join(folder, LOCK_FILE));
    db.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    db?.close();
    if (isBusy(error))
      throw new SeqwardenError('WITNESS_STATE_BUSY', `a countersigner is at work with ${folder}`);
    throw unusable(`${join(folder, LOCK_FILE)} cannot be locked`, error);
  }
  const held = db;
  return () => held.close();
}

function isBusy(error: unknown): boolean {
  const code = error instanceof Error && 'errcode' in error ? error.errcode : undefined;
  // The low byte is the primary result code: sqlite.org/rescode.html
  return typeof code === 'number' && (code & 0xff) === SQLITE_BUSY;
}
