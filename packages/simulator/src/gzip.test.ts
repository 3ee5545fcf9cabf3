import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { blockGzip, gzip } from './gzip.ts';

test('gzip gives back its content and names neither a time nor a system', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 5000 }), content => {
      const bytes = gzip(content);
      assert.deepEqual(new Uint8Array(gunzipSync(bytes)), content);
      assert.deepEqual([...bytes.subarray(0, 10)], [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);
    }),
    { numRuns: 50 },
  );
});

test('block gzip is cut into blocks whose virtual offsets find every byte again', () => {
  const content = Uint8Array.from({ length: 200_000 }, (_, at) => (at * 7919) % 251);
  const { bytes, virtualOffset } = blockGzip(content);
  assert.deepEqual(new Uint8Array(gunzipSync(bytes)), content);

  for (const place of [0, 4, 65_279, 65_280, 65_281, 130_560, 199_999]) {
    const offset = virtualOffset(place);
    const block = Number(offset >> 16n);
    const size = new DataView(bytes.buffer).getUint16(block + 16, true) + 1;
    const inBlock = gunzipSync(bytes.subarray(block, block + size));
    assert.equal(inBlock[Number(offset & 0xffffn)], content[place]);
  }
});

test('block gzip ends with the empty block of the SAM specification', () => {
  const end = Buffer.from(blockGzip(new Uint8Array(3)).bytes.slice(-28)).toString('hex');
  assert.equal(end, '1f8b08040000000000ff0600424302001b0003000000000000000000');
});

test('the compressed bytes are the same on every machine', () => {
  const content = Uint8Array.from({ length: 10_000 }, (_, at) => (at * at) % 61);
  const digest = createHash('sha256').update(gzip(content)).digest('hex');
  assert.equal(digest, 'a334fa25a1d87a1e21bc54b2e25382005d7bd7dbb0d6b962a18d4a498e13780c');
});
