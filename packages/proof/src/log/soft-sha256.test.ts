import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { sha256 } from '../digest.ts';
import { paddingAfter, SoftSha256, softSha256 } from './soft-sha256.ts';

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

test('the padding ends with the length in bits, also where that no longer has 32, and fills a block', () => {
  const length = fc.oneof(fc.nat(300), fc.nat(Number.MAX_SAFE_INTEGER));
  fc.assert(
    fc.property(length, length => {
      const padding = paddingAfter(length);
      const bits = new DataView(padding.buffer).getBigUint64(padding.length - 8);
      assert.equal(bits, 8n * BigInt(length));
      assert.deepEqual([...padding.subarray(0, -8)], [0x80, ...Array<number>(padding.length - 9).fill(0)]);
      assert.equal((BigInt(length) + BigInt(padding.length)) % 64n, 0n);
      assert.ok(padding.length <= 72);
    }),
  );
});
