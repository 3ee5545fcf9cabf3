import type { ProductEntry } from '../document/advisory.ts';
import { compareVersions, MAX_RANGE_LENGTH } from '../version/index.ts';

const UP: ReadonlySet<string> = new Set(
  '< <= ≤ before below earlier less lower older previous prior through thru under until'.split(' '),
);
const DOWN: ReadonlySet<string> = new Set(
  '> >= ≥ above after greater higher later newer onward onwards since'.split(' '),
);
/** Behind one of these words a version is left out: "prior to 2.0". */
const LEFT_OUT: ReadonlySet<string> = new Set(['to', 'than', 'version', 'versions']);
/** With two versions, from the one to the other; with one, up to it and with it. */
const SPANS: ReadonlySet<string> = new Set(['through', 'thru', 'until']);
const WITH_IT: ReadonlySet<string> = new Set(['including', 'inclusive']);
const NEVER_LEFT_OUT: ReadonlySet<string> = new Set([...SPANS, '<=', '>=', '≤', '≥', 'since', 'up']);

/**
 * Which versions the words of a full product name say, in the form of a branch; null: they say none. Publishers write one more exactly than the other:
 * a branch `1.7.5`, named "1.7.5 and prior".
 */
export function rangeInName({ name, branches, version }: ProductEntry): string | null {
  if (version === null) return null;
  if (name.length > MAX_RANGE_LENGTH) return name;
  const ofProduct = new Set(
    branches.flatMap(branch => (branch.category.startsWith('product_version') ? [] : wordsOf(branch.name))),
  );
  const words = wordsOf(name).filter(word => !ofProduct.has(word));
  const written = wordsOf(version.written);
  if (words.includes('serial') && !written.includes('serial')) return 'serial numbers';
  const up = words.findIndex((word, at) => UP.has(word) || (word === 'up' && words[at + 1] === 'to'));
  const down = words.findIndex(word => DOWN.has(word));
  if (up < 0 && down < 0) return null;
  const versions = versionsIn(words) ?? versionsIn(written);
  if (versions === null) return name;
  const [lowest, highest] = versions;
  const spans = SPANS.has(words[up] ?? '') && lowest !== highest;
  const from = down < 0 && !spans ? null : `${isLeftOut(words, down) ? '>' : '>='} ${lowest}`;
  const to = up < 0 ? null : `${isLeftOut(words, up) ? '<' : '<='} ${highest}`;
  return [from, to].filter(bound => bound !== null).join(' | ');
}

/** `prior to 2.0`, `before 2.0`; not `2.0 and prior`, `up to 2.0`, `prior to and including 2.0`. */
function isLeftOut(words: readonly string[], at: number): boolean {
  if (at < 0) return false;
  const word = words[at] ?? '';
  const next = words[at + 1] ?? '';
  return (
    !NEVER_LEFT_OUT.has(word) &&
    !words.some(one => WITH_IT.has(one)) &&
    (LEFT_OUT.has(next) || isVersion(next)) &&
    !'and or'.split(' ').includes(words[at - 1] ?? '')
  );
}

/** The lowest and the highest; of words with and without dots, those with them. */
function versionsIn(words: readonly string[]): readonly [string, string] | null {
  const all = words.filter(isVersion).map(word => (word.startsWith('v') ? word.slice(1) : word));
  const dotted = all.filter(word => word.includes('.'));
  const [first, ...others] = dotted.length > 0 ? dotted : all;
  if (first === undefined) return null;
  const lower = others.reduce(
    (low, one) => ((compareVersions('intdot', one, low) ?? 0) < 0 ? one : low),
    first,
  );
  const upper = others.reduce(
    (high, one) => ((compareVersions('intdot', one, high) ?? 0) > 0 ? one : high),
    first,
  );
  return [lower, upper];
}

function isVersion(word: string): boolean {
  return /^v?\d+(?:\.\d+)*$/.test(word);
}

function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(/([<>]=?|[≤≥])|[^\p{L}\p{N}.+]/u)
    .map(word => word?.replace(/^\.|\.$/g, '') ?? '')
    .filter(word => word !== '');
}
