import assert from 'node:assert/strict';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { BEST_REACH, closeRoot, HeldTree, openRoot, type Reach } from './held-tree.ts';

function tree(t: TestContext, reach: Reach): { readonly base: string; readonly held: HeldTree } {
  const base = mkdtempSync(join(tmpdir(), 'seqwarden-held-tree-'));
  mkdirSync(join(base, 'a', 'b'), { recursive: true });
  mkdirSync(join(base, 'other'));
  writeFileSync(join(base, 'a', 'z'), 'right');
  writeFileSync(join(base, 'other', 'z'), 'wrong folder');
  symlinkSync('../other', join(base, 'a', 'link'));
  const root = openRoot(base, reach);
  const held = new HeldTree(root);
  t.after(() => {
    held.close();
    closeRoot(root);
    rmSync(base, { recursive: true });
  });
  return { base, held };
}

for (const reach of new Set<Reach>(['plain', BEST_REACH])) {
  test(`${reach}: what a failed step left behind is not reached through`, t => {
    const { base, held } = tree(t, reach);
    held.enter('a/b');
    assert.throws(() => held.enter('a/gone'), { code: 'ENOENT' });
    assert.throws(() => held.at('z'), { code: 'INTERNAL' });
    const inItsPlace = openSync(join(base, 'other'), 'r');
    held.enter('a');
    assert.equal(readFileSync(held.at('z'), 'utf8'), 'right');
    closeSync(inItsPlace);
  });

  test(`${reach}: a link in place of a folder is not entered, nor anything below it`, t => {
    const { held } = tree(t, reach);
    for (const folder of ['a/link', 'a/link/x']) {
      assert.throws(
        () => held.enter(folder),
        (error: NodeJS.ErrnoException) => error.code === 'ENOTDIR' || error.code === 'ELOOP',
      );
    }
    held.enter('');
    held.enter('a/b');
  });

  test(`${reach}: a root that is a link is not opened`, t => {
    const { base } = tree(t, reach);
    assert.throws(() => openRoot(join(base, 'a', 'link'), reach));
  });
}
