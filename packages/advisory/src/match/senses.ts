import type { ProductStatus } from '../document/advisory.ts';
import { senseOf } from '../document/status-groups.ts';

/** `open`: the publisher has not decided. */
export type Sense = 'affected' | 'not_affected' | 'fixed' | 'open';

export function sensesOf(status: readonly ProductStatus[]): readonly Sense[] {
  const senses = status.flatMap((group): Sense[] => {
    const sense = senseOf(group);
    if (sense === null) return [];
    return [sense === 'under_investigation' || sense === 'unknown' ? 'open' : sense];
  });
  return [...new Set(senses)];
}
