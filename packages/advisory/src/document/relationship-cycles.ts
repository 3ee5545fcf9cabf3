import type { ProductEntry } from './advisory.ts';
import type { Remarks } from './remarks.ts';

/**
 * Notes each relationship whose ends lead back to itself, or into such a circle. In linear time, without recursion: ids whose ends are all settled are
 * settled themselves, and what is left over is a circle or leads into one.
 */
export function noteCycles(entries: readonly ProductEntry[], remarks: Remarks): void {
  const ends = endsById(entries);
  const waiting = new Map<string, number>();
  const waiters = new Map<string, string[]>();
  const settled: string[] = [];
  for (const [id, all] of ends) {
    const open = [...all].filter(end => ends.has(end));
    if (open.length === 0) settled.push(id);
    else waiting.set(id, open.length);
    for (const end of open) {
      const others = waiters.get(end);
      if (others === undefined) waiters.set(end, [id]);
      else others.push(id);
    }
  }
  for (let id = settled.pop(); id !== undefined; id = settled.pop()) {
    for (const waiter of waiters.get(id) ?? []) {
      const left = (waiting.get(waiter) ?? 0) - 1;
      if (left > 0) waiting.set(waiter, left);
      else {
        waiting.delete(waiter);
        settled.push(waiter);
      }
    }
  }
  for (const { id, pointer, relationship } of entries) {
    if (relationship !== null && waiting.has(id))
      remarks.add('RELATIONSHIP_CYCLE', pointer, 'the ends of this relationship lead back to it');
  }
}

/** Of each id that is a relationship, the ids that all relationships of that id name. */
function endsById(entries: readonly ProductEntry[]): Map<string, Set<string>> {
  const ends = new Map<string, Set<string>>();
  for (const { id, relationship } of entries) {
    if (relationship === null) continue;
    const all = ends.get(id) ?? new Set();
    ends.set(id, all.add(relationship.product).add(relationship.relatesTo));
    for (const { relatesTo } of relationship.further) all.add(relatesTo);
  }
  return ends;
}
