import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { BytePath } from '@seqwarden/proof';
import { TEMPORARY } from '../src/host/temporary-name.ts';
import { type RunFiles, writeRun } from './support/runs.ts';
import { scratch } from './support/scratch.ts';
import { copyTo } from './support/sealing.ts';
import { entries } from './support/tree.ts';

/** More than are told of at once. */
const FILES = 4000;
const BASE_CALLS = 'Data/Intensities/BaseCalls/L001/C1.1';
const ONE_FOLDER: RunFiles = {
  ...Object.fromEntries(
    Array.from({ length: FILES }, (_, at) => [`${BASE_CALLS}/s_1_${1000 + at}.bcl`, `${at}`]),
  ),
  'RTAComplete.txt': 'done',
};

for (const [title, isThere] of [
  ['a folder of many files is filled beside its place', false],
  ['in a run that is there already no folder is', true],
] as const)
  test(title, async t => {
    const folder = scratch(t);
    const source = writeRun(join(folder, 'source'), 'RUN', ONE_FOLDER);
    if (isThere) mkdirSync(join(folder, 'RUN'));
    let isBeside = false;
    const onProgress = () => {
      isBeside ||= readdirSync(join(folder, 'RUN', BASE_CALLS, '..')).some(name => TEMPORARY.test(name));
    };
    assert.equal((await copyTo(source, folder, { onProgress })).outcome, 'sealed');
    assert.equal(isBeside, !isThere);
  });

test('nobody is told of a file before its folder has its place', async t => {
  const folder = scratch(t);
  const source = writeRun(join(folder, 'source'), 'RUN', ONE_FOLDER);
  const missing: BytePath[] = [];
  let told = 0;
  const { outcome } = await copyTo(source, folder, {
    onDurable: files => {
      for (const { path } of files) {
        told++;
        if (!existsSync(join(folder, 'RUN', path))) missing.push(path);
      }
    },
  });
  assert.equal(outcome, 'sealed');
  assert.equal(told, FILES);
  assert.deepEqual(missing, []);
});

test('what was copied before a stop has its name, and nothing lies under another', async t => {
  const folder = scratch(t);
  const source = writeRun(join(folder, 'source'), 'RUN', ONE_FOLDER);
  const stop = new AbortController();
  const onProgress = ({ files }: { files: number }) => void (files > 0 && stop.abort());
  await assert.rejects(copyTo(source, folder, { signal: stop.signal, onProgress }), { name: 'AbortError' });
  const there = readdirSync(join(folder, 'RUN', BASE_CALLS));
  assert.ok(there.length > 0);
  assert.deepEqual(
    entries(join(folder, 'RUN')).filter(path => TEMPORARY.test(path.split('/').at(-1) ?? '')),
    [],
  );
  const again = await copyTo(source, folder);
  assert.equal(again.outcome, 'sealed');
  assert.equal(again.written, FILES + 1 - there.length);
});
