import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newKey } from '../test/sealed-example.ts';
import { utf8 } from './bytes.ts';
import { canonicalRaw, isCanonicalRaw, pointFromSpki, spkiFromPoint, verifyRaw } from './ecdsa.ts';

const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** (r, n − s): the other signature that ECDSA accepts for the same message. */
function twin(raw: Uint8Array): Uint8Array<ArrayBuffer> {
  const s = BigInt(`0x${Buffer.from(raw.subarray(32)).toString('hex')}`);
  return Uint8Array.of(
    ...raw.subarray(0, 32),
    ...Buffer.from((ORDER - s).toString(16).padStart(64, '0'), 'hex'),
  );
}

test('of the two signatures that ECDSA accepts, one is canonical, and only that one verifies', async () => {
  const key = newKey();
  const message = utf8('a message');
  const raw = canonicalRaw(await key.sign(message));
  assert.equal(await verifyRaw(key.spki, message, raw), true);
  assert.equal(isCanonicalRaw(twin(raw)), false);
  assert.equal(await verifyRaw(key.spki, message, twin(raw)), false);
  assert.deepEqual(canonicalRaw(twin(raw)), raw);
});

test('another message and another key do not verify, and no key at all is no crash', async () => {
  const key = newKey();
  const message = utf8('a message');
  const raw = canonicalRaw(await key.sign(message));
  assert.equal(await verifyRaw(key.spki, utf8('another'), raw), false);
  assert.equal(await verifyRaw(newKey().spki, message, raw), false);
  assert.equal(await verifyRaw(new Uint8Array(91), message, raw), false);
});

test('numbers out of range, and signatures of another length, are refused', () => {
  const order = Buffer.from(ORDER.toString(16), 'hex');
  const one = Uint8Array.from({ length: 32 }, (_, at) => (at === 31 ? 1 : 0));
  assert.equal(isCanonicalRaw(Uint8Array.of(...one, ...one)), true);
  for (const [r, s] of [
    [new Uint8Array(32), one],
    [one, new Uint8Array(32)],
    [order, one],
    [one, order],
  ] as const) {
    assert.throws(() => canonicalRaw(Uint8Array.of(...r, ...s)), RangeError);
  }
  assert.throws(() => canonicalRaw(new Uint8Array(63)), RangeError);
});

test('only the uncompressed DER form of a P-256 key is taken', () => {
  const { spki } = newKey();
  const point = pointFromSpki(spki);
  assert.ok(point);
  assert.deepEqual(spkiFromPoint(point), spki);
  assert.equal(pointFromSpki(spki.subarray(0, 90)), undefined);
  assert.equal(pointFromSpki(Uint8Array.of(...spki, 0)), undefined);
  assert.equal(pointFromSpki(spki.with(20, 1)), undefined);
  assert.equal(pointFromSpki(spki.with(26, 2)), undefined);
});
