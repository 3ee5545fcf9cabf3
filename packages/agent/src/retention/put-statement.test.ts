import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { SeqwardenError } from '@seqwarden/proof';
import { scratch } from '../../test/support/scratch.ts';
import { openFolder } from '../destinations/folder/open-folder.ts';
import { putEverywhere } from './put-statement.ts';

test('whoever asks for an end learns where a statement lies already, and where none was put', async t => {
  const folder = scratch(t);
  const paths = ['a', 'b'].map(name => join(folder, name));
  for (const path of paths) mkdirSync(path);
  const open = await Promise.all(paths.map(path => openFolder({ kind: 'folder', path })));
  t.after(() => Promise.all(open.map(place => place.close())));
  const stop = new AbortController();
  const putting = putEverywhere(
    { open, ids: new Map(), unreachable: [] },
    'holds/x',
    Buffer.from('{}'),
    stop.signal,
  );
  stop.abort(new SeqwardenError('INTERRUPTED', 'enough'));
  assert.deepEqual(
    (await putting).map(({ code }) => code),
    [undefined, 'INTERRUPTED'],
  );
  assert.deepEqual(await Promise.all(open.map(place => place.listOwn('holds/x'))), [
    ['0001.intoto.json'],
    [],
  ]);
});
