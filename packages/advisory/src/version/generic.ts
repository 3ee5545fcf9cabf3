import { trimNoise } from './characters.ts';
import type { Order } from './order.ts';

/**
 * VERS type `generic`: "a comparison algorithm which will be specified later". Until then two versions are the same or nothing is known; `compare` is there
 * only to find duplicates, and must place nothing.
 */
export const GENERIC: Order<string> = {
  parse: text => (text === '' ? null : text),
  parseInstalled: text => GENERIC.parse(trimNoise(text)),
  compare: (a, b) => (a === b ? 0 : a < b ? -1 : 1),
  relation: (a, b) => (a === b ? 'same' : 'unordered'),
};
