import type { TimeSpan } from './inventory.ts';

/** What several spans of one moment say together: what they have in common, else all of them. Null: nothing says. The order does not matter. */
export function together(spans: readonly (TimeSpan | null)[]): TimeSpan | null {
  const known = spans.filter(span => span !== null);
  if (known.length === 0) return null;
  // Times of one form compare as texts.
  const froms = known.map(({ from }) => from).sort();
  const untils = known.map(({ until }) => until).sort();
  const common = { from: froms.at(-1) ?? '', until: untils[0] ?? '' };
  return common.from <= common.until ? common : { from: froms[0] ?? '', until: untils.at(-1) ?? '' };
}

/** By beginning, then by end; what has no time last. */
export function compareSpans(a: TimeSpan | null, b: TimeSpan | null): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  return compareText(a.from, b.from) || compareText(a.until, b.until);
}

/** By code unit, null last. */
export function compareText(a: string | null, b: string | null): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  return a < b ? -1 : a > b ? 1 : 0;
}
