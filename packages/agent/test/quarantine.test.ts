import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type BytePath, SeqwardenError } from '@seqwarden/proof';
import { Branch } from '../src/copy/branch.ts';
import { quarantineCustody } from '../src/copy/quarantine.ts';
import { FolderRun } from '../src/destinations/folder/folder-run.ts';
import { openFolder } from '../src/destinations/folder/open-folder.ts';
import { closeRoot, openRoot } from '../src/host/held-tree.ts';
import { withoutCase } from './support/patched-fs.ts';
import { type RunFiles, writeRun } from './support/runs.ts';
import { scratch } from './support/scratch.ts';
import { copy, copyToAll, verify } from './support/sealing.ts';
import { entries } from './support/tree.ts';

function place(t: TestContext) {
  const folder = scratch(t);
  const source = writeRun(join(folder, 'source'), 'RUN');
  return { folder, source, destination: join(folder, 'destination') };
}

test('a planted Custody that goes too deep is set aside as far as a run may go, and the run is sealed', async t => {
  const { source, destination } = place(t);
  const deep = join(source, 'Custody', ...Array.from({ length: 70 }, () => 'd'));
  mkdirSync(deep, { recursive: true });
  writeFileSync(join(deep, 'file'), 'x');
  writeFileSync(join(source, 'Custody', 'file'), 'x');
  const { outcome, quarantined, folder } = await copy(source, destination);
  assert.equal(outcome, 'sealed');
  assert.deepEqual(
    [quarantined?.failed, quarantined?.failures.map(({ code }) => code)],
    [1, ['RUN_UNREADABLE']],
  );
  const kept = entries(join(destination, '.seqwarden', quarantined?.folder ?? ''));
  assert.deepEqual([kept.length, kept.at(-1)], [66, 'Custody/file']);
  assert.equal((await verify(folder)).verdict.answer, 'unchanged');
});

test('a planted Custody of very many files is set aside in part, and the run is sealed', async t => {
  const { source, destination } = place(t);
  for (const part of ['a', 'b']) {
    mkdirSync(join(source, 'Custody', part), { recursive: true });
    for (let n = 0; n < 10_001; n++) mkdirSync(join(source, 'Custody', part, `${n}`));
  }
  const { outcome, quarantined } = await copy(source, destination);
  assert.equal(outcome, 'sealed');
  assert.equal(quarantined?.failed, 1);
  assert.match(quarantined.failures[0]?.message ?? '', /more than 20000 entries/);
});

test('a destination where nothing can be set aside gets the run and its seal all the same', async t => {
  const { folder, source } = place(t);
  writeRun(source, 'Custody', { file: 'x' });
  const [bad = '', good = ''] = ['bad', 'good'].map(name => join(folder, name));
  mkdirSync(good);
  mkdirSync(join(bad, '.seqwarden'), { recursive: true });
  writeFileSync(join(bad, '.seqwarden', 'quarantine'), 'a file in the way');
  const { destinations, quarantined } = await copyToAll(source, [bad, good]);
  assert.deepEqual(
    destinations.map(({ outcome, failed }) => [outcome, failed]),
    [
      ['sealed', 0],
      ['sealed', 0],
    ],
  );
  assert.deepEqual(
    quarantined?.failures.map(({ code }) => code),
    ['DESTINATION_UNUSABLE'],
  );
  assert.deepEqual(entries(join(good, '.seqwarden', quarantined?.folder ?? '')), ['Custody', 'Custody/file']);
});

/** What a quarantine at one destination is told, by whatever kind of place `Kind` is. */
async function setAside(t: TestContext, files: RunFiles, Kind: typeof FolderRun) {
  const { folder, source, destination } = place(t);
  writeRun(source, 'Custody', files);
  mkdirSync(destination);
  const branch = new Branch({ kind: 'folder', path: destination });
  const real = await openFolder({ kind: 'folder', path: destination });
  const { spec, label, id } = real;
  branch.destination = {
    ...{ spec, label, id },
    lockRun: name => real.lockRun(name),
    openRun: (name, make) => real.openRun(name, make),
    openQuarantine: async name => {
      await (await real.openQuarantine(name)).close();
      return new Kind(openRoot(join(destination, '.seqwarden', 'quarantine', name)), true);
    },
    putOwn: (path, bytes) => real.putOwn(path, bytes),
    replaceOwn: (path, bytes) => real.replaceOwn(path, bytes),
    readOwn: (path, limit) => real.readOwn(path, limit),
    listOwn: path => real.listOwn(path),
    close: () => real.close(),
  };
  const root = openRoot(source);
  const custody = [
    { name: 'Custody', kind: 'folder' },
    { name: 'custody', kind: 'file' },
    { name: 'CUSTODY', kind: 'folder' },
  ] as const;
  const aside = await quarantineCustody(root, custody, [branch], 'RUN', new Date());
  closeRoot(root);
  assert.ok(branch.alive, 'the run goes on there');
  const there = join(folder, 'destination', '.seqwarden', aside.folder);
  return { codes: aside.failures.map(({ code, path }) => `${code} ${path}`), there: entries(there) };
}

test('names that a place refuses, and what vanishes, are left out and told of; the rest is durable', async t => {
  const settled: BytePath[][] = [];
  class Refusing extends FolderRun {
    override refusal(path: BytePath): string | undefined {
      return path.includes('aux') ? 'a device' : undefined;
    }

    override settle(folders: Parameters<FolderRun['settle']>[0]): Promise<void> {
      settled.push([...folders.keys()]);
      return super.settle(folders);
    }
  }
  const { codes, there } = await setAside(t, { 'a/b': 'x', 'a/aux': 'x', 'aux.d/c': 'x' }, Refusing);
  assert.deepEqual(codes.toSorted(), [
    'NAME_UNSUPPORTED Custody/a/aux',
    'NAME_UNSUPPORTED Custody/aux.d',
    'NAME_UNSUPPORTED Custody/aux.d/c',
    'SOURCE_CHANGED CUSTODY',
    'SOURCE_CHANGED custody',
  ]);
  assert.deepEqual(there, ['CUSTODY', 'Custody', 'Custody/a', 'Custody/a/b']);
  assert.deepEqual(settled, [['', 'Custody', 'CUSTODY', 'Custody/a']]);
});

test('of two planted folders that a place takes for one all is set aside that has a name', async t => {
  withoutCase(t);
  const { codes, there } = await setAside(t, { a: 'x' }, FolderRun);
  assert.deepEqual(codes.toSorted(), [
    'NAME_COLLISION CUSTODY',
    'NAME_COLLISION Custody/a',
    'SOURCE_CHANGED custody',
  ]);
  assert.deepEqual(there, ['Custody', 'Custody/a']);
});

test('a place that fails is not tried with every file', async t => {
  let tries = 0;
  class Failing extends FolderRun {
    override makeFolders(): Promise<void> {
      tries++;
      throw new SeqwardenError('DESTINATION_DOWN', 'gone');
    }
  }
  const { codes, there } = await setAside(t, { a: 'x', b: 'x' }, Failing);
  assert.deepEqual([tries, there], [1, []]);
  assert.deepEqual(codes.toSorted(), ['DESTINATION_DOWN ', 'SOURCE_CHANGED CUSTODY']);
});
