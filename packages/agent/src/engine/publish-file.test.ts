import assert from 'node:assert/strict';
import { lstatSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { withoutLinks } from '../../test/support/patched-fs.ts';
import { scratch } from '../../test/support/scratch.ts';
import { closeRoot, HeldTree, openRoot } from '../host/held-tree.ts';
import { TEMPORARY } from '../host/temporary-name.ts';
import { StagedFile } from './publish-file.ts';

const TIMES = { mode: 0o644, atimeMs: 1_000_000, mtimeMs: 2_000_000 };

function place(t: TestContext): { folder: string; tree: HeldTree } {
  const folder = scratch(t);
  const root = openRoot(folder);
  t.after(() => closeRoot(root));
  return { folder, tree: new HeldTree(root) };
}

function staged(tree: HeldTree): StagedFile {
  const file = new StagedFile(tree);
  file.write(Buffer.from('some '));
  file.write(Buffer.from('bytes'));
  file.finish(TIMES);
  return file;
}

for (const [where, prepare] of [
  ['with hard links', () => {}],
  ['without hard links', withoutLinks],
] as const) {
  test(`until it is published a file has a temporary name only, ${where}`, t => {
    prepare(t);
    const { folder, tree } = place(t);
    const file = staged(tree);
    assert.deepEqual(readdirSync(folder), [file.temporary]);
    assert.match(file.temporary, TEMPORARY);
    assert.equal(file.publish('name'), true);
    assert.deepEqual(readdirSync(folder), ['name']);
    assert.equal(readFileSync(join(folder, 'name'), 'utf8'), 'some bytes');
    assert.deepEqual([file.written, lstatSync(join(folder, 'name')).mtimeMs], [10, TIMES.mtimeMs]);
  });

  test(`a name that is taken, be it by a dangling link, stays as it is, ${where}`, t => {
    prepare(t);
    const { folder, tree } = place(t);
    writeFileSync(join(folder, 'file'), 'older');
    symlinkSync('nowhere', join(folder, 'link'));
    const file = staged(tree);
    assert.equal(file.publish('file'), false);
    assert.equal(file.publish('link'), false);
    assert.equal(readFileSync(join(folder, 'file'), 'utf8'), 'older');
    file.discard();
    file.discard();
    assert.deepEqual(readdirSync(folder), ['file', 'link']);
  });
}
