import { type Comparator, type Constraint, isInclusive, isLower, isUpper } from './constraint.ts';
import type { Bound, Interval, ReviewClass, Scheme } from './reading.ts';
import { withOrder } from './scheme.ts';
import type { Token } from './tokens.ts';
import { ALL, intervalsOfConstraints } from './vers-intervals.ts';
import { dottedOf, versionOf, wildcardOf } from './version-word.ts';

/** What the words of a published range say, where their sense is certain. */
export type Shape =
  | {
      readonly kind: 'all' | 'wildcard' | 'exact' | 'list' | 'bounds';
      readonly intervals: readonly Interval[];
    }
  | { readonly kind: 'review'; readonly reason: ReviewClass };

const BARE_INTEGER_MAX_DIGITS = 4;
const LISTED_INTEGER_MAX_DIGITS = 3;

/** The shape of tokens whose versions are of `scheme`; null where they have none of the known ones. */
export function shapeOf(tokens: readonly Token[], scheme: Scheme): Shape | null {
  return bareShape(tokens, scheme) ?? boundsShape(tokens, scheme);
}

/** Versions without operators. Only dotted numbers: a bare word with letters may be a model. */
function bareShape(tokens: readonly Token[], scheme: Scheme): Shape | null {
  const [first] = tokens;
  if (first?.kind !== 'word') return null;
  if (tokens.length > 1) return listShape(tokens, scheme);
  if (first.text === '*') return { kind: 'all', intervals: ALL };
  const wildcard = scheme === 'intdot' ? wildcardOf(first.text) : null;
  if (wildcard !== null) return { kind: 'wildcard', intervals: [between(wildcard.lower, wildcard.upper)] };
  const version = bareVersion(first, scheme);
  if (version === null) return null;
  if (isPartNumber(first)) return { kind: 'review', reason: 'PART_NUMBER' };
  return { kind: 'exact', intervals: [exactly(version)] };
}

/** `a | b | c`, `a, b`. */
function listShape(tokens: readonly Token[], scheme: Scheme): Shape | null {
  const items = itemsOf(tokens);
  const versions = items?.map(token => bareVersion(token, scheme)) ?? [];
  const listed = versions.filter(version => version !== null);
  if (items === null || listed.length !== versions.length) return null;
  const areIntegers = items.every(
    token => token.kind === 'word' && isInteger(token.text, LISTED_INTEGER_MAX_DIGITS + 1),
  );
  if (areIntegers || items.some(isPartNumber)) return { kind: 'review', reason: 'PART_NUMBER' };
  return { kind: 'list', intervals: sortedWithoutEqual(listed, scheme).map(exactly) };
}

/** Every second token, where those between are all bars or all commas. */
function itemsOf(tokens: readonly Token[]): Token[] | null {
  const separators = tokens.filter((_, i) => i % 2 === 1);
  const [kind] = separators.map(separator => separator.kind);
  const isUniform = separators.every(separator => separator.kind === kind);
  if (tokens.length % 2 === 0 || !isUniform || (kind !== 'bar' && kind !== 'comma')) return null;
  return tokens.filter((_, i) => i % 2 === 0);
}

function bareVersion(token: Token, scheme: Scheme): string | null {
  if (token.kind !== 'word' || dottedOf(token.text) === null) return null;
  return versionOf(token.text, scheme);
}

/** One bound; two that enclose something; an upper one with later versions behind it. */
function boundsShape(tokens: readonly Token[], scheme: Scheme): Shape | null {
  const constraints = constraintsOf(tokens, scheme);
  const [first, second] = constraints ?? [];
  if (constraints === null || first === undefined || first.comparator === '=') return null;
  if (second === undefined) return { kind: 'bounds', intervals: intervalsOfConstraints(constraints) };
  const isEnclosed = isLower(first.comparator) && isUpper(second.comparator) && constraints.length === 2;
  if (isEnclosed) return enclosed(first, second, scheme);
  if (constraints.every(each => isUpper(each.comparator))) {
    return { kind: 'review', reason: 'SEVERAL_UPPER_BOUNDS' };
  }
  const isUnion = isUpper(first.comparator) && constraints.slice(1).every(each => each.comparator === '=');
  if (!isUnion) return null;
  return isAscending(constraints, scheme)
    ? { kind: 'bounds', intervals: intervalsOfConstraints(constraints) }
    : { kind: 'review', reason: 'LIST_UNCLEAR' };
}

