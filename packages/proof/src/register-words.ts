import type { EnteredInLog } from './log-standing.ts';
import { keyFingerprint } from './trust.ts';

/**
 * A place in a log in people's words, a line each, so that the command and the page say the same: which register, by its key and not by its name, which any key
 * can bear; the place; who countersigned; as of when its keys are known. `shown` escapes what others wrote.
 */
export function registerWords(
  { log, origin, index, size, cosignedBy, keysAsOf }: EnteredInLog,
  shown: (text: string) => string,
): readonly [register: string, place: string, countersigners: string, keys: string] {
  const by = cosignedBy.map(({ name, seconds }) => `${shown(name)} at ${cosignedAt(seconds)}`);
  return [
    `${keyFingerprint(log)}  (${shown(origin)}); compare it with your quality manual`,
    `entered at place ${index}, under the register head of size ${size}`,
    by.length === 0
      ? 'countersigned by nobody whom the trust file names'
      : `countersigned by ${by.join(', ')}`,
    keysAsOf === null
      ? 'keys as the trust file has them; later records unknown'
      : `keys as of register head ${keysAsOf}; later records unknown`,
  ];
}

/** What a countersigner signed may be any number of seconds. */
export function cosignedAt(seconds: number): string {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? `${seconds} seconds after 1970` : date.toISOString();
}
