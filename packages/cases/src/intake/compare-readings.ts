import type { ObservedReading } from './observed.ts';

/** In order of time, by beginning, then by end; one that nothing dates first, since it may be as old as any. */
export function compareReadings(
  { at: a }: Pick<ObservedReading, 'at'>,
  { at: b }: Pick<ObservedReading, 'at'>,
): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? -1 : 1;
  if (a.from !== b.from) return a.from < b.from ? -1 : 1;
  return a.until === b.until ? 0 : a.until < b.until ? -1 : 1;
}
