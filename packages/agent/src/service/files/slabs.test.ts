import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Piece, Slabs } from './slabs.ts';

const bytesOf = ({ slab, at, length }: Piece) => new Uint8Array(slab.bytes, at, length);

test('pieces are apart from each other, small and large, and begin where any number may', () => {
  const slabs = new Slabs();
  const pieces = [1, 7, 3_000_000, 500_000, 600_000, 0, 64].map(length => slabs.take(length));
  for (const [at, piece] of pieces.entries()) {
    assert.equal(piece.at % 8, 0);
    assert.ok(bytesOf(piece).every(byte => byte === 0));
    bytesOf(piece).fill(at + 1);
  }
  for (const [at, piece] of pieces.entries()) assert.ok(bytesOf(piece).every(byte => byte === at + 1));
});

test('the system has the memory back when the pieces are let go of, without a collection of garbage', () => {
  const slabs = new Slabs();
  const before = process.memoryUsage.rss();
  const pieces = Array.from({ length: 16_000 }, () => slabs.take(4000));
  for (const piece of pieces) bytesOf(piece).fill(1);
  const full = process.memoryUsage.rss();
  for (const piece of pieces) slabs.letGo(piece);
  const after = process.memoryUsage.rss();
  assert.ok(full - before > 60e6, `64 MB took ${full - before}`);
  assert.ok(full - after > 60e6, `of ${full - before} it gave ${full - after} back`);
});

test('a slab that was let go of is used again', () => {
  const slabs = new Slabs();
  const first = slabs.take(100);
  slabs.letGo(first);
  const second = slabs.take(8);
  bytesOf(second).fill(1);
  assert.deepEqual([second.slab === first.slab, second.at, bytesOf(second).length], [true, 0, 8]);
});
