import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { SeqwardenError } from '@seqwarden/proof';
import { openRunFolder } from './open-run-folder.ts';

let outside = '';
let root = '';

beforeEach(() => {
  outside = mkdtempSync(join(tmpdir(), 'seqwarden-runfolder-'));
  root = join(outside, 'run');
  mkdirSync(join(root, 'Data'), { recursive: true });
  writeFileSync(join(root, 'RunInfo.xml'), 'info');
  writeFileSync(join(root, 'Data', 'a'), 'a');
});

afterEach(() => rmSync(outside, { recursive: true }));

const code = (wanted: string) => (error: unknown) => error instanceof SeqwardenError && error.code === wanted;

test('plain files are listed with their sizes, links and devices are not, Custody is left out', async () => {
  writeFileSync(join(outside, 'secret'), 'secret');
  symlinkSync(join(outside, 'secret'), join(root, 'link'));
  symlinkSync(outside, join(root, 'folder link'));
  execFileSync('mkfifo', [join(root, 'fifo')]);
  mkdirSync(join(root, 'Custody'));
  writeFileSync(join(root, 'Custody', 'seal'), '');
  mkdirSync(join(root, 'Data', 'Custody'));
  writeFileSync(join(root, 'Data', 'Custody', 'x'), '');
  writeFileSync(Buffer.from(`${root}/\xff`, 'latin1'), 'x');
  const run = await openRunFolder(root);
  const listed = [...run.files()].map(({ path, size }) => `${path} ${size}`).sort();
  assert.deepEqual(listed, ['Data/Custody/x 0', 'Data/a 1', 'RunInfo.xml 4', '\xff 1']);
  assert.equal(run.name, 'run');
  for (const path of ['link', 'folder link/secret', 'fifo', 'Data', 'nothing', 'RunInfo.xml/x']) {
    assert.equal(await run.read(path, 100), undefined, path);
  }
});

test('a whole file is read up to the limit, and no further', async () => {
  const run = await openRunFolder(root);
  assert.equal(Buffer.from((await run.read('RunInfo.xml', 4)) ?? []).toString(), 'info');
  await assert.rejects(run.read('RunInfo.xml', 3), code('FILE_TOO_LARGE'));
  assert.equal(Buffer.from((await run.readRange('RunInfo.xml', 1, 2)) ?? []).toString(), 'nf');
  assert.equal((await run.readRange('RunInfo.xml', 9, 2))?.length, 0);
});

test('a folder that becomes a link after the run was opened leads nowhere', async () => {
  const run = await openRunFolder(root);
  renameSync(join(root, 'Data'), join(outside, 'elsewhere'));
  symlinkSync(join(outside, 'elsewhere'), join(root, 'Data'));
  assert.equal(await run.read('Data/a', 100), undefined);
});

test('only a folder itself is a run folder', async () => {
  await assert.rejects(openRunFolder(join(outside, 'nothing')), code('RUN_NOT_FOUND'));
  await assert.rejects(openRunFolder(join(root, 'RunInfo.xml')), code('RUN_NOT_A_FOLDER'));
  symlinkSync(root, join(outside, 'link'));
  await assert.rejects(openRunFolder(join(outside, 'link')), code('RUN_NOT_A_FOLDER'));
});

test('a run that vanishes while it is listed is unreadable', async () => {
  const run = await openRunFolder(root);
  renameSync(root, join(outside, 'gone'));
  assert.throws(() => [...run.files()], code('RUN_UNREADABLE'));
});
