import assert from 'node:assert/strict';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { throwsWith } from '../../test/support/assert-code.ts';
import { writeRun } from '../../test/support/runs.ts';
import { scratch } from '../../test/support/scratch.ts';
import { below } from '../../test/support/tree.ts';
import { BEST_REACH, closeRoot, openRoot, type Reach } from '../host/held-tree.ts';
import { type Walk, walk } from './walk.ts';

function walked(path: string, reach: Reach = BEST_REACH): Walk {
  const root = openRoot(path, reach);
  try {
    return walk(root);
  } finally {
    closeRoot(root);
  }
}

const pathsOf = ({ files }: Walk) => Array.from({ length: files.count }, (_, row) => files.path(row));

/** Names that sort around `/`, and some that a locale would sort otherwise. */
const anyName = fc.constantFrom(
  'a',
  'a!',
  'a-',
  'a.txt',
  'a0',
  'B',
  'b',
  'Z',
  '_',
  'a b',
  'a\n',
  '\xe4',
  '\xff',
);
const anyTree = fc.uniqueArray(fc.array(anyName, { minLength: 1, maxLength: 4 }), {
  maxLength: 25,
  selector: parts => parts.join('/'),
});

test('rows are in the order of LC_ALL=C over whole paths, under both ways to reach them', t => {
  const folder = scratch(t);
  let number = 0;
  fc.assert(
    fc.property(anyTree, tree => {
      const root = join(folder, `tree-${number++}`);
      mkdirSync(root);
      const files: string[] = [];
      for (const parts of tree) {
        const path = parts.join('/');
        // A name is a file or a folder; whoever comes second gives way.
        if (files.some(file => path.startsWith(`${file}/`) || file === path || file.startsWith(`${path}/`)))
          continue;
        mkdirSync(below(root, parts.slice(0, -1).join('/')), { recursive: true });
        writeFileSync(below(root, path), '');
        files.push(path);
      }
      const expected = files.map(path => Buffer.from(path, 'latin1')).sort(Buffer.compare);
      for (const reach of new Set<Reach>([BEST_REACH, 'plain']))
        assert.deepEqual(
          pathsOf(walked(root, reach)),
          expected.map(bytes => bytes.toString('latin1')),
        );
      rmSync(root, { recursive: true });
    }),
    { numRuns: 60 },
  );
});

function oddTree(t: TestContext): string {
  const run = writeRun(scratch(t), 'RUN', { 'a/b/file': '', z: '' });
  mkdirSync(join(run, 'empty'));
  mkdirSync(join(run, 'links'));
  symlinkSync('../a', join(run, 'links', 'to a'));
  mkdirSync(join(run, 'Custody'));
  writeFileSync(join(run, 'CUSTODY'), '');
  return run;
}

test('what is no plain file is listed in the order of its path; a folder of links only counts as empty', t => {
  const { special, folders } = walked(oddTree(t));
  assert.deepEqual(
    special.map(({ kind, path }) => [kind, path]),
    [
      ['folder', 'empty'],
      ['folder', 'links'],
      ['symlink', 'links/to a'],
    ],
  );
  assert.deepEqual(folders, ['a', 'a/b', 'empty', 'links']);
});

test('Custody in any letter case is no part of the run, but only in its root', t => {
  const run = oddTree(t);
  mkdirSync(join(run, 'a', 'Custody'));
  writeFileSync(join(run, 'a', 'Custody', 'x'), '');
  const found = walked(run);
  assert.deepEqual(found.custody, [
    { name: 'CUSTODY', kind: 'file' },
    { name: 'Custody', kind: 'folder' },
  ]);
  assert.deepEqual(pathsOf(found), ['a/Custody/x', 'a/b/file', 'z']);
});

test('folders nested absurdly deep are refused', t => {
  const run = join(scratch(t), 'RUN');
  mkdirSync(join(run, ...Array.from({ length: 65 }, () => 'd')), { recursive: true });
  throwsWith('RUN_UNREADABLE', () => walked(run));
});
