/** One process of one machine, so that it is not taken for another with the same number. */
export interface LeaseHolder {
  /** The machine; no name of it. */
  readonly host: string;
  /** Its start. */
  readonly boot: string;
  /** Whose process numbers count: another one in each container. */
  readonly numbers: string;
  readonly pid: number;
  /** When the process started, as the system counts; '' where that cannot be known. */
  readonly started: string;
}

/**
 * - `take`: nobody holds it
 * - `mine`: this process does
 * - `take over`: its holder is certainly no more
 * - `wait`: another process of this machine works
 * - `refuse`: another machine or container, of which nothing can be known from here; a person decides
 */
export type LeaseDecision = 'take' | 'mine' | 'take over' | 'wait' | 'refuse';

/** @param startOf when the process of that number started, here; undefined: there is none */
export function decideLease(
  found: LeaseHolder | undefined,
  me: LeaseHolder,
  startOf: (pid: number) => string | undefined,
): LeaseDecision {
  if (found === undefined) return 'take';
  if (found.host !== me.host) return 'refuse';
  if (found.boot !== me.boot) return 'take over';
  if (found.numbers !== me.numbers) return 'refuse';
  if (found.pid === me.pid) return found.started === me.started ? 'mine' : 'take over';
  const started = startOf(found.pid);
  if (started === undefined) return 'take over';
  // Where starts cannot be known, a number that is in use is believed.
  return started === found.started || started === '' || found.started === '' ? 'wait' : 'take over';
}
