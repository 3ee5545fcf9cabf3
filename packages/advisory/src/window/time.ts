import type { TimeSpan } from '../inventory/inventory.ts';

/** Negative: `a` is before `b`. By their moments, since the text of a year beyond 9999 sorts otherwise. */
export function compareMoments(a: string, b: string): number {
  return Date.parse(a) - Date.parse(b);
}

export function earliest(moments: readonly string[]): string | undefined {
  return moments.toSorted(compareMoments)[0];
}

export function latest(moments: readonly string[]): string | undefined {
  return moments.toSorted(compareMoments).at(-1);
}

/** By their beginning, then their end; those that nobody knows last. */
export function compareSpans(a: TimeSpan | null, b: TimeSpan | null): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  return compareMoments(a.from, b.from) || compareMoments(a.until, b.until);
}
