import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SeqwardenError } from '@seqwarden/proof';
import { EMPTY_ROOT, signCheckpoint } from '@seqwarden/proof/log';
import type { LogKey } from './log-key.ts';
import { treeFolder } from './log-places.ts';
import { makeSqliteStore } from './store/make-sqlite-store.ts';
import { STORE_FILE } from './store/open-sqlite-store.ts';
import { errno, treeError } from './tree/errno.ts';
import { flushFolder } from './tree/flush-folder.ts';

/**
 * Begins a log without entries. Only this makes a store, so that a path that is wrong begins no second history of a log.
 *
 * @param folder of the account's logs; made if it is missing, for this account alone
 * @throws SeqwardenError LOG_EXISTS where a log or what is left of one lies; STATE_FULL, LOG_UNREADABLE, LOG_STORE_UNUSABLE
 */
export async function createLog(folder: string, key: LogKey, now: Date): Promise<void> {
  if (existsSync(join(folder, STORE_FILE)) || existsSync(treeFolder(folder, key.id)))
    throw new SeqwardenError('LOG_EXISTS', 'a register, or what is left of one, lies there', {
      path: folder,
    });
  const origin = key.verifier.name;
  const checkpoint = await signCheckpoint({ origin, size: 0, root: EMPTY_ROOT }, key.verifier, key.sign);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    chmodSync(folder, 0o700);
    await flushFolder(dirname(folder));
    await makeSqliteStore(folder, key.id, async () => ({
      checkpoint,
      countersigned: checkpoint,
      time: now.getTime(),
    }));
  } catch (error) {
    if (errno(error) === 'EEXIST')
      throw new SeqwardenError('LOG_EXISTS', 'a register lies there', { path: folder });
    throw treeError(error);
  }
}
