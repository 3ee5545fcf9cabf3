import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { hashFile, hashInPieces } from './hash-file.ts';

const bytes = randomBytes(10_000);
const expected = createHash('sha256').update(bytes).digest();

describe('the hash of a given file', () => {
  it('is the same whole and in pieces of any length, and each byte is told once', async () => {
    const file = new Blob([bytes]);
    let told = 0;
    const hashing = {
      onBytes: (count: number) => {
        told += count;
      },
      signal: new AbortController().signal,
    };
    assert.deepEqual(Buffer.from(await hashFile(file, hashing)), expected);
    for (const length of [64, 4096, 9_999, 10_000, 20_000])
      assert.deepEqual(Buffer.from(await hashInPieces(file, hashing, length)), expected);
    assert.equal(told, 6 * bytes.length);
    const empty = Buffer.from(await hashInPieces(new Blob([]), hashing));
    assert.equal(empty.toString('hex'), createHash('sha256').digest('hex'));
  });

  it('ends when it is told to', async () => {
    const stopped = AbortSignal.abort(new Error('enough'));
    await assert.rejects(hashFile(new Blob([bytes]), { onBytes: () => {}, signal: stopped }), /enough/);
    await assert.rejects(hashInPieces(new Blob([bytes]), { onBytes: () => {}, signal: stopped }), /enough/);
  });
});
