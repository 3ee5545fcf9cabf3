/** Whether a text is of a pattern in which `*` is any text, `?` one character, and a backslash takes that from the next (CSAF 2.0 section 3.1.3.3.7). Letters of either case. */
export function matchesGlob(pattern: string, text: string): boolean {
  const [tokens, characters] = [pattern.toLowerCase(), text.toLowerCase()];
  let token = 0;
  let at = 0;
  // Where to go on if what follows the last `*` does not fit: it then takes one character more.
  let star: { token: number; at: number } | undefined;
  while (at < characters.length) {
    const next = tokenAt(tokens, token);
    const character = characters.codePointAt(at) ?? 0;
    if (next?.wild === '*') {
      token = next.end;
      star = { token, at };
    } else if (next !== null && (next.wild === '?' || next.character === character)) {
      token = next.end;
      at += width(character);
    } else if (star !== undefined) {
      star.at += width(characters.codePointAt(star.at) ?? 0);
      ({ token, at } = star);
    } else return false;
  }
  while (tokenAt(tokens, token)?.wild === '*') token++;
  return token === tokens.length;
}

interface Token {
  readonly character: number;
  readonly wild: '*' | '?' | null;
  readonly end: number;
}

/** Null: the pattern ends. A backslash at its end is one. */
function tokenAt(pattern: string, at: number): Token | null {
  const first = pattern.codePointAt(at);
  if (first === undefined) return null;
  if (first === BACKSLASH) {
    const escaped = pattern.codePointAt(at + 1);
    if (escaped !== undefined) return { character: escaped, wild: null, end: at + 1 + width(escaped) };
  }
  const wild = first === ASTERISK ? '*' : first === QUESTION_MARK ? '?' : null;
  return { character: first, wild, end: at + width(first) };
}

const BACKSLASH = 0x5c;
const ASTERISK = 0x2a;
const QUESTION_MARK = 0x3f;

function width(codePoint: number): number {
  return codePoint > 0xffff ? 2 : 1;
}
