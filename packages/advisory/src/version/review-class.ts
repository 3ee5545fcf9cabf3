import { isDigit, withoutLeadingV } from './characters.ts';
import { isLower, isUpper } from './constraint.ts';
import { isDottedDay } from './dates.ts';
import type { ReviewClass } from './reading.ts';
import { type Token, wordsOf } from './tokens.ts';
import { hasWildcard } from './version-word.ts';

const ABSENT: ReadonlySet<string> = new Set(['', 'no version', 'n/a', 'none', 'unknown', 'unspecified']);

const OF_DATES: ReadonlySet<string> = new Set([
  ...['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august'],
  ...['september', 'october', 'november', 'december', 'feb', 'jan', 'mar', 'apr', 'jun', 'jul', 'aug'],
  ...['sep', 'oct', 'nov', 'dec', 'date', 'dated', 'distributed', 'manufactured', 'produced', 'shipped'],
]);

/** What stands behind a number as a part of it. */
const SUFFIXES: ReadonlySet<string> = new Set([
  ...['build', 'fp', 'hf', 'hotfix', 'hotfixrev', 'mp', 'p', 'patch', 'r', 'rev', 'rs', 'sp', 'sr'],
  ...['u', 'upd', 'update', 'ver', 'cu', 'beta', 'rc', 'release', 'v'],
]);

/** Longer runs of letters that are no suffix are taken for words. */
const MAX_LETTERS = 3;

/** Why a range that has no known shape is for a person: the most telling reason. */
export function reviewClassOf(text: string, tokens: readonly Token[]): ReviewClass {
  const words = wordsOf(tokens);
  const letters = words.flatMap(letterRuns);
  if (ABSENT.has(words.join(' '))) return 'NO_VERSION';
  if (letters.includes('serial')) return 'SERIAL_NUMBERS';
  if (letters.some(run => OF_DATES.has(run)) || words.some(isDay)) return 'DATES';
  if (words.some(hasWildcard)) return 'WILDCARD_IN_BOUND';
  if (tokens.some(token => token.kind === 'bar') && !isTwoBounds(tokens)) return barClass(tokens);
  const hasOperator = tokens.some(token => token.kind === 'operator');
  if (!hasOperator && isHyphenated(text)) return 'HYPHEN';
  if (letters.some(isWord) || words.some(isNoOperator) || !words.some(hasDigit)) return 'WORDS';
  if (hasOperator || words.length > 1) return isSuffixed(words, tokens) ? 'LETTERS_WITHOUT_ORDER' : 'WORDS';
  return 'PART_NUMBER';
}

function barClass(tokens: readonly Token[]): ReviewClass {
  const operators = tokens.flatMap(token => (token.kind === 'operator' ? [token.comparator] : []));
  return operators.length > 1 && operators.every(isUpper) ? 'SEVERAL_UPPER_BOUNDS' : 'LIST_UNCLEAR';
}

/** `>= R9.01 | <= R10.04`. */
function isTwoBounds(tokens: readonly Token[]): boolean {
  const operators = tokens.flatMap(token => (token.kind === 'operator' ? [token.comparator] : []));
  const [first, second] = operators;
  const bars = tokens.filter(token => token.kind === 'bar').length;
  if (first === undefined || second === undefined || operators.length !== 2 || bars !== 1) return false;
  return isLower(first) && isUpper(second);
}

/** One word behind each operator, or some of which one begins as a version does: `V17 Update 5`; not `CPC80 R16`. */
function isSuffixed(words: readonly string[], tokens: readonly Token[]): boolean {
  const operators = tokens.filter(token => token.kind === 'operator').length;
  const isBehind = words.length <= operators;
  return isBehind || words.some(word => isDigit(word.charCodeAt(0)) || word.startsWith('v'));
}

/** `=<`, `=>`, `=`. */
function isNoOperator(word: string): boolean {
  return '<>=!'.includes(word.charAt(0));
}

function isWord(run: string): boolean {
  return run.length > MAX_LETTERS && !SUFFIXES.has(run);
}

function hasDigit(word: string): boolean {
  return [...word].some(character => isDigit(character.charCodeAt(0)));
}

/** `8/30/2024`, `30.08.2024`. */
function isDay(word: string): boolean {
  if (isDottedDay(withoutLeadingV(word))) return true;
  const parts = word.split('/');
  return parts.length === 3 && parts.every(part => part !== '' && [...part].every(hasDigit));
}

/** Digits, dots, blanks, and one hyphen at least: a range, or one version? */
function isHyphenated(text: string): boolean {
  return (
    text.includes('-') && hasDigit(text) && [...text].every(character => '0123456789.- _'.includes(character))
  );
}

function letterRuns(word: string): string[] {
  const runs: string[] = [];
  let run = '';
  for (const character of word) {
    if (character >= 'a' && character <= 'z') {
      run += character;
    } else {
      if (run !== '') runs.push(run);
      run = '';
    }
  }
  return run === '' ? runs : [...runs, run];
}
