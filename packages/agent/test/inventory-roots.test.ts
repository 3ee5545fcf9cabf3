import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { SeqwardenError } from '@seqwarden/proof';
import { type InventoryRoots, readInventoryRoots } from '../src/inventory/index.ts';
import { IS_ROOT } from './support/command.ts';
import { beforeRemoving, scratch } from './support/scratch.ts';

const NOW = new Date('2026-11-23T12:00:00Z');

function runInfo(id: string, instrument: string): string {
  return `<?xml version="1.0"?><RunInfo><Run Id="${id}"><Instrument>${instrument}</Instrument></Run></RunInfo>`;
}

function runParameters(version: string): string {
  return `<RunParameters><ApplicationName>NovaSeq Control Software</ApplicationName><ApplicationVersion>${version}</ApplicationVersion></RunParameters>`;
}

/** A run of A00291 with that number. */
function writeRun(
  root: string,
  path: string,
  number: number,
  files: Readonly<Record<string, string>> = {},
): string {
  const run = join(root, path);
  mkdirSync(join(run, 'Data', 'Intensities'), { recursive: true });
  const id = `200601_A00291_${String(number).padStart(4, '0')}_X`;
  const own = { 'RunInfo.xml': runInfo(id, 'A00291'), 'RunParameters.xml': runParameters('1.7.5'), ...files };
  for (const [name, text] of Object.entries(own)) writeFileSync(join(run, name), text);
  return run;
}

async function read(...roots: string[]): Promise<InventoryRoots> {
  return await readInventoryRoots(roots, { now: NOW });
}

function folders({ readings }: InventoryRoots): (string | null)[] {
  return readings.map(({ source }) => source.folder);
}

function told({ unidentified }: InventoryRoots): string[] {
  return unidentified.map(({ folder, code }) => `${folder} ${code}`);
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'nothing';
  } catch (error) {
    return error instanceof SeqwardenError ? error.code : String(error);
  }
}

test('runs are found at whatever depth labs keep them, in byte order', async t => {
  const root = scratch(t);
  for (const [number, path] of ['b', 'a', '2023/novaseq/run', '2023/a/b/c/d/run', 'with blank/é'].entries())
    writeRun(root, path, number);
  const found = await read(root);
  assert.deepEqual(folders(found), ['2023/a/b/c/d/run', '2023/novaseq/run', 'a', 'b', 'with blank/é']);
  assert.deepEqual(found.unidentified, []);
});

test('what a run says is its reading', async t => {
  const root = scratch(t);
  writeRun(root, 'run', 1);
  const [reading] = (await read(root)).readings;
  assert.deepEqual(reading?.source, {
    kind: 'run',
    runId: '200601_A00291_0001_X',
    folder: 'run',
    seal: null,
  });
  assert.deepEqual(reading.at, { from: '2020-05-31T10:00:00.000Z', until: '2020-06-02T11:59:59.999Z' });
  assert.equal(reading.atFrom, 'RunInfo.xml#Run/@Id');
  assert.equal(reading.instrument.model.value, 'NovaSeq 6000');
  assert.equal(reading.software.control.version.value, '1.7.5');
});

test('a root may itself be a run, and may be named by a link', async t => {
  const root = scratch(t);
  const run = writeRun(root, 'run', 1);
  symlinkSync(run, join(root, 'link'));
  assert.deepEqual(folders(await read(run)), ['run']);
  assert.deepEqual(folders(await read(join(root, 'link'))), ['run']);
});

test('a run is read once, however often and wherefrom its root is named', async t => {
  const root = scratch(t);
  const run = writeRun(root, 'year/run', 1);
  assert.equal((await read(root, join(root, 'year'), run, root)).readings.length, 1);
});

