import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  compareSpecial,
  readSpecial,
  type SpecialEntry,
  specialToJson,
  summarizeSpecial,
} from './special.ts';

const TARGET = 'ab'.repeat(32);
const link = (path: string, targetSha256 = TARGET): SpecialEntry => ({ kind: 'symlink', path, targetSha256 });
const folder = (path: string): SpecialEntry => ({ kind: 'folder', path });
const folders = (count: number) =>
  Array.from({ length: count }, (_, i) => folder(`Thumbnail_Images/C${i}.1`));

test('groups are read as they were written, names that are not UTF-8 included', async () => {
  const binary = fc.string({
    unit: fc.integer({ min: 1, max: 255 }).map(c => String.fromCharCode(c)),
    minLength: 1,
  });
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(binary), fc.uniqueArray(binary), async (links, fifos) => {
      const entries = [
        ...links.map(path => link(path)),
        ...fifos.map(path => ({ kind: 'fifo', path }) as const),
      ];
      const groups = await summarizeSpecial(entries);
      assert.deepEqual(readSpecial(specialToJson(groups), 'special'), groups);
    }),
  );
});

test('what was there before is no difference, whole or in part', async () => {
  const sealed = await summarizeSpecial([link('a'), link('b'), folder('c')]);
  assert.deepEqual(await compareSpecial(sealed, [folder('c'), link('b'), link('a')]), {
    differences: [],
    notCarried: 0,
  });
  assert.deepEqual(await compareSpecial(sealed, [link('b')]), { differences: [], notCarried: 2 });
  assert.deepEqual(await compareSpecial(sealed, []), { differences: [], notCarried: 3 });
});

test('a copy that leaves out all links of a run is no difference, however many empty folders it keeps', async () => {
  const sealed = await summarizeSpecial([...folders(500), link('latest')]);
  assert.ok((sealed[0]?.entries.length ?? 0) < 500);
  assert.deepEqual(await compareSpecial(sealed, folders(500)), { differences: [], notCarried: 1 });
});

test('what was not sealed, what points elsewhere and what became another kind is named', async () => {
  const sealed = await summarizeSpecial([link('a'), folder('b')]);
  const { differences } = await compareSpecial(sealed, [link('a', 'cd'.repeat(32)), link('b'), folder('x')]);
  assert.deepEqual(differences, [
    { kind: 'added', path: 'x', found: 'folder' },
    { kind: 'changed', path: 'a', found: 'symlink' },
    { kind: 'added', path: 'b', found: 'symlink' },
  ]);
});

test('of a kind too numerous to be listed, one more is found as well', async () => {
  const sealed = await summarizeSpecial(folders(500));
  const { differences } = await compareSpecial(sealed, [...folders(500), folder('x')]);
  assert.ok(differences.some(({ path }) => path === 'x'));
});
