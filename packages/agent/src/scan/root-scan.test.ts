import assert from 'node:assert/strict';
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { scratch } from '../../test/support/scratch.ts';
import { RootScan } from './root-scan.ts';

function run(root: string | Buffer): void {
  mkdirSync(root);
  writeFileSync(Buffer.concat([Buffer.from(root), Buffer.from('/RunInfo.xml')]), '');
}

function namesOf(scan: RootScan): string[] | string {
  const look = scan.look();
  return look.kind === 'gone' ? look.errno : look.runs.map(({ name }) => name);
}

test('runs are seen as they come, and become runs', t => {
  const root = scratch(t);
  const scan = new RootScan(root);
  assert.deepEqual(namesOf(scan), []);
  run(join(root, 'b'));
  mkdirSync(join(root, 'a'));
  mkdirSync(join(root, '.hidden'));
  writeFileSync(join(root, 'file'), '');
  assert.deepEqual(namesOf(scan), ['b']);
  writeFileSync(join(root, 'a', 'runparameters.XML'), '');
  assert.deepEqual(namesOf(scan), ['a', 'b']);
  rmSync(join(root, 'a', 'runparameters.XML'));
  assert.deepEqual(namesOf(scan), ['a', 'b'], 'once a run, always a run');
});

test('a folder with Data/Intensities is a run before its XML has come', t => {
  const root = scratch(t);
  const scan = new RootScan(root);
  mkdirSync(join(root, 'a', 'Data'), { recursive: true });
  assert.deepEqual(namesOf(scan), []);
  mkdirSync(join(root, 'a', 'Data', 'Intensities'));
  for (let look = 0; look < 12 && namesOf(scan).length === 0; look++);
  assert.deepEqual(namesOf(scan), ['a']);
});

test('a root that is itself a run is that one', t => {
  const root = scratch(t);
  run(join(root, 'run'));
  assert.deepEqual(namesOf(new RootScan(join(root, 'run'))), ['']);
});

test('links and names that are not UTF-8 are skipped by name', t => {
  const root = scratch(t);
  mkdirSync(join(root, 'elsewhere'));
  run(join(root, 'elsewhere', 'run'));
  mkdirSync(join(root, 'root'));
  symlinkSync(join(root, 'elsewhere', 'run'), join(root, 'root', 'link'));
  run(Buffer.concat([Buffer.from(join(root, 'root')), Buffer.from('/\xff', 'latin1')]));
  const look = new RootScan(join(root, 'root')).look();
  assert.equal(look.kind, 'runs');
  assert.deepEqual(look.kind === 'runs' && look.skipped, [
    { name: 'link', reason: 'link' },
    { name: '\xff', reason: 'name' },
  ]);
});

test('a root that vanishes, or is another and empty folder, is gone, and its runs are not lost', t => {
  const root = scratch(t);
  const landing = join(root, 'landing');
  mkdirSync(landing);
  run(join(landing, 'run'));
  const scan = new RootScan(landing);
  assert.deepEqual(namesOf(scan), ['run']);
  renameSync(landing, join(root, 'unmounted'));
  assert.equal(namesOf(scan), 'ENOENT');
  mkdirSync(landing);
  assert.equal(namesOf(scan), 'ESTALE', 'an empty mount point');
  rmSync(landing, { recursive: true });
  renameSync(join(root, 'unmounted'), landing);
  assert.deepEqual(namesOf(scan), ['run']);
});

test('a root that is another folder, with runs in it, is watched on', t => {
  const root = scratch(t);
  const landing = join(root, 'landing');
  mkdirSync(landing);
  run(join(landing, 'old'));
  const scan = new RootScan(landing);
  assert.deepEqual(namesOf(scan), ['old']);
  renameSync(landing, join(root, 'moved'));
  mkdirSync(landing);
  run(join(landing, 'new'));
  assert.deepEqual(namesOf(scan), ['new']);
});
