/**
 * The order of one scheme's versions. `compare` is a total order on keys; what it calls equal may still be written with more or fewer parts, which
 * `relation` tells.
 */
export interface Order<K> {
  /** The key of a version as the scheme defines it, null where `text` is none. */
  parse(text: string): K | null;
  /** The same, forgiving: an installed version with blanks around it, a leading `V`, something behind it. */
  parseInstalled(text: string): K | null;
  compare(a: K, b: K): number;
  relation(a: K, b: K): Relation;
}

/**
 * What `a` is beside `b`:
 *
 * - `same`: one version
 * - `shorter`: `b` begins with `a` and says more
 * - `longer`: `a` begins with `b` and says more
 * - `unordered`: equal as far as the order looks, and different behind it
 * - `apart`: none of these
 */
export type Relation = 'same' | 'shorter' | 'longer' | 'unordered' | 'apart';

export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Two runs of digits without leading zeros, of any length. */
export function compareDigits(a: string, b: string): number {
  return a.length - b.length || compareText(a, b);
}

/** `parse`, which keeps its latest answer: one installed version is placed in many ranges, one after the other. */
export function keepingLatest<K>(parse: (text: string) => K): (text: string) => K {
  let latest: { readonly text: string; readonly key: K } | undefined;
  return text => {
    if (latest?.text !== text) latest = { text, key: parse(text) };
    return latest.key;
  };
}