function enclosed(lower: Constraint, upper: Constraint, scheme: Scheme): Shape {
  const order = ordered(lower.version, upper.version, scheme);
  const isPoint = order === 0 && isInclusive(lower.comparator) && isInclusive(upper.comparator);
  if (order > 0 || (order === 0 && !isPoint)) return { kind: 'review', reason: 'BOUNDS_CROSS' };
  const bound = (each: Constraint): Bound => ({
    version: each.version,
    inclusive: isInclusive(each.comparator),
  });
  return { kind: 'bounds', intervals: [{ lower: bound(lower), upper: bound(upper) }] };
}

/**
 * `op v`, then any number of `| op v`, `| v`, `and op v`, `op v`; null where anything else stands there. A bar between two bounds that enclose something
 * means "and", as its authors use it.
 */
function constraintsOf(tokens: readonly Token[], scheme: Scheme): Constraint[] | null {
  const constraints: Constraint[] = [];
  let at = 0;
  while (at < tokens.length) {
    const isSeparated = constraints.length > 0 && isSeparator(tokens[at]);
    if (isSeparated) at++;
    const token = tokens[at];
    const comparator: Comparator = token?.kind === 'operator' ? token.comparator : '=';
    if (comparator !== '=') at++;
    else if (constraints.length > 0 && tokens[at - 1]?.kind !== 'bar') return null;
    const word = tokens[at++];
    if (word?.kind !== 'word' || (comparator === '=' && isPartNumber(word))) return null;
    const version = comparator === '=' ? bareVersion(word, scheme) : versionOf(word.text, scheme);
    if (version === null) return null;
    constraints.push({ comparator, version });
  }
  return constraints;
}

function isSeparator(token: Token | undefined): boolean {
  return token?.kind === 'bar' || (token?.kind === 'word' && token.text.toLowerCase() === 'and');
}

function isAscending(constraints: readonly Constraint[], scheme: Scheme): boolean {
  return constraints.every((each, i) => {
    const before = constraints[i - 1];
    return before === undefined || ordered(before.version, each.version, scheme) < 0;
  });
}

function sortedWithoutEqual(versions: readonly string[], scheme: Scheme): string[] {
  const sorted = [...versions].sort((a, b) => ordered(a, b, scheme));
  return sorted.filter((version, i) => i === 0 || ordered(sorted[i - 1] ?? '', version, scheme) !== 0);
}

/** Both are versions of `scheme`. */
function ordered(a: string, b: string, scheme: Scheme): number {
  return withOrder(scheme, order => {
    const [first, second] = [order.parse(a), order.parse(b)];
    return first === null || second === null ? 0 : order.compare(first, second);
  });
}

/** An integer of so many digits that it may be one, and no `V` before it. */
function isPartNumber(token: Token | undefined): boolean {
  return token?.kind === 'word' && isInteger(token.text, BARE_INTEGER_MAX_DIGITS + 1);
}

function isInteger(word: string, minDigits: number): boolean {
  return word.length >= minDigits && !word.includes('.') && dottedOf(word) === word;
}

function exactly(version: string): Interval {
  const bound: Bound = { version, inclusive: true };
  return { lower: bound, upper: bound };
}

function between(lower: string, upper: string): Interval {
  return { lower: { version: lower, inclusive: true }, upper: { version: upper, inclusive: false } };
}
