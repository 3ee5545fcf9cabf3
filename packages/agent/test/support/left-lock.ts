import { newLock } from '../../src/host/held-locks.ts';
import { decodeLock, encodeLock, type LockHolder } from '../../src/host/lock-holder.ts';

/** What a lock of a process of this host says that differs from this process so. */
export function leftLock(other: Partial<LockHolder>): string {
  return encodeLock({ ...decodeLock(newLock()), ...other }, 'left');
}
