import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bytesOfBinary } from './bytes.ts';
import { type Join, joinManifest, type NotFile, type Observed } from './join.ts';
import { manifestLine } from './manifest.ts';
import { ManifestCursor } from './manifest-cursor.ts';

const DIGEST = '0123456789abcdef'.repeat(4);

function join(sealed: readonly string[], observed: Record<string, Observed['kind']>): Join[] {
  const lines = sealed.toSorted(byBytes).map(path => manifestLine(path, DIGEST));
  const there = Object.entries(observed)
    .map(([path, kind]) => ({ path, kind }))
    .sort((a, b) => byBytes(a.path, b.path));
  return [...joinManifest(new ManifestCursor(bytesOfBinary(lines.join(''))), there)];
}

const byBytes = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
const told = (joins: readonly Join[]) =>
  joins.map(one => `${one.kind} ${one.path}${'found' in one ? ` (${one.found})` : ''}`).sort();

test('what is there, missing, added and in place of a file is told apart', () => {
  const joins = join(['a', 'b', 'c', 'd/1'], {
    a: 'file',
    aa: 'file',
    c: 'symlink',
    'd/1': 'file',
    e: 'fifo',
  });
  assert.deepEqual(told(joins), [
    'added aa',
    'both a',
    'both d/1',
    'in place of a file c (symlink)',
    'missing b',
    'special e (fifo)',
  ]);
});

test('a link in place of a folder of files is told, although other names sort in between', () => {
  const joins = join(['x-1', 'x.txt', 'x/1', 'x/2'], { x: 'symlink', 'x-1': 'file', 'x.txt': 'file' });
  assert.deepEqual(told(joins), [
    'both x-1',
    'both x.txt',
    'in place of a file x (symlink)',
    'missing x/1',
    'missing x/2',
  ]);
});

test('a folder in place of a file is told, empty or not', () => {
  assert.deepEqual(told(join(['x'], { x: 'folder' })), ['in place of a file x (folder)']);
  assert.deepEqual(told(join(['x'], { 'x.txt': 'file', 'x/1': 'file' })), [
    'added x.txt',
    'added x/1',
    'in place of a file x (folder)',
  ]);
});

test('a folder that was emptied is told by its missing files alone', () => {
  assert.deepEqual(told(join(['x/1', 'y'], { x: 'folder', y: 'file' })), ['both y', 'missing x/1']);
});

test('entries out of order are a defect, not an answer', () => {
  const cursor = new ManifestCursor(bytesOfBinary(manifestLine('a', DIGEST)));
  const observed: Observed[] = [
    { path: 'b', kind: 'file' },
    { path: 'a', kind: 'file' },
  ];
  assert.throws(() => [...joinManifest(cursor, observed)], { code: 'INTERNAL' });
});

/** The definitions in the words of `Join`, with sets instead of a merge. */
function joinBySets(sealed: readonly string[], observed: Record<string, Observed['kind']>): string[] {
  const below = (path: string, names: readonly string[]) => names.some(name => name.startsWith(`${path}/`));
  const there = Object.keys(observed);
  const results: string[] = [];
  const notFile = (path: string, found: NotFile) => {
    if (sealed.includes(path)) results.push(`in place of a file ${path} (${found})`);
    else if (!below(path, sealed)) results.push(`special ${path} (${found})`);
    else if (found !== 'folder') results.push(`in place of a file ${path} (${found})`);
  };
  for (const [path, kind] of Object.entries(observed)) {
    if (kind !== 'file') notFile(path, kind);
    else results.push(`${sealed.includes(path) ? 'both' : 'added'} ${path}`);
  }
  for (const path of sealed) {
    if (there.includes(path)) continue;
    results.push(below(path, there) ? `in place of a file ${path} (folder)` : `missing ${path}`);
  }
  return results.sort();
}

test('the merge says what sets would say', () => {
  const part = fc.constantFrom('x', 'x-', 'x.', 'x0', 'y');
  const path = fc.array(part, { minLength: 1, maxLength: 3 }).map(parts => parts.join('/'));
  const kind = fc.constantFrom('file', 'file', 'symlink', 'folder', 'fifo');
  /** A tree: what is no folder has nothing below it. */
  const isTree = (paths: readonly string[]) => !paths.some(a => paths.some(b => b.startsWith(`${a}/`)));
  fc.assert(
    fc.property(
      fc.uniqueArray(path, { minLength: 1, maxLength: 6 }).filter(isTree),
      fc
        .dictionary(path, kind, { maxKeys: 6, noNullPrototype: true })
        .filter(found => isTree(Object.keys(found))),
      (sealed, observed: Record<string, Observed['kind']>) => {
        assert.deepEqual(told(join(sealed, observed)), joinBySets(sealed, observed));
      },
    ),
    { numRuns: 2000 },
  );
});
