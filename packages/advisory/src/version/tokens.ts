import { isDigit, isNoise } from './characters.ts';
import type { Comparator } from './constraint.ts';

/** What stands between noise in a range as published. Operators that are none (`=<`, `=>`) are words, so that no shape has them. */
export type Token =
  | { readonly kind: 'operator'; readonly comparator: Comparator }
  | { readonly kind: 'bar' | 'comma' }
  | { readonly kind: 'word'; readonly text: string };

const OPERATORS: ReadonlySet<string> = new Set(['<', '<=', '>', '>='] satisfies Comparator[]);

/** In one pass. `V 4.02` is one word, and `2.51 2.52` two: a blank between digits is never noise. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const start = at;
    if (isNoise(text.charCodeAt(at))) {
      at++;
    } else if (text[at] === '|') {
      tokens.push({ kind: 'bar' });
      at++;
    } else if (isComma(text, at)) {
      tokens.push({ kind: 'comma' });
      at++;
    } else if (isOperator(text, at)) {
      while (isOperator(text, at)) at++;
      tokens.push(operatorOf(text.slice(start, at)));
    } else {
      while (at < text.length && !isEnd(text, at)) at++;
      pushWord(tokens, text.slice(start, at));
    }
  }
  return tokens;
}

/** Words only, in lower case. */
export function wordsOf(tokens: readonly Token[]): string[] {
  return tokens.flatMap(token => (token.kind === 'word' ? [token.text.toLowerCase()] : []));
}

function operatorOf(run: string): Token {
  return isComparator(run) ? { kind: 'operator', comparator: run } : { kind: 'word', text: run };
}

function isComparator(run: string): run is Comparator {
  return OPERATORS.has(run);
}

function pushWord(tokens: Token[], text: string): void {
  const last = tokens.at(-1);
  if (last?.kind === 'word' && last.text.toLowerCase() === 'v' && isDigit(text.charCodeAt(0))) {
    tokens[tokens.length - 1] = { kind: 'word', text: `${last.text}${text}` };
  } else {
    tokens.push({ kind: 'word', text });
  }
}

/** `1.0, 1.1`; not `1,5`. */
function isComma(text: string, at: number): boolean {
  return text[at] === ',' && (at + 1 === text.length || isNoise(text.charCodeAt(at + 1)));
}

function isOperator(text: string, at: number): boolean {
  const character = text[at];
  return character === '<' || character === '>' || character === '=' || character === '!';
}

function isEnd(text: string, at: number): boolean {
  return text[at] === '|' || isNoise(text.charCodeAt(at)) || isOperator(text, at) || isComma(text, at);
}
