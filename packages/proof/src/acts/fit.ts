import { isPlainText } from '../shape.ts';
import { MAX_NAME } from './values.ts';

/**
 * Text from outside as an act can hold it: control characters become blanks, and what is too long is cut and ends with `…`. Null where nothing is left. For what is shown; where two texts
 * must not become one, what does not fit has to be refused.
 */
export function fitted(text: string, max = MAX_NAME): string | null {
  const plain = text
    .toWellFormed()
    .replaceAll(/[\0-\x1f\x7f-\x9f]+/g, ' ')
    .trim();
  if (plain === '') return null;
  if (isPlainText(plain, max)) return plain;
  // A pair of surrogates is not torn apart.
  return `${plain
    .slice(0, max - 1)
    .toWellFormed()
    .replace(/\ufffd$/, '')}…`;
}

/** A list whose order says nothing as an act holds it: ascending by `key`, of those with the same key the first. */
export function ordered<T>(list: Iterable<T>, key: (one: T) => string): T[] {
  const byKey = new Map<string, T>();
  for (const one of list) if (!byKey.has(key(one))) byKey.set(key(one), one);
  return [...byKey].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, one]) => one);
}
