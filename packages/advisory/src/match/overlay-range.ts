import { Range } from './listing.ts';

const RANGES = new Map<string, Range>();

/** A range of a line. All vendors that lines speak of count in numbers and dots; lines are few, and asked for every installation. */
export function overlayRange(written: string): Range {
  const known = RANGES.get(written);
  if (known !== undefined) return known;
  const range = new Range({ written, category: 'product_version_range' }, 'intdot');
  RANGES.set(written, range);
  return range;
}
