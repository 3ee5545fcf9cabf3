import { type ProcessIdentity, UNKNOWN } from './process-identity.ts';

/** Who holds a lock: a process of a host. */
export interface LockHolder extends ProcessIdentity {
  readonly host: string;
}

/** `gone`: a process of this host that is certainly no more; its lock is taken over. What cannot be judged from here is `elsewhere`, and believed. */
export type HolderState = 'gone' | 'alive here' | 'elsewhere';

/**
 * Whose lock it is. A lock with our own process number that this process does not know of was left by an earlier process with the same number.
 *
 * @param startOf when the process of that number started, here; undefined: there is none
 */
export function judgeHolder(
  holder: LockHolder,
  here: LockHolder,
  startOf: (pid: number) => string | undefined,
): HolderState {
  if (holder.host !== here.host || !Number.isSafeInteger(holder.pid) || holder.pid <= 0) return 'elsewhere';
  const isKnown = (name: 'machine' | 'boot' | 'numbers') =>
    holder[name] !== UNKNOWN && here[name] !== UNKNOWN;
  if (!isKnown('boot')) return 'elsewhere';
  // Hosts may share a name. Of the same machine, a process of an earlier start of it is no more.
  if (holder.boot !== here.boot)
    return isKnown('machine') && holder.machine === here.machine ? 'gone' : 'elsewhere';
  // In another container the number means another process, which does not show here.
  if (!isKnown('numbers') || holder.numbers !== here.numbers) return 'elsewhere';
  if (holder.pid === here.pid) return 'gone';
  const started = startOf(holder.pid);
  if (started === undefined) return 'gone';
  const isAnother = started !== UNKNOWN && holder.started !== UNKNOWN && started !== holder.started;
  return isAnother ? 'gone' : 'alive here';
}

/** One line: host, process and `word`, which no other lock has. */
export function encodeLock({ host, pid, machine, boot, numbers, started }: LockHolder, word: string): string {
  return `${[host, pid, machine, boot, numbers, started, word].join(' ')}\n`;
}

/** Of any text: what is missing is {@link UNKNOWN}, a number that is none NaN. */
export function decodeLock(text: string): LockHolder {
  const [host = '', pid = '', machine = '', boot = '', numbers = '', started = ''] = text
    .trimEnd()
    .split(' ');
  const or = (field: string) => (field === '' ? UNKNOWN : field);
  return {
    host,
    pid: /^\d{1,15}$/.test(pid) ? Number(pid) : Number.NaN,
    machine: or(machine),
    boot: or(boot),
    numbers: or(numbers),
    started: or(started),
  };
}

/** Whoever can write there chooses what a lock says: it gets into a message only where it is the name of a host (RFC 1123, section 2.1). */
export function shownHost(host: string): string {
  return /^[A-Za-z0-9._-]{1,253}$/.test(host) ? host : 'another host';
}
