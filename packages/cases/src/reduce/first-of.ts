import type { PlacedAct } from '../state/index.ts';
import { byTime } from './order.ts';

/** What came first: in each log by index, of the firsts of several logs by the time that is stated. */
export function firstOf<T extends PlacedAct>(acts: readonly T[]): T | undefined {
  return firstOfEachLog(acts).sort(byTime)[0];
}

/** Of each log what came first. */
export function firstOfEachLog<T extends PlacedAct>(acts: readonly T[]): T[] {
  const firsts = new Map<string, T>();
  for (const act of acts) {
    const known = firsts.get(act.log);
    if (known === undefined || act.index < known.index) firsts.set(act.log, act);
  }
  return [...firsts.values()];
}
