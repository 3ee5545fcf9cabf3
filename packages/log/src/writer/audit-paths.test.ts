import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EMPTY_ROOT, inclusionProof, leafHash, TreeEdge, verifyInclusion } from '@seqwarden/proof/log';
import fc from 'fast-check';
import { sha256 } from '../hash.ts';
import { AuditPaths } from './audit-paths.ts';
import { loadRightEdge, type RightEdge } from './right-edge.ts';
import { type NewEntry, sequence } from './sequence.ts';

const ORIGIN = 'example.com/log';
const EMPTY: RightEdge = {
  checkpoint: { origin: ORIGIN, size: 0, root: EMPTY_ROOT },
  edge: new TreeEdge(sha256),
  entries: [],
  partial: new Map(),
};

function added(from: number, count: number): NewEntry[] {
  return Array.from({ length: count }, (_, at) => {
    const entry = new TextEncoder().encode(`entry ${from + at}`);
    return { entry, leaf: leafHash(sha256, entry) };
  });
}

test('whatever the batches, each new entry is proven by the files of its batch and the right edge alone', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 600 }), { minLength: 1, maxLength: 4 }), counts => {
      let right = EMPTY;
      for (const count of counts) {
        const batch = added(right.checkpoint.size, count);
        const { next, files } = sequence(right, batch);
        const { size, root } = next.checkpoint;
        const tiles = new Map([...next.partial, ...files.map(({ path, bytes }) => [path, bytes] as const)]);
        const paths = new AuditPaths(size, tiles);
        for (const [at, { leaf }] of batch.entries()) {
          const index = size - count + at;
          assert.ok(
            verifyInclusion(sha256, { index, size, leaf, root, proof: paths.of(index) }),
            `${index} of ${size}`,
          );
        }
        right = next;
      }
    }),
    { numRuns: 15 },
  );
});

test('a tree that was written batch by batch has the tiles of one that was written at once, and its edge can be loaded', async () => {
  const sizes = [1, 254, 1, 1, 256, 255, 512, 300];
  const tree = new Map<string, Uint8Array<ArrayBuffer>>();
  let right = EMPTY;
  for (const count of sizes) {
    const { next, files, superseded } = sequence(right, added(right.checkpoint.size, count));
    for (const path of superseded) assert.ok(tree.delete(path), path);
    for (const { path, bytes } of files) tree.set(path, bytes);
    right = next;
    const kept = Array.from(next.partial, ([path, bytes]) => ({ path, bytes }));
    const loaded = await loadRightEdge(next.checkpoint, kept);
    assert.deepEqual([loaded.entries, loaded.partial], [next.entries, next.partial]);
    const read = async (path: string) => tree.get(path);
    for (const index of [0, Math.floor(next.checkpoint.size / 2), next.checkpoint.size - 1]) {
      const proof = await inclusionProof(sha256, read, index, next.checkpoint.size);
      const leaf = leafHash(sha256, new TextEncoder().encode(`entry ${index}`));
      assert.ok(verifyInclusion(sha256, { index, ...next.checkpoint, leaf, proof }));
    }
  }
  const atOnce = sequence(EMPTY, added(0, right.checkpoint.size));
  const sorted = (files: Iterable<readonly [string, Uint8Array]>) =>
    new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
  assert.deepEqual(sorted(tree), sorted(atOnce.files.map(({ path, bytes }) => [path, bytes] as const)));
});
