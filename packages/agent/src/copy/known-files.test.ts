import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { SeqwardenError } from '@seqwarden/proof';
import type { Listing } from '../destinations/destination.ts';
import { FolderRun } from '../destinations/folder/folder-run.ts';
import { TableBuilder } from '../engine/table-builder.ts';
import { openRoot } from '../host/held-tree.ts';
import { Branch } from './branch.ts';
import { sizesShown } from './known-files.ts';

class Unlistable extends FolderRun {
  override list(): Promise<Listing> {
    throw new SeqwardenError('DESTINATION_DOWN', 'it is not there now');
  }
}

test('a destination that cannot be listed fails alone; what the others show is known', async t => {
  const folder = mkdtempSync(join(tmpdir(), 'seqwarden-known-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const [good, bad] = ['good', 'bad'].map(name => {
    mkdirSync(join(folder, name));
    return new Branch({ kind: 'folder', path: join(folder, name) });
  });
  assert.ok(good && bad);
  good.run = new FolderRun(openRoot(join(folder, 'good')), false);
  bad.run = new Unlistable(openRoot(join(folder, 'bad')), false);
  t.after(() => Promise.all([good.run.close(), bad.run.close()]));
  const table = new TableBuilder();
  table.file('', 'not there');
  const shown = await sizesShown([good, bad], table.build());
  assert.deepEqual([good.alive, [...(shown.get(good) ?? [])]], [true, [-1]]);
  assert.deepEqual([bad.failures.map(({ code }) => code), shown.has(bad)], [['DESTINATION_DOWN'], false]);
});
