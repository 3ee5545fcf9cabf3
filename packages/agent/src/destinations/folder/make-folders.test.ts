import assert from 'node:assert/strict';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { SeqwardenError } from '@seqwarden/proof';
import { withoutCase } from '../../../test/support/patched-fs.ts';
import { scratch } from '../../../test/support/scratch.ts';
import { closeRoot, openRoot } from '../../host/held-tree.ts';
import { makeFolders } from './make-folders.ts';

function newPlace(t: TestContext) {
  const path = scratch(t);
  const root = openRoot(path);
  t.after(() => closeRoot(root));
  return { path, root };
}

test('two folders that the destination takes for one are a collision of names, before anything lies in them', t => {
  const { path, root } = newPlace(t);
  withoutCase(t);
  assert.throws(
    () => makeFolders(root, ['Data', 'Data/L001', 'Data/l001']),
    error => error instanceof SeqwardenError && error.code === 'NAME_COLLISION' && error.path === 'Data/l001',
  );
  assert.deepEqual(readdirSync(join(path, 'Data')), ['L001']);
});

test('so is one that stands there under another name', t => {
  const { path, root } = newPlace(t);
  mkdirSync(join(path, 'data'));
  withoutCase(t);
  assert.throws(() => makeFolders(root, ['Data']), { code: 'NAME_COLLISION' });
});

test('one that stands there under its own name is not, nor two where letter case counts', t => {
  const { path, root } = newPlace(t);
  mkdirSync(join(path, 'Data'));
  makeFolders(root, ['Data', 'Data/L001', 'Data/l001']);
  makeFolders(root, ['Data', 'Data/L001', 'Data/l001']);
  assert.deepEqual(readdirSync(join(path, 'Data')).sort(), ['L001', 'l001']);
});
