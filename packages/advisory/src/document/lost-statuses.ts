import type { Advisory, ProductEntry, Vulnerability } from './advisory.ts';

/** What an advisory says so that nobody can tell of which products: no finding can come of it. */
export interface Lost {
  /** JSON pointer to the first of them. */
  readonly pointer: string;
  /** For people: what they are, and how many. */
  readonly text: string;
}

/**
 * Statuses of products that the document does not have, or of relationships whose ends it does not have or that lead back to themselves; and vulnerabilities
 * that have scores, remediations, threats or flags and no status of any product. All of them, however many remarks are kept.
 */
export function lostStatuses({ products, vulnerabilities }: Advisory): readonly Lost[] {
  const told = namedIds(products);
  const statuses = vulnerabilities.flatMap(one =>
    [...one.status.keys()].filter(id => !told.has(id)).map(() => one),
  );
  const mute = vulnerabilities.filter(one => one.status.size === 0 && saysMore(one));
  return [
    ...lost(statuses, '/product_status', 'of products that it does not have'),
    ...lost(mute, '', 'without the status of any product'),
  ];
}

function lost([first, ...more]: readonly Vulnerability[], member: string, what: string): Lost[] {
  if (first === undefined) return [];
  const pointer = `${first.pointer}${member}`;
  const things = member === '' ? ['vulnerability', 'vulnerabilities'] : ['status', 'statuses'];
  const count = 1 + more.length;
  return [{ pointer, text: `${count} ${things[count === 1 ? 0 : 1]} ${what}, the first at ${pointer}` }];
}

function saysMore({ remediations, scores, threats, flags, epss }: Vulnerability): boolean {
  return [remediations, scores, threats, flags, epss].some(({ length }) => length > 0);
}

/** Ids that lead to products: of no relationship, or of one whose ends all do. In linear time, without recursion. */
function namedIds(products: readonly ProductEntry[]): ReadonlySet<string> {
  const ends = new Map<string, Set<string>>();
  for (const { id, relationship } of products) {
    const all = ends.get(id) ?? new Set();
    ends.set(id, all);
    if (relationship === null) continue;
    all.add(relationship.product).add(relationship.relatesTo);
    for (const { relatesTo } of relationship.further) all.add(relatesTo);
  }
  const waiters = new Map<string, string[]>();
  const waiting = new Map<string, number>();
  const next: string[] = [];
  for (const [id, all] of ends) {
    if (all.size === 0) next.push(id);
    else waiting.set(id, all.size);
    for (const end of all) {
      const others = waiters.get(end);
      if (others === undefined) waiters.set(end, [id]);
      else others.push(id);
    }
  }
  const named = new Set<string>();
  for (let id = next.pop(); id !== undefined; id = next.pop()) {
    named.add(id);
    for (const waiter of waiters.get(id) ?? []) {
      const left = (waiting.get(waiter) ?? 0) - 1;
      waiting.set(waiter, left);
      if (left === 0) next.push(waiter);
    }
  }
  return named;
}
