import { DOT, endOfDigits, isDigit, trimNoise, withoutLeadingV, ZERO } from './characters.ts';
import { isSuffix } from './installed-suffix.ts';
import { compareDigits, keepingLatest, type Order, type Relation } from './order.ts';

/**
 * VERS type `intdot` (package-url/vers-spec, VERS types): integers separated by dots, leading zeros ignored, read up to the first character that is neither
 * digit nor dot. A part that is not there counts as 0.
 */
export const INTDOT: Order<Intdot> = {
  parse,
  parseInstalled: keepingLatest(parseInstalled),
  compare,
  relation,
};

interface Intdot {
  /** Digits without leading zeros; `''` is 0. */
  readonly parts: readonly string[];
  /** Where the order stops. */
  readonly rest: string;
}

/** Whether `text` is digits and single dots between them, and nothing else. */
export function isDotted(text: string): boolean {
  return parse(text)?.rest === '';
}

function parse(text: string): Intdot | null {
  const parts: string[] = [];
  let at = 0;
  while (isDigit(text.charCodeAt(at))) {
    const end = endOfDigits(text, at);
    while (at < end && text.charCodeAt(at) === ZERO) at++;
    parts.push(text.slice(at, end));
    at = end;
    if (text.charCodeAt(at) !== DOT || !isDigit(text.charCodeAt(at + 1))) break;
    at++;
  }
  return parts.length === 0 ? null : { parts, rest: text.slice(at) };
}

/** What stands behind the numbers must belong to them: `1.7b2`, `1.7-rc`, `1.7 (RUO)`; not `1.x.3`, `1,5`, `1.7 or later`. */
function parseInstalled(text: string): Intdot | null {
  const key = parse(withoutLeadingV(trimNoise(text)));
  return key === null || key.rest === '' || isSuffix(key.rest) ? key : null;
}

function compare(a: Intdot, b: Intdot): number {
  const length = Math.max(a.parts.length, b.parts.length);
  for (let i = 0; i < length; i++) {
    const order = compareDigits(a.parts[i] ?? '', b.parts[i] ?? '');
    if (order !== 0) return order;
  }
  return 0;
}

function relation(a: Intdot, b: Intdot): Relation {
  // What stands behind the numbers may mean "before" (1.8.0-rc1), however many of them are zero.
  if (a.rest !== b.rest && compare(a, b) === 0) return 'unordered';
  const shared = Math.min(a.parts.length, b.parts.length);
  for (let i = 0; i < shared; i++) if (a.parts[i] !== b.parts[i]) return 'apart';
  if (a.parts.length !== b.parts.length) return a.parts.length < b.parts.length ? 'shorter' : 'longer';
  return 'same';
}
