import assert from 'node:assert/strict';
import { mkdirSync, renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { missing } from '../../../../scripts/testing/needs.ts';
import { throwsWith } from '../../test/support/assert-code.ts';
import { writeRun } from '../../test/support/runs.ts';
import { scratch } from '../../test/support/scratch.ts';
import { findRuns } from './find-runs.ts';

test('a run is found by the entries that runs have, in any letter case', t => {
  const root = scratch(t);
  const runs = [
    writeRun(root, 'A', { 'RunInfo.xml': '' }),
    writeRun(root, 'B', { 'runparameters.XML': '' }),
    writeRun(root, 'C', { 'data/INTENSITIES/x': '' }),
    writeRun(root, 'D', { 'Data/Intensities/x': '' }),
    writeRun(root, 'E', { '1_R01C01_Red.idat.gz': '' }),
  ];
  writeRun(root, 'notes', { 'Data/readme.txt': 'no run', 'RunInfo.xml.bak': '' });
  writeRun(root, '.hidden', { 'RunInfo.xml': '' });
  assert.deepEqual(findRuns(root), { runs, skipped: [] });
  for (const run of runs) assert.deepEqual(findRuns(run), { runs: [run], skipped: [] });
  throwsWith('RUN_NOT_FOUND', () => findRuns(join(root, 'notes')));
});

test('a run whose name is not UTF-8 is named as skipped', t => {
  const root = scratch(t);
  const run = writeRun(root, 'run', { 'RunInfo.xml': '' });
  const name = Buffer.concat([Buffer.from(`${root}/`), Buffer.from('R\xfcn', 'latin1')]);
  try {
    renameSync(run, name);
  } catch {
    return void missing(t, 'a file system that takes names that are not UTF-8');
  }
  assert.deepEqual(findRuns(root), { runs: [], skipped: [{ name: 'R\xfcn', reason: 'name' }] });
  const other = writeRun(root, 'Lauf ü', { 'RunInfo.xml': '' });
  assert.deepEqual(findRuns(root).runs, [other]);
});

test('a link to a run is named as skipped, other links are not', t => {
  const root = scratch(t);
  const run = writeRun(root, 'RUN', { 'RunInfo.xml': '' });
  mkdirSync(join(root, 'folder'));
  symlinkSync('RUN', join(root, 'to a run'));
  symlinkSync('folder', join(root, 'to a folder'));
  symlinkSync('nowhere', join(root, 'to nothing'));
  assert.deepEqual(findRuns(root), { runs: [run], skipped: [{ name: 'to a run', reason: 'link' }] });
  symlinkSync('../RUN', join(root, 'folder', 'to a run'));
  throwsWith('RUN_NOT_FOUND', () => findRuns(join(root, 'folder')));
});
