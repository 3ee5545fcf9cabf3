import { endOfDigits, isDigit, isLetter, trimNoise, withoutLeadingV } from './characters.ts';
import { compareDigits, compareText, keepingLatest, type Order, type Relation } from './order.ts';

/** Semantic Versioning 2.0.0, sections 2, 9 to 11; VERS types `semver` and `npm`. Numbers are compared as digits: no length makes them inexact. */
export const SEMVER: Order<Semver> = {
  parse,
  parseInstalled: keepingLatest(text => parse(withoutLeadingV(trimNoise(text)))),
  compare,
  relation,
};

export interface Semver {
  readonly numbers: readonly [string, string, string];
  /** Identifiers of the pre-release, none for a release. */
  readonly before: readonly string[];
}

function parse(text: string): Semver | null {
  const plus = text.indexOf('+');
  if (plus >= 0 && identifiers(text.slice(plus + 1)) === null) return null;
  const precedence = plus < 0 ? text : text.slice(0, plus);
  const hyphen = precedence.indexOf('-');
  const before = hyphen < 0 ? [] : identifiers(precedence.slice(hyphen + 1));
  if (before?.some(hasLeadingZero) !== false) return null;
  const numbers = (hyphen < 0 ? precedence : precedence.slice(0, hyphen)).split('.', 4);
  const [major = '', minor = '', patch = ''] = numbers;
  if (numbers.length !== 3 || !numbers.every(isNumber) || numbers.some(hasLeadingZero)) return null;
  return { numbers: [major, minor, patch], before };
}

function identifiers(text: string): string[] | null {
  const found = text.split('.');
  return found.every(isIdentifier) ? found : null;
}

function isIdentifier(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (!isDigit(code) && !isLetter(code) && text[at] !== '-') return false;
  }
  return text !== '';
}

function isNumber(text: string): boolean {
  return text !== '' && endOfDigits(text, 0) === text.length;
}

function hasLeadingZero(text: string): boolean {
  return text.length > 1 && text.startsWith('0') && isNumber(text);
}

function compare(a: Semver, b: Semver): number {
  for (const place of [0, 1, 2] as const) {
    const order = compareDigits(a.numbers[place], b.numbers[place]);
    if (order !== 0) return order;
  }
  if (a.before.length === 0 || b.before.length === 0) return b.before.length - a.before.length;
  return compareBefore(a.before, b.before);
}

function compareBefore(a: readonly string[], b: readonly string[]): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    const order = compareIdentifiers(a[i] ?? '', b[i] ?? '');
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/** Section 11.4: numbers by value, below words; words by ASCII. */
function compareIdentifiers(a: string, b: string): number {
  if (isNumber(a) && isNumber(b)) return compareDigits(a, b);
  return Number(isNumber(b)) - Number(isNumber(a)) || compareText(a, b);
}

/** Three numbers are always there, so none is a prefix of another. Build metadata is no part of the order, and none of the identity here. */
function relation(a: Semver, b: Semver): Relation {
  return compare(a, b) === 0 ? 'same' : 'apart';
}
