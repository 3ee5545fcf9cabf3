import { trimNoise } from './characters.ts';
import type { Order, Relation } from './order.ts';

/** VERS type `lexicographic`: the bytes of UTF-8 as unsigned numbers, nothing normalised. */
export const LEXICOGRAPHIC: Order<Buffer> = {
  parse: text => (text === '' ? null : Buffer.from(text)),
  parseInstalled: text => LEXICOGRAPHIC.parse(trimNoise(text)),
  compare: (a, b) => Buffer.compare(a, b),
  relation,
};

function relation(a: Buffer, b: Buffer): Relation {
  if (a.equals(b)) return 'same';
  if (b.subarray(0, a.length).equals(a)) return 'shorter';
  return a.subarray(0, b.length).equals(b) ? 'longer' : 'apart';
}
