import type { ProductEntry } from './advisory.ts';
import type { Remarks } from './remarks.ts';

/** Notes each relationship whose ends lead back to itself, or into such a circle. In linear time, without recursion. */
export function noteCycles(
  entries: readonly ProductEntry[],
  byId: ReadonlyMap<string, readonly ProductEntry[]>,
  remarks: Remarks,
): void {
  const waiting = new Map<ProductEntry, number>();
  const waiters = new Map<ProductEntry, ProductEntry[]>();
  for (const entry of entries) {
    const ends = endsOf(entry).flatMap(id => (byId.get(id) ?? []).filter(end => end.relationship !== null));
    if (ends.length > 0) waiting.set(entry, ends.length);
    for (const end of ends) waiters.set(end, [...(waiters.get(end) ?? []), entry]);
  }
  const settled = entries.filter(entry => !waiting.has(entry));
  for (let entry = settled.pop(); entry !== undefined; entry = settled.pop()) {
    for (const waiter of waiters.get(entry) ?? []) {
      const left = (waiting.get(waiter) ?? 0) - 1;
      waiting.set(waiter, left);
      if (left === 0) settled.push(waiter);
    }
  }
  for (const [entry, left] of waiting) {
    if (left > 0)
      remarks.add('RELATIONSHIP_CYCLE', entry.pointer, 'the ends of this relationship lead back to it');
  }
}

function endsOf({ relationship }: ProductEntry): string[] {
  if (relationship === null) return [];
  return [
    ...new Set([
      relationship.product,
      relationship.relatesTo,
      ...relationship.further.map(step => step.relatesTo),
    ]),
  ];
}
