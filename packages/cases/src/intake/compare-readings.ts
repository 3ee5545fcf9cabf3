import type { ObservedReading } from './observed.ts';

/** In order of time as the state has it: by end, then by beginning; one that nothing dates first, since it may be as old as any. */
export function compareReadings(
  { at: a }: Pick<ObservedReading, 'at'>,
  { at: b }: Pick<ObservedReading, 'at'>,
): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? -1 : 1;
  if (a.until !== b.until) return a.until < b.until ? -1 : 1;
  return a.from === b.from ? 0 : a.from < b.from ? -1 : 1;
}
