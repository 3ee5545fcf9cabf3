import { setTimeout } from 'node:timers/promises';
import { type ErrorCode, SeqwardenError } from '@seqwarden/proof';
import { errno } from '../host/fs-error.ts';
import { lockRun } from '../host/run-lock.ts';

export interface Patience {
  readonly ms: number;
  /** What is thrown when it is at its end. */
  readonly busy: ErrorCode;
}

const WAIT_MS = 50;

/**
 * Takes a lock of this account, in its configuration folder: one for each name. Of two that want the same one the other waits. Returns the function that lets go.
 * Throws CONFIG_UNUSABLE, and `busy`.
 */
export async function lockAccount(folder: string, name: string, { ms, busy }: Patience): Promise<() => void> {
  for (let tries = Math.ceil(ms / WAIT_MS); ; tries--) {
    try {
      return lockRun(folder, name);
    } catch (error) {
      const isBusy = error instanceof SeqwardenError && error.code === 'DESTINATION_BUSY';
      const why = errno(error) || (error instanceof Error ? error.message : String(error));
      if (!isBusy) throw new SeqwardenError('CONFIG_UNUSABLE', `${folder}: ${why}`, { cause: error });
      if (tries <= 0) throw new SeqwardenError(busy, `${folder}: ${why}`, { cause: error });
    }
    await setTimeout(WAIT_MS);
  }
}
