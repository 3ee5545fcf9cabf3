/** A source of uniformly distributed unsigned 32-bit numbers. */
export type Random = () => number;

/**
 * A generator for one purpose: the same seed and key give the same numbers, whatever else was drawn before.
 * So a tile's calls in one cycle can be made alone, lazily and in any order.
 *
 * The key is hashed by FNV-1a and spread by the finisher of MurmurHash3; the numbers come from sfc32
 * (public domain, C. Doty-Humphrey). Nothing here is fit for cryptography.
 */
export function keyedRandom(seed: number, ...key: readonly (string | number)[]): Random {
  let hash = 0x811c9dc5 ^ seed;
  for (const char of key.join('/')) hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193);

  let a = mixed(hash);
  let b = mixed(a ^ seed);
  let c = mixed(b + 0x9e3779b9);
  let counter = 1;
  const next = (): number => {
    const result = (a + b + counter) >>> 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + result;
    return result;
  };
  for (let round = 0; round < 12; round++) next();
  return next;
}

function mixed(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** `length` decimal digits, the first of them not 0. */
export function digits(random: Random, length: number): string {
  let text = String(1 + (random() % 9));
  while (text.length < length) text += String(random() % 10);
  return text;
}

/** `length` letters and digits as flow cells carry them: no vowels, so that no word comes about. */
export function letters(random: Random, length: number): string {
  const alphabet = 'BCDFGHJKLMNPQRSTVWXYZ23456789';
  let text = '';
  while (text.length < length) text += alphabet.charAt(random() % alphabet.length);
  return text;
}
