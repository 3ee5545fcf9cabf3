import type { Severity } from './event.ts';
import type { StampedEvent } from './stamped-event.ts';

/** An event is well under 3 kB, so that these bound what an output that is down can cost: some MB. */
export const MOST_WAITING = 1000;
export const MOST_ALARMS = 10_000;

/**
 * Which event gives way so that `waiting` can take one more, as index; undefined: none has to. The oldest informational one goes first, then
 * the oldest warning. Alarms have room of their own and give way to nothing; only when that is full, the newest is not taken
 * (-1), as the first ones tell how it began.
 */
export function givesWay(
  waiting: readonly StampedEvent[],
  coming: Severity,
  most = MOST_WAITING,
  mostAlarms = MOST_ALARMS,
): number | undefined {
  const alarms = waiting.filter(event => event.severity === 'alarm').length;
  if (coming === 'alarm') return alarms < mostAlarms ? undefined : -1;
  if (waiting.length - alarms < most) return undefined;
  const oldestInfo = waiting.findIndex(event => event.severity === 'info');
  if (oldestInfo !== -1) return oldestInfo;
  return coming === 'info' ? -1 : waiting.findIndex(event => event.severity === 'warning');
}

const FIRST_MS = 5_000;
const LONGEST_MS = 15 * 60_000;

/** How long to wait after this many failures in a row (from 1): 5 s, doubled each time, at most a quarter of an hour. */
export function backOffMs(failures: number): number {
  return Math.min(FIRST_MS * 2 ** (failures - 1), LONGEST_MS);
}
