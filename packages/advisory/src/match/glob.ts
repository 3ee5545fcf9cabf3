/** Whether a text is of a pattern in which `*` is any text, `?` one character, and a backslash takes that from the next (CSAF 2.0 section 3.1.3.3.7). Letters of either case. */
export function matchesGlob(pattern: string, text: string): boolean {
  const tokens = [...pattern.matchAll(/\\(.)|(.)/gsu)].map(([, escaped, plain]) => ({
    character: (escaped ?? plain ?? '').toLowerCase(),
    wild: escaped === undefined && (plain === '*' || plain === '?'),
  }));
  const characters = [...text.toLowerCase()];
  let token = 0;
  let at = 0;
  // Where to go on if what follows the last `*` does not fit: it then takes one character more.
  let star: { token: number; at: number } | undefined;
  while (at < characters.length) {
    const { character, wild } = tokens[token] ?? { character: '', wild: false };
    if (wild && character === '*') {
      star = { token, at };
      token++;
    } else if (character === characters[at] || (wild && character === '?')) {
      token++;
      at++;
    } else if (star !== undefined) {
      star = { token: star.token, at: star.at + 1 };
      token = star.token + 1;
      at = star.at;
    } else return false;
  }
  return tokens.slice(token).every(({ character, wild }) => wild && character === '*');
}
