import type { ProductStatus } from './advisory.ts';

/**
 * The sense of each status group, after the section on product status of CSAF 2.0 and 2.1 (3.2.3.9 in 2.0). `recommended` has none: it stands beside
 * any other.
 */
export type StatusSense = 'affected' | 'not_affected' | 'fixed' | 'under_investigation' | 'unknown';

const SENSE: Readonly<Record<ProductStatus, StatusSense | null>> = {
  first_affected: 'affected',
  known_affected: 'affected',
  last_affected: 'affected',
  known_not_affected: 'not_affected',
  first_fixed: 'fixed',
  fixed: 'fixed',
  under_investigation: 'under_investigation',
  unknown: 'unknown',
  recommended: null,
};

/** All groups that the specification knows, by name. */
export const STATUS_GROUPS: readonly ProductStatus[] = [
  'first_affected',
  'first_fixed',
  'fixed',
  'known_affected',
  'known_not_affected',
  'last_affected',
  'recommended',
  'under_investigation',
  'unknown',
];

export function senseOf(group: ProductStatus): StatusSense | null {
  return SENSE[group];
}

/** Whether one product cannot be in both groups. */
export function contradicts(a: ProductStatus, b: ProductStatus): boolean {
  const [first, second] = [SENSE[a], SENSE[b]];
  return first !== null && second !== null && first !== second;
}