test('a root that holds no run, or is not there, is no answer', async t => {
  const root = scratch(t);
  assert.equal(await codeOf(read(root)), 'RUN_NOT_FOUND');
  assert.equal(await codeOf(read(join(root, 'nothing'))), 'RUN_NOT_FOUND');
  writeFileSync(join(root, 'file'), '');
  assert.equal(await codeOf(read(join(root, 'file'))), 'RUN_NOT_FOUND');
});

test('links, hidden folders and what lies too deep are passed over, and counted', async t => {
  const [root, elsewhere] = [scratch(t), scratch(t)];
  writeRun(root, 'run', 1);
  writeRun(elsewhere, 'run', 2);
  symlinkSync(join(elsewhere, 'run'), join(root, 'link'));
  symlinkSync(root, join(root, 'loop'));
  for (const [number, path] of ['.snapshot/run', '.seqwarden/run'].entries())
    writeRun(root, path, number + 3);
  writeRun(root, '1/2/3/4/5/6/run', 9);
  const found = await read(root);
  assert.deepEqual(folders(found), ['run']);
  assert.deepEqual(found.passedOver, { links: 2, hidden: 1, deeper: 1 });
});

test('a folder that is called Custody and holds no seal hides no run', async t => {
  const root = scratch(t);
  for (const [number, path] of ['run', 'Custody/run', 'year/CUSTODY/run'].entries())
    writeRun(root, path, number);
  assert.deepEqual(folders(await read(root)), ['Custody/run', 'run', 'year/CUSTODY/run']);
});

test('a folder with the seal of a run, of which all else is gone, is named', async t => {
  const root = scratch(t);
  writeRun(root, 'run', 1);
  for (const path of ['bare/Custody', 'run/Custody']) {
    mkdirSync(join(root, path), { recursive: true });
    writeFileSync(join(root, path, 'seal.intoto.json'), '{}');
    writeRun(root, `${path}/other`, 2);
  }
  const found = await read(root);
  assert.deepEqual(folders(found), ['run']);
  assert.deepEqual(told(found), ['bare INSTRUMENT_UNKNOWN']);
});

test('a stray file of a run hides no folder beside it, whatever its name and depth', async t => {
  const root = scratch(t);
  writeFileSync(join(root, 'x.idat'), 'IDAT');
  writeRun(root, 'our runs/2023/first', 1);
  symlinkSync(root, join(root, 'loop'));
  mkdirSync(join(root, '.hidden'));
  const found = await read(root);
  assert.ok(folders(found).includes('our runs/2023/first'));
  assert.deepEqual(found.passedOver, { links: 1, hidden: 1, deeper: 0 });
});

test('a run is not descended into', async t => {
  const root = scratch(t);
  const run = writeRun(root, 'run', 1);
  writeRun(run, 'Data/Intensities/BaseCalls', 2);
  writeRun(run, 'Analysis/1', 3);
  assert.deepEqual(folders(await read(root)), ['run']);
});

test('a stray RunInfo.xml in a root does not hide the runs beside it', async t => {
  const root = scratch(t);
  writeFileSync(join(root, 'RunInfo.xml'), runInfo('200101_A00001_1_X', 'A00001'));
  writeRun(root, '200601_A00291_0001_X', 1);
  writeRun(root, '204000000001', 2);
  assert.deepEqual(folders(await read(root)), [basename(root), '200601_A00291_0001_X', '204000000001']);
});

test('a folder with base calls and no XML is a run that names no instrument', async t => {
  const root = scratch(t);
  mkdirSync(join(root, 'bare', 'Data', 'Intensities'), { recursive: true });
  const [reading] = (await read(root)).readings;
  assert.equal(reading?.instrument.serial.value, null);
});

