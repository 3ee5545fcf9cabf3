import { readFileSync, readlinkSync } from 'node:fs';
import { errno } from './fs-error.ts';
import { shortDigest } from './short-digest.ts';

/** What stands where something cannot be known. */
export const UNKNOWN = '?';

/**
 * A process, so that it is not taken for another one with the same number: of another start of the machine, of another container, or of a later
 * process. {@link UNKNOWN} in each field that cannot be known; outside Linux there are no containers that number processes anew, and none of these.
 */
export interface ProcessIdentity {
  readonly pid: number;
  /** A digest that tells machines apart; no name of one. */
  readonly machine: string;
  /** One start of the machine. */
  readonly boot: string;
  /** Whose process numbers count: another one in each container. */
  readonly numbers: string;
  /** When the process started, as the system counts. */
  readonly started: string;
}

export function thisProcess(): ProcessIdentity {
  if (process.platform !== 'linux') {
    const none = 'none';
    return { pid: process.pid, machine: none, boot: none, numbers: none, started: UNKNOWN };
  }
  return {
    pid: process.pid,
    machine: machine(),
    boot: readSystem('/proc/sys/kernel/random/boot_id') || UNKNOWN,
    numbers: processNumbers(),
    started: startOf(process.pid) ?? UNKNOWN,
  };
}

/**
 * When the process of this number started, among the numbers that this process sees; undefined: there is none. proc_pid_stat(5): field 22, in ticks since
 * boot. The second field may hold blanks and brackets, so fields are counted from its end.
 */
export function startOf(pid: number): string | undefined {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (errno(error) === 'ESRCH') return undefined;
  }
  const stat = readSystem(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  // A dead process that nobody has asked for yet is dead.
  if (fields[0] === 'Z') return undefined;
  return fields[19] ?? UNKNOWN;
}

/** machine-id(5) is confidential and asks to be hashed with something of the application's own. Containers often have none. */
function machine(): string {
  const id = readSystem('/etc/machine-id');
  if (!/^[0-9a-f]{32}$/.test(id)) return UNKNOWN;
  return shortDigest(`seqwarden lock ${id}`);
}

/** Whose process numbers count here, pid_namespaces(7): `pid:[4026531836]`; or {@link UNKNOWN}. */
export function processNumbers(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return UNKNOWN;
  }
}

/** A file of /proc or /etc without blanks at its ends; '' where it cannot be read. */
export function readSystem(path: string): string {
  try {
    return readFileSync(path, 'latin1').trim();
  } catch {
    return '';
  }
}
