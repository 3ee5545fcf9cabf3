import assert from 'node:assert/strict';
import { generateKeyPairSync, sign } from 'node:crypto';
import { test } from 'node:test';
import { newKey } from '../../../proof/test/sealed-example.ts';
import { KeptVerifier } from '../../src/reading/kept-verifier.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
const MESSAGE = utf8('a message');

test('a signature is one of its message by its key, and of nothing else, however often it is asked', async () => {
  const [key, other] = [newKey(), newKey()];
  const raw = new Uint8Array(await key.sign(MESSAGE));
  const altered = raw.with(40, (raw[40] ?? 0) ^ 1);
  const verifier = new KeptVerifier();
  for (let time = 0; time < 2; time++) {
    assert.equal(await verifier.verify(key, MESSAGE, raw), true);
    assert.equal(await verifier.verify(key, utf8('another'), raw), false);
    assert.equal(await verifier.verify(key, MESSAGE, altered), false);
    assert.equal(await verifier.verify(key, MESSAGE, raw.subarray(1)), false);
    assert.equal(await verifier.verify(other, MESSAGE, raw), false);
  }
});

test('nothing is a signature by what is no key of P-256: a point beside the curve, another curve, other bytes', async () => {
  const { spki, keyid } = newKey();
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'secp256k1' });
  const raw = new Uint8Array(sign('sha256', MESSAGE, { key: privateKey, dsaEncoding: 'ieee-p1363' }));
  const none = [
    spki.with(-1, (spki.at(-1) ?? 0) ^ 1),
    new Uint8Array(publicKey.export({ type: 'spki', format: 'der' })),
    new Uint8Array(91),
  ];
  for (const bytes of none)
    assert.equal(await new KeptVerifier().verify({ keyid, spki: bytes }, MESSAGE, raw), false);
});
