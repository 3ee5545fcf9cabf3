import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { derFromRaw, rawFromDer } from './der.ts';

/** Often with leading zeros or a first bit that would read as a sign. */
const number = fc
  .tuple(fc.nat(31), fc.uint8Array({ minLength: 32, maxLength: 32 }))
  .map(([zeros, bytes]) => Uint8Array.from(bytes, (byte, at) => (at < zeros ? 0 : byte)));
const raw = fc.tuple(number, number).map(([r, s]) => Uint8Array.of(...r, ...s));

test('a signature survives the way to DER and back', () => {
  fc.assert(fc.property(raw, one => assert.deepEqual(rawFromDer(derFromRaw(one)), one)));
});

test('DER with any bytes changed, added or cut off is refused, or is the one spelling of what was read', () => {
  fc.assert(
    fc.property(raw, fc.nat(80), fc.nat(255), fc.integer({ min: -8, max: 8 }), (one, at, value, longer) => {
      const der = derFromRaw(one);
      const changed = new Uint8Array(Math.max(0, der.length + longer));
      changed.set(der.subarray(0, changed.length));
      if (at < changed.length) changed[at] = value;
      const read = rawFromDer(changed);
      if (read !== undefined) assert.deepEqual(derFromRaw(read), changed);
    }),
    { numRuns: 1000 },
  );
});

test('an INTEGER with a needless zero in front, or without a needed one, is refused', () => {
  assert.notEqual(rawFromDer(Uint8Array.of(0x30, 6, 2, 1, 1, 2, 1, 1)), undefined);
  assert.equal(rawFromDer(Uint8Array.of(0x30, 7, 2, 2, 0, 1, 2, 1, 1)), undefined);
  assert.equal(rawFromDer(Uint8Array.of(0x30, 6, 2, 1, 0x80, 2, 1, 1)), undefined);
  assert.equal(rawFromDer(Uint8Array.of(0x30, 0x81, 6, 2, 1, 1, 2, 1, 1)), undefined);
});
