const HOUR = 60 * 60 * 1000;
/** A day of any zone, as records have it: from 14 hours before it to 12 hours after it, read as UTC (FORMATS.md 25.1). */
const LONGEST_DAY = 51 * HOUR;

/**
 * The day that was meant by what lies between two moments. Where somebody said a day and no zone, or a time and no zone, these reach from 14 hours before what he said, read as UTC:
 * neither end is the day. What is longer than a day was said with both ends.
 */
export function dayText({ from, until }: { readonly from: string; readonly until: string }): string {
  const [first, last] = [Date.parse(from), Date.parse(until)];
  if (last - first > LONGEST_DAY) return `${day(first)} to ${day(last)}`;
  // A day of a known zone, which has 23 to 25 hours.
  const isZoned = Math.abs(last - first - 24 * HOUR) < 1.1 * HOUR;
  return day(Math.min(first + (isZoned ? 13.5 : 14) * HOUR, last));
}

function day(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
