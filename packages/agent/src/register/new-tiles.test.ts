import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { test } from 'node:test';
import { encodeEntries, type Hash, leafHash, TreeEdge } from '@seqwarden/proof/log';
import fc from 'fast-check';
import { newTiles } from './new-tiles.ts';

const sha256: Hash = bytes => new Uint8Array(hash('sha256', bytes, 'buffer'));

test('the new files of a tree are those that it has and the smaller one had not', () => {
  assert.deepEqual([...newTiles(0, 0)], []);
  assert.deepEqual([...newTiles(0, 1)], ['tile/0/000.p/1', 'tile/entries/000.p/1']);
  assert.deepEqual([...newTiles(1, 1)], []);
  assert.deepEqual([...newTiles(5, 256)], ['tile/0/000', 'tile/entries/000', 'tile/1/000.p/1']);
  assert.deepEqual([...newTiles(256, 257)], ['tile/0/001.p/1', 'tile/entries/001.p/1']);
  assert.equal([...newTiles(0, 70_000)].length, 274 * 2 + 2 + 1);
});

test('together with what was there they are all that whoever appends one by one leaves at the end', () => {
  const edge = new TreeEdge(sha256);
  const made: string[][] = [[]];
  for (let size = 1; size <= 1100; size++) {
    edge.append(leafHash(sha256, encodeEntries([Buffer.from(String(size))])));
    made.push([...edge.takeFullTiles(), ...edge.takePartialTiles()].map(({ path }) => path));
  }
  fc.assert(
    fc.property(fc.nat(1100), fc.nat(1100), (one, other) => {
      const [old, now] = [Math.min(one, other), Math.max(one, other)];
      const hashes = [...newTiles(old, now)].filter(path => !path.includes('entries'));
      for (const path of hashes)
        assert.ok(
          made
            .slice(old + 1, now + 1)
            .flat()
            .includes(path),
          path,
        );
      const full = made
        .slice(old + 1, now + 1)
        .flat()
        .filter(path => !path.includes('.p/'));
      for (const path of full) assert.ok(hashes.includes(path), path);
    }),
    { numRuns: 50 },
  );
});
