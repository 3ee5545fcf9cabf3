import { isNoise, successor, withoutLeadingV } from './characters.ts';
import type { Comparator, Constraint } from './constraint.ts';
import { SEMVER, type Semver } from './semver.ts';
import type { Vers } from './vers.ts';

/**
 * The VERS of a range in npm's own notation, as the cases of vers-spec have it: every comparator that npm's shorthands stand for, sorted by version, and
 * nothing made simpler. It is therefore not always canonical, and knows no sense of "and" and "or"; where it departs from npm is told in decision 60. No
 * verdict is founded on it. Null where `native` is no such range.
 */
export function versFromNpm(native: string): Vers | null {
  if (native.trim() === '*') return { type: 'npm', constraints: '*' };
  const found: Constraint[] = [];
  for (const part of native.split('||')) {
    const constraints = constraintsOf(wordsOf(part));
    if (constraints === null || constraints.length === 0) return null;
    found.push(...constraints);
  }
  return sorted(found);
}

function sorted(constraints: readonly Constraint[]): Vers | null {
  const keyed = constraints.flatMap(constraint => {
    const key = SEMVER.parse(constraint.version);
    return key === null ? [] : [{ constraint, key }];
  });
  if (keyed.length !== constraints.length) return null;
  keyed.sort((a, b) => SEMVER.compare(a.key, b.key));
  return { type: 'npm', constraints: keyed.map(({ constraint }) => constraint) };
}

/** Words of one alternative; an operator and what lies behind its blanks are one. */
function wordsOf(part: string): string[] {
  const words: string[] = [];
  let at = 0;
  while (at < part.length) {
    const start = at;
    while (isNoise(part.charCodeAt(at))) at++;
    const operator = at;
    while ('<>=^~'.includes(part.charAt(at)) && at < part.length) at++;
    const marks = part.slice(operator, at);
    while (isNoise(part.charCodeAt(at))) at++;
    const version = at;
    while (at < part.length && !isNoise(part.charCodeAt(at)) && !'<>=^~'.includes(part.charAt(at))) at++;
    if (at > operator) words.push(marks + part.slice(version, at));
    if (at === start) return [];
  }
  return words;
}

function constraintsOf(words: readonly string[]): Constraint[] | null {
  const [from, hyphen, to] = words;
  if (words.length === 3 && hyphen === '-' && from !== undefined && to !== undefined) {
    return constraintsOf([`>=${from}`, `<=${to}`]);
  }
  const found: Constraint[] = [];
  for (const word of words) {
    const constraints = expand(word);
    if (constraints === null) return null;
    found.push(...constraints);
  }
  return found;
}

const OPERATORS = ['>=', '<=', '>', '<', '=', '^', '~', ''] as const;

function expand(word: string): Constraint[] | null {
  const operator = OPERATORS.find(each => word.startsWith(each)) ?? '';
  const partial = partialOf(word.slice(operator.length));
  if (partial === null) return null;
  const { version, key, fixed } = partial;
  if (operator === '^') return span(version, caretEnd(key));
  if (operator === '~') return tilde(version, key, fixed);
  if (fixed < 3 && partial.isWild) return span(version, next(key, fixed - 1));
  const comparator: Comparator = operator === '' ? '=' : operator;
  return [{ comparator, version }];
}

interface Partial {
  /** With zeros for what was not written. */
  readonly version: string;
  readonly key: Semver;
  /** How many numbers were written. */
  readonly fixed: number;
  readonly isWild: boolean;
}

/** `1`, `1.2`, `1.2.x`, `v1.2.3-pre`. */
function partialOf(text: string): Partial | null {
  const written = withoutLeadingV(text);
  const hyphen = written.indexOf('-');
  const numbers = (hyphen < 0 ? written : written.slice(0, hyphen)).split('.', 4);
  const first = numbers.findIndex(part => part === 'x' || part === 'X' || part === '*');
  const kept = first < 0 ? numbers : numbers.slice(0, first);
  if (kept.length === 0 || kept.length > 3) return null;
  const padded = [...kept, '0', '0'].slice(0, 3).join('.');
  const version = hyphen < 0 ? padded : padded + written.slice(hyphen);
  const key = SEMVER.parse(version);
  return key === null ? null : { version, key, fixed: kept.length, isWild: first >= 0 };
}

function span(from: string, to: string): Constraint[] {
  return [
    { comparator: '>=', version: from },
    { comparator: '<', version: to },
  ];
}

/** A pre-release under a tilde: what comes before its release, and that release. */
function tilde(version: string, key: Semver, fixed: number): Constraint[] {
  if (key.before.length === 0) return span(version, next(key, Math.min(fixed - 1, 1)));
  const release = key.numbers.join('.');
  return [...span(version, release), ...span(release, next(key, 2))];
}

/** Before the first change of the leftmost number that is not 0. */
function caretEnd(key: Semver): string {
  const leftmost = key.numbers.findIndex(number => number !== '0');
  return next(key, leftmost < 0 ? 2 : leftmost);
}

/** The number at `place` one higher, zeros behind it. */
function next({ numbers }: Semver, place: number): string {
  return numbers.map((number, i) => (i < place ? number : i > place ? '0' : successor(number))).join('.');
}
