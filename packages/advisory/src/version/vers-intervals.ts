import { type Constraint, isInclusive, isLower, isUpper } from './constraint.ts';
import type { Bound, Interval } from './reading.ts';
import type { Vers } from './vers.ts';

export const ALL: readonly Interval[] = [{ lower: null, upper: null }];

/** The intervals of a VERS, in order and apart from one another, since it is canonical. */
export function intervalsOf({ type, constraints }: Vers): readonly Interval[] {
  if (type === 'none') return [];
  return constraints === '*' ? ALL : intervalsOfConstraints(constraints);
}

export function intervalsOfConstraints(constraints: readonly Constraint[]): readonly Interval[] {
  const found: Interval[] = [];
  let isOpen = beginsOpen(constraints);
  let lower: Bound | null = null;
  const close = (upper: Bound | null) => found.push({ lower, upper });
  for (const { comparator, version } of constraints) {
    const bound = { version, inclusive: isInclusive(comparator) };
    if (comparator === '=') {
      found.push({ lower: bound, upper: bound });
    } else if (isUpper(comparator)) {
      close(bound);
      isOpen = false;
    } else if (isLower(comparator) || isOpen) {
      if (isOpen) close(bound);
      lower = bound;
      isOpen = true;
    }
  }
  if (isOpen) close(null);
  return found;
}

/** Whether versions before the first constraint are in: where the first bound is an upper one, and where there are only exceptions. */
function beginsOpen(constraints: readonly Constraint[]): boolean {
  const first = constraints.find(({ comparator }) => comparator !== '!=');
  return first === undefined || isUpper(first.comparator);
}
