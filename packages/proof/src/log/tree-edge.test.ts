import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  auditPath,
  consistencyPath,
  damaged,
  isOurs,
  leavesOf,
  StoredLog,
  sha256,
  treeHash,
} from '../../test/log-example.ts';
import type { Bytes } from '../bytes.ts';
import { EMPTY_ROOT, leafHash } from './hash.ts';
import { inclusionRoot, verifyConsistency, verifyInclusion } from './merkle-proof.ts';
import { consistencyProof, inclusionProof, rootOf } from './stored-tree.ts';
import { parseTilePath } from './tile-path.ts';
import { TreeEdge } from './tree-edge.ts';

/** More than 256^2, so that there are tiles of three levels. */
const SIZE = 66_000;
const LEAVES = leavesOf(SIZE);
const LOG = new StoredLog();
for (let at = 0; at < SIZE; at += 64) LOG.append(LEAVES.slice(at, at + 64));

test('the root follows each entry, as the recursion of RFC 6962 gives it', () => {
  const edge = new TreeEdge(sha256);
  assert.deepEqual(edge.root(), EMPTY_ROOT);
  for (const [at, leaf] of LEAVES.slice(0, 600).entries()) {
    edge.append(leaf);
    assert.deepEqual(edge.root(), treeHash(LEAVES.slice(0, at + 1)), `${at + 1} entries`);
  }
});

test('tiles hold the hashes that C2SP tlog-tiles gives them', () => {
  const tile = (path: string) => LOG.files.get(path) ?? new Uint8Array();
  const concat = (hashes: readonly Bytes[]) => Uint8Array.from(hashes.flatMap(hash => [...hash]));
  const fulls = (count: number) =>
    Array.from({ length: count }, (_, at) => treeHash(LEAVES.slice(at * 256, at * 256 + 256)));
  assert.deepEqual(tile('tile/0/001'), concat(LEAVES.slice(256, 512)));
  assert.deepEqual(tile('tile/0/257.p/208'), concat(LEAVES.slice(257 * 256)));
  assert.deepEqual(tile('tile/1/000'), concat(fulls(256)));
  assert.deepEqual(tile('tile/1/001.p/1'), concat(fulls(257).slice(256)));
  assert.deepEqual(tile('tile/2/000.p/1'), treeHash(LEAVES.slice(0, 65_536)));
});

test('a batch writes only tiles that it changed, whatever the batches were the tree is the same', () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(sizes, sizes => {
      const log = new StoredLog();
      let size = 0;
      for (const count of sizes) {
        const tiles = log.append(LEAVES.slice(size, size + count));
        const whole = Math.floor((size + count) / 256) - Math.floor(size / 256);
        assert.equal(tiles.filter(({ path }) => /^tile\/0\/[0-9]{3}$/.test(path)).length, whole);
        assert.equal(new Set(tiles.map(({ path }) => path)).size, tiles.length);
        size += count;
      }
      assert.deepEqual(log.edge.root(), treeHash(LEAVES.slice(0, size)));
      assert.equal(log.edge.size, size);
      assert.deepEqual([...log.edge.takeFullTiles(), ...log.edge.takePartialTiles()], []);
    }),
    { numRuns: 20 },
  );
});

test('an edge that was loaded from stored tiles goes on as the one that wrote them', async () => {
  const sizes = [0, 1, 2, 255, 256, 257, 511, 512, 600, 65_535, 65_536, 65_537, SIZE - 1];
  for (const size of sizes) {
    const log = new StoredLog();
    log.append(LEAVES.slice(0, size));
    const loaded = await TreeEdge.load(sha256, log.read, size);
    assert.deepEqual(loaded.root(), log.edge.root(), `${size} entries`);
    const rest = LEAVES.slice(size, size + 300);
    const written = log.append(rest);
    for (const leaf of rest) loaded.append(leaf);
    assert.deepEqual([...loaded.takeFullTiles(), ...loaded.takePartialTiles()], written);
    assert.deepEqual(loaded.root(), log.edge.root());
  }
});

test('a copy goes its own way', () => {
  const edge = new TreeEdge(sha256);
  for (const leaf of LEAVES.slice(0, 300)) edge.append(leaf);
  const root = edge.root();
  const copy = edge.copy();
  for (const leaf of LEAVES.slice(300, 700)) copy.append(leaf);
  assert.deepEqual([edge.size, edge.root()], [300, root]);
  const tiles = [...edge.takeFullTiles(), ...edge.takePartialTiles()];
  const other = new StoredLog();
  assert.deepEqual(tiles, other.append(LEAVES.slice(0, 300)));
  assert.deepEqual(copy.takeFullTiles().slice(0, 1), tiles.slice(0, 1));
  assert.deepEqual(copy.root(), treeHash(LEAVES.slice(0, 700)));
});

test('proofs from tiles are those of the recursion of RFC 6962', async () => {
  const log = new StoredLog();
  for (const size of [1, 2, 3, 255, 256, 257, 300]) {
    const leaves = LEAVES.slice(0, size);
    log.append(LEAVES.slice(log.edge.size, size));
    assert.deepEqual(await rootOf(sha256, log.read, size), treeHash(leaves));
    for (let at = 0; at < size; at += 7) {
      assert.deepEqual(await inclusionProof(sha256, log.read, at, size), auditPath(at, leaves));
      const proof = await consistencyProof(sha256, log.read, at, size);
      assert.deepEqual(proof, at === 0 ? [] : consistencyPath(at, leaves));
    }
  }
});

