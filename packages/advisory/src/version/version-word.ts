import { isDigit, isLetter, successor, withoutLeadingV } from './characters.ts';
import { isDottedDay } from './dates.ts';
import { isDotted } from './intdot.ts';
import type { Scheme } from './reading.ts';
import { withOrder } from './scheme.ts';

/** At most that many letters in a row may stand in a version; more are a word. */
const MAX_LETTERS = 3;

/** The version that a word of a published range is in `scheme`, without the noise of a leading `V`; null where it is none, or may be something else. */
export function versionOf(word: string, scheme: Scheme): string | null {
  switch (scheme) {
    case 'intdot':
      return dottedOf(word);
    case 'generic':
    case 'datetime':
      return isOf(scheme, word) ? word : null;
    case 'semver':
    case 'npm': {
      const version = withoutLeadingV(word);
      return isOf(scheme, version) ? version : null;
    }
    case 'lexicographic':
      return isToken(word) ? word : null;
  }
}

/** Digits and dots, with or without a leading `V`, that are no day: what is a version whatever the scheme. */
export function dottedOf(word: string): string | null {
  const version = withoutLeadingV(word);
  return isDotted(version) && !isDottedDay(version) ? version : null;
}

export interface Wildcard {
  readonly lower: string;
  /** The first version behind all those that begin with `lower`. */
  readonly upper: string;
}

/** `7.2.x`, `5.x.x`, `12.*`: numbers, then nothing but wildcards. */
export function wildcardOf(word: string): Wildcard | null {
  const parts = withoutLeadingV(word).split('.');
  const first = parts.findIndex(part => part === 'x' || part === 'X' || part === '*');
  if (first < 0 || !parts.slice(first).every(part => part === 'x' || part === 'X' || part === '*'))
    return null;
  const numbers = parts.slice(0, first);
  const lower = numbers.join('.');
  if (!isDotted(lower)) return null;
  return { lower, upper: [...numbers.slice(0, -1), successor(numbers.at(-1) ?? '')].join('.') };
}

function isOf(scheme: Scheme, text: string): boolean {
  return withOrder(scheme, order => order.parse(text) !== null);
}

/** One token that can hardly be anything but a version: digits, few letters, `.()-+~`, no mark at its end, no wildcard, no day. */
function isToken(word: string): boolean {
  let letters = 0;
  let digits = 0;
  for (let at = 0; at < word.length; at++) {
    const code = word.charCodeAt(at);
    letters = isLetter(code) ? letters + 1 : 0;
    if (isDigit(code)) digits++;
    const isMark = '.()-+~'.includes(word.charAt(at));
    if (letters > MAX_LETTERS || !(isLetter(code) || isDigit(code) || isMark)) return false;
  }
  const first = word.charCodeAt(0);
  const isWhole = !'.(-+~'.includes(word.charAt(word.length - 1));
  return (
    digits > 0 &&
    isWhole &&
    (isLetter(first) || isDigit(first)) &&
    !hasWildcard(word) &&
    !isDottedDay(withoutLeadingV(word))
  );
}

/** An `x` or `*` where a number would stand, alone or behind digits: `3.x`, `8.1x`, `R15x`, `12.*`. */
export function hasWildcard(word: string): boolean {
  for (let at = 0; at < word.length; at++) {
    if (!'xX*'.includes(word.charAt(at))) continue;
    const before = word.charAt(at - 1);
    const after = word.charAt(at + 1);
    const isBehind = before === '.' || before === '*' || isDigit(before.charCodeAt(0));
    if (isBehind && (after === '' || '.-*'.includes(after))) return true;
  }
  return false;
}
