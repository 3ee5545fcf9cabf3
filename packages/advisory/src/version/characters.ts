/** UTF-16 code units, so that scanning makes no strings. */
export const ZERO = 0x30;
const NINE = 0x39;
export const DOT = 0x2e;

export function isDigit(code: number): boolean {
  return code >= ZERO && code <= NINE;
}

export function isLetter(code: number): boolean {
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}

/** Blanks and underscores carry no sense in what publishers write as vls. NaN, which stands behind the end, is none. */
export function isNoise(code: number): boolean {
  return code === 0x20 || code === 0x5f || (code >= 0x09 && code <= 0x0d) || code === 0xa0;
}

/** The first place from `from` on that holds no digit. */
export function endOfDigits(text: string, from: number): number {
  let at = from;
  while (isDigit(text.charCodeAt(at))) at++;
  return at;
}

/** Without blanks and underscores at both ends. */
export function trimNoise(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isNoise(text.charCodeAt(start))) start++;
  while (end > start && isNoise(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

/** Without the `V` that stands before a digit, and what lies between. */
export function withoutLeadingV(text: string): string {
  if ((text.charCodeAt(0) | 0x20) !== 0x76) return text;
  let at = 1;
  while (isNoise(text.charCodeAt(at))) at++;
  return isDigit(text.charCodeAt(at)) ? text.slice(at) : text;
}

/** The number after that of a run of digits, whatever its length. */
export function successor(digits: string): string {
  let at = digits.length - 1;
  while (digits[at] === '9') at--;
  const nines = digits.length - 1 - at;
  const head = at < 0 ? '1' : `${digits.slice(0, at)}${Number(digits[at]) + 1}`;
  return head + '0'.repeat(nines);
}