test('proofs in a large tree verify, for its size and for every size before, by full tiles where partial ones are gone', async () => {
  const pairs = fc.tuple(fc.nat(SIZE - 1), fc.nat(SIZE - 1)).map(pair => pair.sort((a, b) => a - b));
  await fc.assert(
    fc.asyncProperty(pairs, async ([index = 0, last = 0]) => {
      const size = last - (last % 64) + 64 > SIZE ? SIZE : last - (last % 64) + 64;
      const [leaf, root] = [LEAVES[index] ?? EMPTY_ROOT, await rootOf(sha256, LOG.read, size)];
      const proof = await inclusionProof(sha256, LOG.read, index, size);
      assert.ok(verifyInclusion(sha256, { index, size, leaf, root, proof }));
      const newRoot = LOG.edge.root();
      const between = await consistencyProof(sha256, LOG.read, size, SIZE);
      const consistency = { oldSize: size, newSize: SIZE, oldRoot: root, newRoot, proof: between };
      assert.ok(verifyConsistency(sha256, consistency));
    }),
    { numRuns: 40 },
  );
  const gone = new Map([...LOG.files].filter(([path]) => path !== 'tile/0/100.p/64'));
  assert.equal(gone.size, LOG.files.size - 1);
  const size = 100 * 256 + 64;
  assert.deepEqual(
    await rootOf(sha256, async path => gone.get(path), size),
    await rootOf(sha256, LOG.read, size),
  );
});

test('a proof in the largest tree that can be counted verifies', async () => {
  const size = 2 ** 53 - 1;
  const read = async (path: string) => new Uint8Array(32 * (parseTilePath(path)?.width ?? 0));
  const [leaf, root] = [new Uint8Array(32), await rootOf(sha256, read, size)];
  for (const index of [0, 2 ** 52 - 1, 2 ** 52, size - 1]) {
    const proof = await inclusionProof(sha256, read, index, size);
    assert.equal(proof.length, index === size - 1 ? 52 : 53);
    const computed = inclusionRoot(sha256, index, size, leaf, proof);
    assert.notEqual(computed, undefined);
  }
  assert.deepEqual((await TreeEdge.load(sha256, read, size)).root(), root);
});

test('sizes and indexes that are none are refused, without reading', async () => {
  const read = () => assert.fail('read');
  const invalid = { code: 'LOG_PROOF_INVALID' };
  for (const none of [-1, 0.5, Number.NaN, 2 ** 53, Number.POSITIVE_INFINITY]) {
    await assert.rejects(inclusionProof(sha256, read, none, 8), invalid);
    await assert.rejects(inclusionProof(sha256, read, 0, none), invalid);
    await assert.rejects(consistencyProof(sha256, read, none, 8), invalid);
    await assert.rejects(consistencyProof(sha256, read, 0, none), invalid);
    await assert.rejects(rootOf(sha256, read, none), invalid);
    await assert.rejects(TreeEdge.load(sha256, read, none), invalid);
  }
  await assert.rejects(inclusionProof(sha256, read, 8, 8), invalid);
  await assert.rejects(consistencyProof(sha256, read, 9, 8), invalid);
});

test('a tile that is missing or has another length is named', async () => {
  const without = (lost: string) => async (path: string) => (path === lost ? undefined : LOG.files.get(path));
  const path = 'tile/0/257.p/208';
  await assert.rejects(rootOf(sha256, without(path), SIZE), { code: 'LOG_UNREADABLE', path });
  await assert.rejects(TreeEdge.load(sha256, without(path), SIZE), { code: 'LOG_UNREADABLE', path });
  const cut = async (path: string) => LOG.files.get(path)?.subarray(1);
  await assert.rejects(rootOf(sha256, cut, SIZE), { code: 'TILE_MALFORMED' });
  await assert.rejects(TreeEdge.load(sha256, cut, SIZE), { code: 'TILE_MALFORMED' });
  // Where 2^53 entries are claimed, the first tile that is not there ends it.
  await assert.rejects(rootOf(sha256, LOG.read, 2 ** 53 - 1), { code: 'LOG_UNREADABLE' });
});

test('no damage to a tile gives a proof that verifies wrongly, or an error that is not ours', async () => {
  const size = 300;
  const log = new StoredLog();
  log.append(LEAVES.slice(0, size));
  const paths = fc.constantFrom(...log.files.keys());
  const cases = fc
    .tuple(fc.nat(size - 1), paths)
    .chain(([index, path]) =>
      fc.tuple(fc.constant(index), fc.constant(path), damaged(log.files.get(path) ?? new Uint8Array(1))),
    );
  const root = log.edge.root();
  await fc.assert(
    fc.asyncProperty(cases, async ([index, path, bytes]) => {
      const read = async (wanted: string) => (wanted === path ? bytes : log.files.get(wanted));
      try {
        const proof = await inclusionProof(sha256, read, index, size);
        const leaf = LEAVES[index] ?? EMPTY_ROOT;
        const right = auditPath(index, LEAVES.slice(0, size));
        const isRight = Buffer.concat(proof).equals(Buffer.concat(right));
        assert.equal(verifyInclusion(sha256, { index, size, leaf, root, proof }), isRight);
      } catch (error) {
        if (!isOurs(error)) throw error;
      }
    }),
    { numRuns: 60 },
  );
});

test('a hash function of a browser gives the same tree', async () => {
  const { softSha256 } = await import('./soft-sha256.ts');
  const entry = Buffer.from('entry');
  assert.deepEqual(leafHash(softSha256, entry), leafHash(sha256, entry));
  assert.deepEqual(await rootOf(softSha256, LOG.read, SIZE), LOG.edge.root());
});
