import type { Place, PlacedAct, RecordRef } from '../state/index.ts';

/** By UTF-16 code units: the same on every machine. */
export function compareText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

/** By log, then index. Not an order in time: indexes of two logs cannot be compared. */
export function byPlace(a: Place & { readonly identity: string }, b: typeof a): number {
  return compareText(a.log, b.log) || a.index - b.index || compareText(a.identity, b.identity);
}

/** For lists that people read, and where something has to come first: by what the makers state, then by place. Nothing that makes a matter look better rests on it. */
export function byTime(a: PlacedAct, b: PlacedAct): number {
  return compareText(a.statedAt, b.statedAt) || byPlace(a, b);
}

export function sortedBy<T>(list: Iterable<T>, key: (one: T) => string): T[] {
  return Array.from(list, one => [key(one), one] as const)
    .sort(([a], [b]) => compareText(a, b))
    .map(([, one]) => one);
}

export function ascending(texts: Iterable<string>): string[] {
  return [...new Set(texts)].sort(compareText);
}

/** How many records of a case its items name at most: a case has as many documents and items as somebody likes, and each item names them. */
const MOST_NAMED = 16;

/** The identities of the first by the times that are stated, ascending. */
export function firstNamed(acts: readonly PlacedAct[]): string[] {
  const first = [...acts].sort(byTime).slice(0, MOST_NAMED);
  return ascending(first.map(({ identity }) => identity));
}

export function groupBy<T, K extends string>(list: Iterable<T>, key: (one: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const one of list) push(groups, key(one), one);
  return groups;
}

export function push<K, T>(lists: Map<K, T[]>, key: K, one: T): void {
  const known = lists.get(key);
  if (known === undefined) lists.set(key, [one]);
  else known.push(one);
}

/** Of each log the one with the highest index, in order of the logs. */
export function newestOfEachLog<T extends PlacedAct>(acts: Iterable<T>): T[] {
  return newestByLog(acts, act => act);
}

/** As {@link newestOfEachLog}, of what records say. */
export function newestByLog<T>(list: Iterable<T>, recordOf: (one: T) => RecordRef): T[] {
  const newest = new Map<string, T>();
  for (const one of list) {
    const known = newest.get(recordOf(one).log);
    if (known === undefined || byPlace(recordOf(known), recordOf(one)) < 0)
      newest.set(recordOf(one).log, one);
  }
  return [...newest.values()].sort((a, b) => byPlace(recordOf(a), recordOf(b)));
}
