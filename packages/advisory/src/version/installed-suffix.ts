import { DOT, isDigit, isLetter, isNoise } from './characters.ts';

/** Words after which another version may be installed, or nobody knows. */
const OPEN: ReadonlySet<string> = new Set(
  [
    'or and to through thru until till up upwards onward onwards from since later newer above higher greater plus',
    'after earlier older below lower less prior previous before except not no unknown unsure approx ca circa about',
    'planned und oder bis ab neuer vor nach',
  ].flatMap(line => line.split(' ')),
);

/**
 * Whether what stands behind the numbers of an installed version belongs to it (`1.7b2`, `1.7-rc.1`, `1.7 SP1`, `1.7 (RUO)`), and does not name another one
 * or leave it open (`1.7-1.9`, `1.7 1.9`, `1.7 or later`, `1.7+`).
 */
export function isSuffix(rest: string): boolean {
  let start = 0;
  while (isNoise(rest.charCodeAt(start))) start++;
  const isBegun = isLetter(rest.charCodeAt(start)) || '(-+'.includes(rest.charAt(start));
  if (!isBegun) return false;
  let word = '';
  for (let at = start; at <= rest.length; at++) {
    const code = rest.charCodeAt(at);
    if (isLetter(code)) {
      word += rest.charAt(at).toLowerCase();
      continue;
    }
    const isWildcard = word === 'x' && !isDigit(code);
    if (OPEN.has(word) || isWildcard || (at < rest.length && !isAllowed(rest, at))) return false;
    word = '';
  }
  return true;
}

/** Signs only before a letter, dots only beside one. */
function isAllowed(rest: string, at: number): boolean {
  const code = rest.charCodeAt(at);
  const next = rest.charCodeAt(at + 1);
  if (code === DOT) return !(isDigit(rest.charCodeAt(at - 1)) && isDigit(next));
  const character = rest.charAt(at);
  if (character === '-' || character === '+') return isLetter(next);
  return isDigit(code) || isNoise(code) || character === '(' || character === ')';
}
