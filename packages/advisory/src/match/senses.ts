import type { ProductStatus } from '../document/advisory.ts';

export type Sense = 'affected' | 'not_affected' | 'fixed' | 'open';

/** Groups that contradict one another: CSAF 2.0 section 6.1.6. */
const SENSES: Readonly<Record<ProductStatus, Sense | null>> = {
  first_affected: 'affected',
  known_affected: 'affected',
  last_affected: 'affected',
  known_not_affected: 'not_affected',
  first_fixed: 'fixed',
  fixed: 'fixed',
  under_investigation: 'open',
  unknown: 'open',
  // Advice, which may stand beside any other.
  recommended: null,
};

export function sensesOf(status: readonly ProductStatus[]): readonly Sense[] {
  return [...new Set(status.flatMap(group => SENSES[group] ?? []))];
}