test('one run that cannot be read is named and stops no other', async t => {
  const root = scratch(t);
  writeRun(root, 'cut off', 1, { 'RunInfo.xml': '<RunInfo><Run Id="x">' });
  writeRun(root, 'entity', 2, { 'RunInfo.xml': '<!DOCTYPE a [<!ENTITY b "c">]><RunInfo/>' });
  writeRun(root, 'huge', 3, { 'RunInfo.xml': ' '.repeat(3 * 1024 * 1024) });
  writeRun(root, 'parameters', 4, { 'RunParameters.xml': 'nothing' });
  writeRun(root, 'whole', 5);
  const found = await read(root);
  assert.deepEqual(folders(found), ['parameters', 'whole']);
  assert.deepEqual(told(found), [
    'cut off RUN_INFO_DAMAGED',
    'entity XML_REFUSED',
    'huge FILE_TOO_LARGE',
    'parameters RUN_INFO_DAMAGED',
  ]);
});

test('of two run parameters that differ neither is believed, and that is told', async t => {
  const root = scratch(t);
  const run = writeRun(root, 'run', 1, { 'runParameters.xml': runParameters('1.8.0') });
  const found = await read(run);
  assert.deepEqual(told(found), ['run NAME_COLLISION']);
  assert.equal(found.readings[0]?.software.control.version.value, null);
});

test('a link or a pipe in place of RunInfo.xml is not opened', { timeout: 10_000 }, async t => {
  const [root, elsewhere] = [scratch(t), scratch(t)];
  const file = join(writeRun(elsewhere, 'run', 1), 'RunInfo.xml');
  for (const name of ['link', 'pipe']) mkdirSync(join(root, name));
  symlinkSync(file, join(root, 'link', 'RunInfo.xml'));
  execFileSync('mkfifo', [join(root, 'pipe', 'RunInfo.xml')]);
  const { readings } = await read(root);
  assert.deepEqual(
    readings.map(({ instrument }) => instrument.serial.value),
    [null, null],
  );
});

test('a folder that may not be looked into is named', async t => {
  const root = scratch(t);
  writeRun(root, 'run', 1);
  mkdirSync(join(root, 'closed'));
  chmodSync(join(root, 'closed'), 0o000);
  asNobody(root);
  const found = await read(root);
  assert.deepEqual(folders(found), ['run']);
  assert.deepEqual(told(found), ['closed SOURCE_UNREADABLE']);
});

/** Root may look into everything. */
function asNobody(folder: string): void {
  if (!IS_ROOT) return;
  process.seteuid?.(65534);
  beforeRemoving(folder, () => process.seteuid?.(0));
}

test('names that are no text, or move a cursor, are shown harmlessly', async t => {
  const root = scratch(t);
  const run = writeRun(root, 'run', 1);
  for (const name of [Buffer.from('\x1b[2J'), Buffer.from([0x61, 0xff])]) {
    cpSync(run, join(root, 'copy'), { recursive: true });
    renameSync(join(root, 'copy'), Buffer.concat([Buffer.from(`${root}/`), name]));
  }
  const found = await read(root);
  assert.deepEqual(folders(found), ['\\u{1b}[2J', 'a\\xff', 'run']);
});

test('no sample stands in what is told: an IDAT file goes without its name', async t => {
  const root = scratch(t);
  mkdirSync(join(root, 'chip'));
  writeFileSync(join(root, 'chip', '204000000001_R01C01_Grn.idat'), 'IDAT');
  const found = await read(root);
  assert.deepEqual(told(found), ['chip IDAT_DAMAGED']);
  assert.ok(!JSON.stringify(found).includes('R01C01'));
});

test('progress counts runs, and an end that is asked for is made', async t => {
  const root = scratch(t);
  for (let number = 0; number < 200; number++) writeRun(root, `run ${number}`, number);
  const counts: number[] = [];
  await readInventoryRoots([root], { now: NOW, onProgress: runs => counts.push(runs) });
  assert.deepEqual(
    counts,
    Array.from({ length: 200 }, (_, at) => at + 1),
  );
  const aborted = AbortSignal.abort(new SeqwardenError('INTERRUPTED', 'enough'));
  assert.equal(await codeOf(readInventoryRoots([root], { now: NOW, signal: aborted })), 'INTERRUPTED');
});
