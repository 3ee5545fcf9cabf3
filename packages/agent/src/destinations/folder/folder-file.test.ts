import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { withoutLinks } from '../../../test/support/patched-fs.ts';
import { scratch } from '../../../test/support/scratch.ts';
import { closeRoot, openRoot } from '../../host/held-tree.ts';
import { TEMPORARY } from '../../host/temporary-name.ts';
import { FolderSink } from './folder-sink.ts';

const ATTRIBUTES = { size: 10, mode: 0o644, atimeMs: 1_000_000, mtimeMs: 2_000_000 };
const WHOLE = { size: 10, sha256: createHash('sha256').update('some bytes').digest('hex') };

function place(t: TestContext) {
  const folder = scratch(t);
  const root = openRoot(folder);
  t.after(() => closeRoot(root));
  const sink = new FolderSink(root);
  const staged = (name: string) => {
    const file = sink.stage(name, ATTRIBUTES);
    file.write(Buffer.from('some '));
    file.write(Buffer.from('bytes'));
    file.finish(WHOLE, false);
    return file;
  };
  return { folder, staged };
}

for (const [where, prepare] of [
  ['with hard links', () => {}],
  ['without hard links', withoutLinks],
] as const) {
  test(`until it is published a file has a temporary name only, ${where}`, t => {
    prepare(t);
    const { folder, staged } = place(t);
    const file = staged('name');
    const [temporary = '', ...others] = readdirSync(folder);
    assert.deepEqual(others, []);
    assert.match(temporary, TEMPORARY);
    assert.equal(file.publish(), true);
    assert.deepEqual(readdirSync(folder), ['name']);
    assert.equal(readFileSync(join(folder, 'name'), 'utf8'), 'some bytes');
    assert.equal(lstatSync(join(folder, 'name')).mtimeMs, ATTRIBUTES.mtimeMs);
  });

  test(`a name that is taken, be it by a dangling link, stays as it is, ${where}`, t => {
    prepare(t);
    const { folder, staged } = place(t);
    writeFileSync(join(folder, 'file'), 'older');
    symlinkSync('nowhere', join(folder, 'link'));
    for (const name of ['file', 'link']) {
      const file = staged(name);
      assert.equal(file.publish(), false);
      file.discard();
      file.discard();
    }
    assert.equal(readFileSync(join(folder, 'file'), 'utf8'), 'older');
    assert.deepEqual(readdirSync(folder), ['file', 'link']);
  });
}
