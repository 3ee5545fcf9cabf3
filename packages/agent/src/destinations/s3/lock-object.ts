import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { SeqwardenError } from '@seqwarden/proof';
import { errno } from '../../host/fs-error.ts';
import { judgeHolder } from '../../host/lock-holder.ts';
import { runKey } from '../../host/run-key.ts';
import type { OwnObjects } from './own-objects.ts';

const LARGEST = 4096;

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
 * One process at a time works on a run. The lock is an object with host, process id, a random word and the time; of a process of this host that is gone
 * it is taken over, one of another host is believed (DESTINATION_BUSY). Where the store makes sure of it, the first PUT wins. Where it does
 * not, and after a takeover, the lock is written, left to settle and read back: the last writer wins, and the others see it. What remains: a
 * PUT that takes effect later than that. Returns the function that lets go.
 */
export async function lockObject(store: LockStore, runName: string): Promise<() => Promise<void>> {
  const path = `locks/${runKey(runName)}.lock`;
  const held = `${store.place}${path}`;
  if (HELD.has(held)) throw new SeqwardenError('DESTINATION_BUSY', 'this process holds the lock already');
  HELD.add(held);
  const mine = `${hostname()} ${process.pid} ${randomBytes(8).toString('hex')} ${new Date().toISOString()}\n`;
  try {
    await take(store, path, mine);
  } catch (error) {
    HELD.delete(held);
    throw error;
  }
  return async () => {
    HELD.delete(held);
    try {
      if ((await readLock(store, path)) === mine) await store.own.remove(path);
    } catch {
      // the store is gone: a lock without its process is taken over
    }
  };
}

/** By process id alone a lock of ours could not be told from one that a dead process with the same id left. */
const HELD = new Set<string>();

async function take(store: LockStore, path: string, mine: string): Promise<void> {
  let isSure = store.isConditional;
  for (let attempt = 0; attempt < 3; attempt++) {
    if (await store.own.claim(path, Buffer.from(mine))) {
      if (isSure) return;
      await setTimeout(store.settleMs);
      if ((await readLock(store, path)) === mine) return;
      break;
    }
    const lock = await readLock(store, path);
    if (lock === mine) return;
    if (lock === undefined) continue;
    const [host = '', pid = ''] = lock.trimEnd().split(' ');
    if (judgeHolder({ host, pid: Number(pid) }, { host: hostname(), pid: process.pid }, isAlive) !== 'gone')
      throw new SeqwardenError('DESTINATION_BUSY', `process ${Number(pid)} on ${shown(host)} holds the lock`);
    // Another process of this host may do the same now and take away what we write next: so that has to settle.
    isSure = false;
    await store.own.remove(path);
  }
  throw new SeqwardenError('DESTINATION_BUSY', 'another process took the lock at the same moment');
}

/** Whoever can write there chooses what a lock says. */
function shown(host: string): string {
  return /^[\w.-]{1,253}$/.test(host) ? host : 'another host';
}

async function readLock({ own }: LockStore, path: string): Promise<string | undefined> {
  const bytes = await own.read(path, LARGEST);
  return bytes && Buffer.from(bytes).toString('latin1');
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errno(error) !== 'ESRCH';
  }
}
