import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { auditPath, consistencyPath, leavesOf, sha256, treeHash } from '../../test/log-example.ts';
import type { Bytes } from '../bytes.ts';
import { EMPTY_ROOT, leafHash, nodeHash } from './hash.ts';
import { inclusionRoot, verifyConsistency, verifyInclusion } from './merkle-proof.ts';

const bytes = (hex: string): Bytes => Uint8Array.from(Buffer.from(hex, 'hex'));

/**
 * Entries and roots of the trees of the first 1 to 8 of them: the reference data that the implementations of RFC 6962
 * have shared since Certificate Transparency's own merkle_tree_test.cc.
 */
const ENTRIES = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
];
const ROOTS = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
].map(bytes);
const rootOf = (size: number) => ROOTS[size - 1] ?? EMPTY_ROOT;
const leaf = (index: number) => leafHash(sha256, bytes(ENTRIES[index] ?? ''));

/** Proofs of the same data. */
const PATH_5_OF_8 = [
  'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
  'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
].map(bytes);
const PROOF_6_TO_8 = [
  '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
  'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
].map(bytes);
const PROOF_2_TO_5 = [
  '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
  'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
].map(bytes);

test('trees and proofs are those of Certificate Transparency', () => {
  assert.deepEqual(EMPTY_ROOT, sha256(new Uint8Array()));
  for (let size = 0; size <= 8; size++) {
    assert.deepEqual(treeHash(ENTRIES.slice(0, size).map((_, at) => leaf(at))), rootOf(size));
  }
  const inclusion = { index: 5, size: 8, leaf: leaf(5), root: rootOf(8), proof: PATH_5_OF_8 };
  assert.ok(verifyInclusion(sha256, inclusion));
  assert.ok(!verifyInclusion(sha256, { ...inclusion, index: 4 }));
  const six = { oldSize: 6, newSize: 8, oldRoot: rootOf(6), newRoot: rootOf(8), proof: PROOF_6_TO_8 };
  assert.ok(verifyConsistency(sha256, six));
  const two = { oldSize: 2, newSize: 5, oldRoot: rootOf(2), newRoot: rootOf(5), proof: PROOF_2_TO_5 };
  assert.ok(verifyConsistency(sha256, two));
});

test('every proof of every small tree verifies, and for no other index, size, leaf or root', () => {
  const most = 40;
  const leaves = leavesOf(most);
  const roots = leaves.map((_, at) => treeHash(leaves.slice(0, at + 1)));
  for (let size = 1; size <= most; size++) {
    for (let index = 0; index < size; index++) {
      const [leaf, root] = [leaves[index] ?? EMPTY_ROOT, roots[size - 1] ?? EMPTY_ROOT];
      const inclusion = { index, size, leaf, root, proof: auditPath(index, leaves.slice(0, size)) };
      assert.ok(verifyInclusion(sha256, inclusion), `${index} of ${size}`);
      for (let other = 0; other < size; other++) {
        if (other !== index) assert.ok(!verifyInclusion(sha256, { ...inclusion, index: other }));
      }
      assert.ok(!verifyInclusion(sha256, { ...inclusion, leaf: root, root: leaf }) || size === 1);
      assert.ok(!verifyInclusion(sha256, { ...inclusion, index: size }));
      assert.ok(!verifyInclusion(sha256, { ...inclusion, proof: [...inclusion.proof, leaf] }));
      if (size > 1) assert.ok(!verifyInclusion(sha256, { ...inclusion, proof: inclusion.proof.slice(1) }));
    }
  }
});

test('every consistency proof between small trees verifies, and for no other sizes or roots', () => {
  const most = 30;
  const leaves = leavesOf(most);
  const roots = leaves.map((_, at) => treeHash(leaves.slice(0, at + 1)));
  for (let newSize = 1; newSize <= most; newSize++) {
    for (let oldSize = 1; oldSize <= newSize; oldSize++) {
      const [oldRoot, newRoot] = [roots[oldSize - 1] ?? EMPTY_ROOT, roots[newSize - 1] ?? EMPTY_ROOT];
      const proof = consistencyPath(oldSize, leaves.slice(0, newSize));
      const consistency = { oldSize, newSize, oldRoot, newRoot, proof };
      assert.ok(verifyConsistency(sha256, consistency), `${oldSize} to ${newSize}`);
      assert.ok(!verifyConsistency(sha256, { ...consistency, proof: [...proof, oldRoot] }));
      if (oldSize === newSize) continue;
      assert.ok(!verifyConsistency(sha256, { ...consistency, oldRoot: newRoot }));
      assert.ok(!verifyConsistency(sha256, { ...consistency, newRoot: oldRoot }));
      assert.ok(!verifyConsistency(sha256, { ...consistency, proof: proof.slice(0, -1) }));
      assert.ok(!verifyConsistency(sha256, { ...consistency, proof: proof.slice(1) }));
      assert.ok(!verifyConsistency(sha256, { ...consistency, oldSize: newSize, newSize: oldSize }));
    }
  }
});

test('the empty tree is the beginning of each, and a tree of itself, by an empty proof only', () => {
  const [one, two] = [rootOf(1), rootOf(2)];
  const check = (oldSize: number, oldRoot: Bytes, newSize: number, newRoot: Bytes, proof: Bytes[] = []) =>
    verifyConsistency(sha256, { oldSize, newSize, oldRoot, newRoot, proof });
  assert.ok(check(0, EMPTY_ROOT, 2, two));
  assert.ok(check(0, EMPTY_ROOT, 0, EMPTY_ROOT));
  assert.ok(check(2, two, 2, two));
  assert.ok(!check(0, one, 2, two));
  assert.ok(!check(0, EMPTY_ROOT, 2, two, [one]));
  assert.ok(!check(2, one, 2, two));
  assert.ok(!check(2, two, 2, two, [one]));
  assert.ok(!check(1, one, 2, two));
});

