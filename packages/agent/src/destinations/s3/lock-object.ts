import { setTimeout } from 'node:timers/promises';
import { SeqwardenError } from '@seqwarden/proof';
import {
  holdHere,
  LARGEST_LOCK,
  newLock,
  notToJudge,
  requireGone,
  takenMeanwhile,
} from '../../host/held-locks.ts';
import { runKey } from '../../host/run-key.ts';
import type { OwnObjects } from './own-objects.ts';

/** The locks of a store, as the lock needs them. */
export interface LockStore {
  readonly own: Pick<OwnObjects, 'claim' | 'read' | 'remove'>;
  /** Where this destination is, so that one process does not take one lock twice. */
  readonly place: string;
  /** Whether of two that make one object only one succeeds. */
  readonly isConditional: boolean;
  readonly settleMs: number;
}

/**
 * The lock of host/run-lock.ts as an object. Where the store makes sure of it, the first PUT wins. Where it does not, and after a takeover, the lock is
 * written, left to settle and read back: the last writer wins, and the others see it. What remains: a PUT that takes effect later than that. Throws
 * DESTINATION_BUSY. Returns the function that lets go.
 */
export async function lockObject(store: LockStore, runName: string): Promise<() => Promise<void>> {
  const path = `locks/${runKey(runName)}.lock`;
  const letGo = holdHere(`${store.place}${path}`);
  const mine = newLock();
  try {
    await take(store, path, mine);
  } catch (error) {
    letGo();
    throw error;
  }
  return async () => {
    letGo();
    try {
      if ((await readLock(store, path)) === mine) await store.own.remove(path);
    } catch {
      // the store is gone: a lock without its process is taken over
    }
  };
}

async function take(store: LockStore, path: string, mine: string): Promise<void> {
  let isSure = store.isConditional;
  for (let attempt = 0; attempt < 3; attempt++) {
    if (await store.own.claim(path, Buffer.from(mine, 'latin1'))) {
      if (isSure) return;
      await setTimeout(store.settleMs);
      if ((await readLock(store, path)) === mine) return;
      break;
    }
    const found = await readLock(store, path);
    if (found === mine) return;
    if (found === undefined) continue;
    requireGone(found);
    // Another process of this host may do the same now and take away what we write next: so that has to settle.
    isSure = false;
    await store.own.remove(path);
  }
  throw takenMeanwhile();
}

async function readLock({ own }: LockStore, path: string): Promise<string | undefined> {
  const bytes = await own.read(path, LARGEST_LOCK).catch(error => {
    throw error instanceof SeqwardenError && error.code === 'DESTINATION_UNUSABLE' ? notToJudge() : error;
  });
  return bytes && Buffer.from(bytes).toString('latin1');
}
