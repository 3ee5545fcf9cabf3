import type { LogKey } from '../log-key.ts';
import type { Refusal } from '../store/log-store.ts';
import { openSqliteStore } from '../store/open-sqlite-store.ts';
import { refused } from '../writer/refused.ts';

/**
 * Lets a log go on that refuses because a witness said that it was behind or forked, without proof. For a person who found that the witness was wrong.
 *
 * @returns why it refused; undefined: it did not
 * @throws SeqwardenError LOG_BEHIND, LOG_FORKED: a checkpoint that its own key signed says so; to go on would be to fork
 */
export async function reopenLog(folder: string, key: LogKey): Promise<Refusal | undefined> {
  const store = openSqliteStore(folder, key.id);
  try {
    const { refusal } = await store.head();
    if (refusal === undefined) return undefined;
    if (refusal.evidence.length > 0) throw refused(refusal);
    await store.reopen();
    return refusal;
  } finally {
    await store.close();
  }
}
