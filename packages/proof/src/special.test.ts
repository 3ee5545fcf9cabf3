import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sha256Hex } from './digest.ts';
import { ShapeError } from './shape.ts';
import { compareSpecial, readSpecial, type SpecialEntry, summarizeSpecial } from './special.ts';

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
      assert.deepEqual(readSpecial(JSON.parse(JSON.stringify(groups)), 'special'), groups);
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
  assert.equal(sealed[0]?.entries.length, 128);
  assert.deepEqual(await compareSpecial(sealed, folders(500)), { differences: [], notCarried: 1 });
});

test('what was not sealed, what points elsewhere and what became another kind is named', async () => {
  const sealed = await summarizeSpecial([link('a'), folder('b')]);
  const { differences } = await compareSpecial(sealed, [link('a', 'cd'.repeat(32)), link('b'), folder('x')]);
  assert.deepEqual(differences, [
    { kind: 'added', path: 'x', found: 'folder' },
    { kind: 'added', path: 'a', found: 'symlink' },
    { kind: 'added', path: 'b', found: 'symlink' },
  ]);
});

test('of a kind too numerous to be listed, one more is found as well', async () => {
  const sealed = await summarizeSpecial(folders(500));
  const { differences, notCarried } = await compareSpecial(sealed, [...folders(500), folder('x')]);
  assert.ok(differences.some(({ path }) => path === 'x'));
  assert.deepEqual([differences.length, notCarried], [500 + 1 - 128, 500 - 128]);
});

test('what an earlier statement knew is no difference, one by one or all of a kind, and is not missed', async () => {
  const [earlier, now] = [
    await summarizeSpecial([link('a'), link('b')]),
    await summarizeSpecial([link('c')]),
  ];
  assert.deepEqual(await compareSpecial(now, [link('a')], [earlier]), { differences: [], notCarried: 1 });
  assert.deepEqual(await compareSpecial(now, [link('a'), link('c')], [earlier]), {
    differences: [],
    notCarried: 0,
  });
  const many = await summarizeSpecial(folders(500));
  assert.deepEqual((await compareSpecial([], folders(500), [many])).differences, []);
  assert.deepEqual((await compareSpecial(now, [link('d')], [earlier, many])).differences, [
    { kind: 'added', path: 'd', found: 'symlink' },
  ]);
});

test('an entry stands in a group as half the digest of its line, in the order of the digests', async () => {
  const lines = [`symlink ${TARGET}  a\\nb\n`, `symlink ${TARGET}  c\n`, `symlink ${TARGET}  \xff\n`];
  const whole = await sha256Hex(Buffer.from(lines.join(''), 'latin1'));
  const each = await Promise.all(lines.map(line => sha256Hex(Buffer.from(line, 'latin1'))));
  assert.deepEqual(await summarizeSpecial([link('\xff'), link('c'), link('a\nb')]), [
    { kind: 'symlink', count: 3, sha256: whole, entries: each.map(digest => digest.slice(0, 32)).sort() },
  ]);
});

test('of what was quarantined nothing is missed', async () => {
  const sealed = await summarizeSpecial([{ kind: 'quarantined', path: 'Custody' }]);
  assert.deepEqual(await compareSpecial(sealed, []), { differences: [], notCarried: 0 });
});

test('a group of other entries than it must have is refused', async () => {
  const [group] = await summarizeSpecial([folder('a'), folder('b')]);
  assert.ok(group !== undefined);
  const [first = '', second = ''] = group.entries;
  const wrong: Record<string, unknown>[] = [
    { ...group, count: 0, entries: [] },
    { ...group, count: 3 },
    { ...group, entries: [first] },
    { ...group, entries: [second, first] },
    { ...group, entries: [first, first] },
    { ...group, entries: [first, second.toUpperCase().padEnd(33, '0')] },
    { ...group, entries: [{ path: 'a' }, { path: 'b' }] },
    { ...group, path: 'a' },
  ];
  for (const one of wrong) assert.throws(() => readSpecial([one], 'special'), ShapeError);
});
