import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { sha256 } from '../digest.ts';
import { SoftSha256, softSha256 } from './soft-sha256.ts';

test('the software SHA-256 is that of WebCrypto, at every length around the blocks', async () => {
  for (let length = 0; length <= 260; length++) {
    const bytes = Uint8Array.from({ length }, (_, at) => (at * 31 + length) % 256);
    assert.deepEqual(softSha256(bytes), await sha256(bytes), `${length} bytes`);
  }
});

test('it is the same in whatever pieces the bytes come', () => {
  const pieces = fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 8 });
  fc.assert(
    fc.property(pieces, pieces => {
      const soft = new SoftSha256();
      const known = createHash('sha256');
      for (const piece of pieces) {
        soft.update(piece);
        known.update(piece);
      }
      assert.deepEqual(soft.digest(), new Uint8Array(known.digest()));
    }),
  );
});

test('the length in bits is right where it no longer has 32', () => {
  const megabyte = new Uint8Array(1024 * 1024);
  const soft = new SoftSha256();
  for (let at = 0; at < 513; at++) soft.update(at === 0 ? megabyte.subarray(1) : megabyte);
  const known = createHash('sha256');
  for (let at = 0; at < 513; at++) known.update(at === 0 ? megabyte.subarray(1) : megabyte);
  assert.deepEqual(soft.digest(), new Uint8Array(known.digest()));
});
