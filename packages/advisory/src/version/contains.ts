import type { Order } from './order.ts';
import type { Bound } from './reading.ts';
import { withOrder } from './scheme.ts';
import type { Vers } from './vers.ts';
import { intervalsOf } from './vers-intervals.ts';

/**
 * Whether a VERS holds a version by the strict order of its type, as the specification has it; `placeVersion` is more careful. Null where a version is none of
 * its type, or the type has no order to tell.
 */
export function versContains(vers: Vers, version: string): boolean | null {
  if (vers.constraints === '*') return vers.type !== 'none';
  const { type, constraints } = vers;
  if (type === 'generic') {
    return constraints.some(each => each.comparator === '=' && each.version === version) ? true : null;
  }
  return withOrder(type, order => {
    const key = order.parse(version);
    if (key === null || constraints.some(each => order.parse(each.version) === null)) return null;
    return intervalsOf(vers).some(
      ({ lower, upper }) => isWithin(order, key, lower, 1) && isWithin(order, key, upper, -1),
    );
  });
}

/** `side` is 1 for a lower bound, -1 for an upper one. */
function isWithin<K>(order: Order<K>, key: K, bound: Bound | null, side: 1 | -1): boolean {
  if (bound === null) return true;
  const limit = order.parse(bound.version);
  if (limit === null) return false;
  const distance = order.compare(key, limit) * side;
  return distance > 0 || (distance === 0 && bound.inclusive);
}
