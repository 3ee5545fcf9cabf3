import type { Interval, RangeReading } from '../src/version/index.ts';

/**
 * A reading as test tables write it: a round bracket leaves its version out, a square one takes it in, nothing beside the dots is without end, [v] is that one
 * version. `none` holds no version.
 */
export function notation(reading: RangeReading): string {
  if (reading.kind === 'review') return 'review';
  return reading.intervals.map(notationOf).join(' ') || 'none';
}

function notationOf({ lower, upper }: Interval): string {
  if (lower !== null && lower.version === upper?.version) return `[${lower.version}]`;
  const begin = lower?.inclusive ? '[' : '(';
  const end = upper?.inclusive ? ']' : ')';
  return `${begin}${lower?.version ?? ''}..${upper?.version ?? ''}${end}`;
}
