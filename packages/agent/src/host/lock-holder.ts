/** Who holds a lock: a process, by its number, of a host, by its name. */
export interface LockHolder {
  readonly host: string;
  readonly pid: number;
}

/** `gone`: a process of this host that is no more; its lock is taken over. */
export type HolderState = 'gone' | 'alive here' | 'elsewhere';

/**
 * Whose lock it is. What a process of another host does cannot be known from here, so it is believed. A lock with our own process number that
 * this process does not know of was left by an earlier process with the same number.
 */
export function judgeHolder(
  holder: LockHolder,
  here: LockHolder,
  isAlive: (pid: number) => boolean,
): HolderState {
  if (holder.host !== here.host) return 'elsewhere';
  if (!Number.isSafeInteger(holder.pid) || holder.pid <= 0 || holder.pid === here.pid) return 'gone';
  return isAlive(holder.pid) ? 'alive here' : 'gone';
}
