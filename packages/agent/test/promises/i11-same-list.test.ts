import assert from 'node:assert/strict';
import { readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { manyFiles, writeRun } from '../support/runs.ts';
import { scratch } from '../support/scratch.ts';
import { copy, newSigner, seal, trustIn } from '../support/sealing.ts';
import { entries } from '../support/tree.ts';

const list = (run: string) => readFileSync(join(run, 'Custody', 'SHA256SUMS'));

test('I11: the same run gives the byte-identical file list, copied twice or sealed in place', async t => {
  const folder = scratch(t);
  const files = manyFiles(300);
  const source = writeRun(join(folder, 'source'), 'RUN', files);
  // The same files, written in another order, at another time, in a folder of another name.
  const twin = writeRun(
    join(folder, 'twin'),
    'OTHER',
    Object.fromEntries(Object.entries(files).toReversed()),
  );
  for (const path of entries(twin)) utimesSync(join(twin, path), 1, 2);
  const signer = newSigner();

  const first = await copy(source, join(folder, 'one'));
  const second = await copy(twin, join(folder, 'two'), { signer, trust: trustIn([signer]) });
  await seal(source);
  const expected = list(first.folder);
  assert.equal(expected.toString('latin1').split('\n').length, Object.keys(files).length + 1);
  assert.deepEqual(list(second.folder), expected);
  assert.deepEqual(list(source), expected);
  assert.notEqual(first.seal, second.seal);
});
