import assert from 'node:assert/strict';
import { test } from 'node:test';
import { logTestKey } from '../../test/log-example.ts';
import { utf8 } from '../bytes.ts';
import { openCheckpoint, signCheckpoint } from './checkpoint.ts';
import { verifyEd25519 } from './ed25519.ts';

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'));

test('the second test of RFC 8032, 7.1, verifies, and altered it does not', async () => {
  const key = bytes('3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c');
  const signature = bytes(
    '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
  );
  assert.equal(await verifyEd25519(key, bytes('72'), signature), true);
  assert.equal(await verifyEd25519(key, bytes('73'), signature), false);
  for (let at = 0; at < signature.length; at++) {
    assert.equal(await verifyEd25519(key, bytes('72'), signature.with(at, (signature[at] ?? 0) ^ 1)), false);
  }
});

test('a signature whose number is not below the order of the group is none, so that nobody can respell it', async () => {
  const { verifier, sign } = logTestKey('a.example');
  const signature = Uint8Array.from(await sign(utf8('text\n')));
  const order = 2n ** 252n + 27742317777372353535851937790883648493n;
  let number = BigInt(`0x${Buffer.from(signature.subarray(32)).reverse().toString('hex')}`) + order;
  for (let at = 32; at < 64; at++, number >>= 8n) signature[at] = Number(number & 255n);
  assert.equal(await verifyEd25519(verifier.publicKey, utf8('text\n'), signature), false);
});

test('what is no key or no signature by its length verifies nothing', async () => {
  const { verifier, sign } = logTestKey('a.example');
  const signature = Uint8Array.from(await sign(utf8('text\n')));
  assert.equal(await verifyEd25519(verifier.publicKey.slice(1), utf8('text\n'), signature), false);
  assert.equal(await verifyEd25519(verifier.publicKey, utf8('text\n'), signature.slice(1)), false);
});

test('a browser that knows no Ed25519 says so, and calls no signature wrong', async t => {
  const { verifier, sign } = logTestKey('a.example');
  const checkpoint = { origin: 'a.example', size: 1, root: new Uint8Array(32) };
  const file = await signCheckpoint(checkpoint, verifier, sign);
  t.mock.method(crypto.subtle, 'importKey', async () => {
    throw new DOMException('Unrecognized algorithm name', 'NotSupportedError');
  });
  await assert.rejects(openCheckpoint(file, verifier), { code: 'SIGNATURE_UNCHECKABLE' });
});