test('a node is never taken for an entry: an inner hash has no proof as a leaf', () => {
  const [left, right] = [nodeHash(sha256, leaf(0), leaf(1)), nodeHash(sha256, leaf(2), leaf(3))];
  assert.deepEqual(nodeHash(sha256, left, right), rootOf(4));
  const forged = leafHash(sha256, Uint8Array.from([...leaf(0), ...leaf(1)]));
  assert.ok(!verifyInclusion(sha256, { index: 0, size: 2, leaf: forged, root: rootOf(4), proof: [right] }));
});

test('sizes and indexes that no number holds exactly prove nothing, those just below are computed', () => {
  const [a, b] = [leaf(0), leaf(1)];
  for (const [index, size] of [
    [-1, 1],
    [0, 0],
    [0.5, 1],
    [0, 1.5],
    [0, 2 ** 53],
    [2 ** 53, 2 ** 53 + 2],
    [0, Number.NaN],
    [Number.NaN, 1],
    [0, Number.POSITIVE_INFINITY],
  ] as const) {
    assert.equal(inclusionRoot(sha256, index, size, a, []), undefined, `${index} of ${size}`);
    const consistency = { oldSize: index, newSize: size, oldRoot: a, newRoot: a, proof: [] };
    assert.ok(!verifyConsistency(sha256, consistency), `${index} to ${size}`);
  }
  // The last leaf of a tree of 2^52 + 1 has one neighbour, a node 52 levels high; the first has 53.
  assert.deepEqual(inclusionRoot(sha256, 2 ** 52, 2 ** 52 + 1, a, [b]), nodeHash(sha256, b, a));
  const path = Array<Bytes>(53).fill(b);
  assert.notEqual(inclusionRoot(sha256, 0, 2 ** 52 + 1, a, path), undefined);
  assert.equal(inclusionRoot(sha256, 0, 2 ** 52 + 1, a, path.slice(1)), undefined);
  assert.notEqual(inclusionRoot(sha256, 2 ** 53 - 2, 2 ** 53 - 1, a, Array<Bytes>(52).fill(b)), undefined);
});

test('hashes of another length, and more of them than any tree is high, prove nothing', () => {
  const inclusion = { index: 5, size: 8, leaf: leaf(5), root: rootOf(8), proof: PATH_5_OF_8 };
  const long = (hash: Bytes) => Uint8Array.from([...hash, 0]);
  for (const proof of [PATH_5_OF_8.map(long), PATH_5_OF_8.map(hash => hash.subarray(1))]) {
    assert.ok(!verifyInclusion(sha256, { ...inclusion, proof }));
    const sizes = { oldSize: 6, newSize: 8, oldRoot: rootOf(6), newRoot: rootOf(8) };
    assert.ok(!verifyConsistency(sha256, { ...sizes, proof }));
  }
  assert.ok(!verifyInclusion(sha256, { ...inclusion, leaf: leaf(5).subarray(1) }));
  const endless = Array<Bytes>(1_000_000).fill(leaf(0));
  assert.ok(!verifyInclusion(sha256, { ...inclusion, proof: endless }));
});

test('a proof of a higher or lower tree proves nothing, though its hashes lead to the roots', () => {
  const [a, b] = [leaf(0), leaf(1)];
  assert.equal(inclusionRoot(sha256, 0, 1, a, [b]), undefined);
  assert.equal(inclusionRoot(sha256, 1, 2, a, [b, b]), undefined);
  assert.equal(inclusionRoot(sha256, 0, 3, a, [b]), undefined);
  const proof = [leaf(2), leaf(3), rootOf(2)];
  const sizes = { oldSize: 3, newSize: 4, oldRoot: rootOf(3), newRoot: rootOf(4), proof };
  assert.ok(verifyConsistency(sha256, sizes));
  assert.ok(!verifyConsistency(sha256, { ...sizes, newSize: 8 }));
  const [oldRoot, newRoot] = [nodeHash(sha256, b, rootOf(3)), nodeHash(sha256, b, rootOf(4))];
  assert.ok(!verifyConsistency(sha256, { ...sizes, oldRoot, newRoot, proof: [...proof, b] }));
});

test('no altered proof verifies', () => {
  const leaves = leavesOf(300);
  const root = treeHash(leaves);
  const oldRoot = treeHash(leaves.slice(0, 77));
  fc.assert(
    fc.property(
      fc.nat(299),
      fc.nat(8),
      fc.nat(31),
      fc.integer({ min: 1, max: 255 }),
      (index, at, byte, by) => {
        const flip = (proof: Bytes[]) =>
          proof.map((hash, n) => (n === at % proof.length ? hash.with(byte, (hash[byte] ?? 0) ^ by) : hash));
        const proof = flip(auditPath(index, leaves));
        const leaf = leaves[index] ?? EMPTY_ROOT;
        assert.ok(!verifyInclusion(sha256, { index, size: 300, leaf, root, proof }));
        const between = flip(consistencyPath(77, leaves));
        assert.ok(
          !verifyConsistency(sha256, { oldSize: 77, newSize: 300, oldRoot, newRoot: root, proof: between }),
        );
      },
    ),
    { numRuns: 50 },
  );
});
