import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileClass } from '@seqwarden/runfolder';
import type { FileRecord, NewBytes } from '../../src/journal/records.ts';
import { attributesOf } from '../../src/scan/file-attributes.ts';
import { type FileToTake, takeOver } from '../../src/service/files/take-over.ts';
import { scratch } from '../support/scratch.ts';
import { bagTools, copyOf, takeBag } from './bag.ts';

const BCL = 'Data/Intensities/BaseCalls/L001/C1.1/s_1_1101.bcl';
const INTEROP = 'InterOp/TileMetricsOut.bin';
const XML = 'RunInfo.xml';

/** A run of one file, taken over by nobody yet, and a destination with the run's folders. */
async function oneFile(t: TestContext, path: string, content: string) {
  const folder = scratch(t);
  const [run, place] = [join(folder, 'source', 'RUN'), join(folder, 'place')];
  for (const made of [join(run, dirname(path)), join(place, 'RUN', dirname(path))])
    mkdirSync(made, { recursive: true });
  writeFileSync(join(run, path), content);
  const { tools } = await bagTools(t, run, 'RUN', [place]);
  const take = (action: FileToTake['action'], record?: FileRecord) =>
    takeOver(tools, {
      path,
      class: fileClass(path),
      size: lstatSync(join(run, path)).size,
      record,
      action,
    });
  const record = (bytes: string): FileRecord => ({
    path,
    attributes: { ...attributesOf(lstatSync(join(run, path), { bigint: true })), size: bytes.length },
    sha256: createHash('sha256').update(bytes).digest(),
    class: fileClass(path),
    held: 1,
  });
  const copied = join(place, 'RUN', path);
  return { source: join(run, path), copied, take, record, tools };
}

test('an InterOp file that grew takes the place of what it began with', async t => {
  const { source, copied, take, record } = await oneFile(t, INTEROP, 'old bytes');
  await take({ kind: 'copy', to: 1 });
  const before = record('old bytes');
  appendFileSync(source, ' and new ones');
  const result = await take({ kind: 'replace', to: 1, prefix: true }, before);
  assert.equal(result.kind, 'taken');
  assert.equal(readFileSync(copied, 'utf8'), 'old bytes and new ones');
});

test('an InterOp file whose beginning changed is an alarm, and the copy stays as it was', async t => {
  const { source, copied, take, record } = await oneFile(t, INTEROP, 'old bytes');
  await take({ kind: 'copy', to: 1 });
  const before = record('old bytes');
  writeFileSync(source, 'OLD bytes and new ones');
  const result = await take({ kind: 'replace', to: 1, prefix: true }, before);
  assert.deepEqual(result, { kind: 'alarm', code: 'APPEND_ONLY_REWRITTEN', slot: undefined });
  assert.equal(readFileSync(copied, 'utf8'), 'old bytes');
  assert.deepEqual(readdirSync(dirname(copied)), ['TileMetricsOut.bin']);
});

test('a write-once file with other times and the same bytes is kept, with other bytes it is an alarm', async t => {
  const { source, take, record } = await oneFile(t, BCL, 'base calls');
  const kept = await take({ kind: 'compare' }, record('base calls'));
  assert.equal(kept.kind === 'taken' && kept.records[0]?.held, 1);
  const before = record('base calls');
  writeFileSync(source, 'BASE calls');
  assert.deepEqual(await take({ kind: 'compare' }, before), {
    kind: 'alarm',
    code: 'WRITE_ONCE_CHANGED',
    slot: undefined,
  });
});

test('what a process wrote that died before it noted it is found, and not written again', async t => {
  const { copied, take } = await oneFile(t, BCL, 'base calls');
  await take({ kind: 'copy', to: 1 });
  const { ino } = lstatSync(copied);
  const again = await take({ kind: 'copy', to: 1 });
  assert.equal(again.kind === 'taken' && again.records.length, 1);
  assert.equal(lstatSync(copied).ino, ino);
});

test('a name of a write-once file under which others lie is an alarm, and nothing is replaced', async t => {
  const { copied, take } = await oneFile(t, BCL, 'base calls');
  writeFileSync(copied, 'other bytes');
  assert.deepEqual(await take({ kind: 'copy', to: 1 }), { kind: 'alarm', code: 'CONFLICT', slot: 0 });
  assert.equal(readFileSync(copied, 'utf8'), 'other bytes');
});

test('an XML file that was copied but not noted before it was rewritten is replaced, and its digest is kept', async t => {
  const { source, copied, take } = await oneFile(t, XML, '<first/>');
  await take({ kind: 'copy', to: 1 });
  writeFileSync(source, '<the second/>');
  const result = await take({ kind: 'copy', to: 1 });
  assert.equal(readFileSync(copied, 'utf8'), '<the second/>');
  const sizes = result.kind === 'taken' && result.records.map(({ attributes }) => attributes.size);
  assert.deepEqual(sizes, ['<first/>'.length, '<the second/>'.length]);
});

test('a file that changes while it is read is taken again', async t => {
  const { source, copied, take, tools } = await oneFile(t, XML, '<first/>');
  let grown = false;
  Object.assign(tools, {
    spend: async () => {
      if (!grown) appendFileSync(source, '<more/>');
      grown = true;
    },
  });
  await take({ kind: 'copy', to: 1 });
  assert.equal(readFileSync(copied, 'utf8'), '<first/><more/>');
});

for (const [path, after] of [
  [INTEROP, 'old bytes and new ones'],
  [XML, '<the second/>'],
] as const) {
  test(`a copy of ${path} that somebody changed is an alarm, and is not replaced by the next state`, async t => {
    const { source, copied, take, record } = await oneFile(t, path, 'old bytes');
    await take({ kind: 'copy', to: 1 });
    const before = record('old bytes');
    writeFileSync(source, after);
    writeFileSync(copied, 'ours');
    const result = await take({ kind: 'replace', to: 1, prefix: path === INTEROP }, before);
    assert.deepEqual(result, { kind: 'alarm', code: 'CONFLICT', slot: 0 });
    assert.equal(readFileSync(copied, 'utf8'), 'ours');
  });
}

test('a destination that was down holds an earlier state, which is replaced', async t => {
  const { source, copied, take, record, tools } = await oneFile(t, XML, '<first/>');
  await take({ kind: 'copy', to: 1 });
  writeFileSync(source, '<the second/>');
  const first = createHash('sha256').update('<first/>').digest('hex');
  Object.assign(tools, { earlier: () => new Set([first]) });
  const result = await take({ kind: 'copy', to: 1 }, { ...record('<the second/>'), held: 2 });
  assert.equal(result.kind, 'taken');
  assert.equal(readFileSync(copied, 'utf8'), '<the second/>');
});

test('an XML file that replaced another, not noted before it was rewritten once more, is replaced in its turn', async t => {
  const { source, copied, take, record, tools } = await oneFile(t, XML, '<first/>');
  const announced = new Set<string>();
  const said: string[] = [];
  Object.assign(tools, {
    announced: () => announced,
    announce: (_: string, { sha256 }: NewBytes) => {
      said.push(readFileSync(copied, 'utf8'));
      announced.add(Buffer.from(sha256).toString('hex'));
    },
  });
  await take({ kind: 'copy', to: 1 });
  const first = record('<first/>');
  for (const state of ['<the second/>', '<the third one/>']) {
    writeFileSync(source, state);
    assert.equal((await take({ kind: 'replace', to: 1, prefix: false }, first)).kind, 'taken', state);
    assert.equal(readFileSync(copied, 'utf8'), state);
  }
  assert.deepEqual(said, ['<first/>', '<the second/>'], 'said before it is done');
});

test('of a run that a person released, a file that never was ours is an alarm, and is not replaced', async t => {
  const { copied, take, tools } = await oneFile(t, XML, '<first/>');
  Object.assign(tools, { earlier: () => new Set(['00'.repeat(32)]) });
  writeFileSync(copied, 'ours');
  assert.deepEqual(await take({ kind: 'copy', to: 1 }), { kind: 'alarm', code: 'CONFLICT', slot: 0 });
  assert.equal(readFileSync(copied, 'utf8'), 'ours');
});

test('a copy that somebody took away is written again', async t => {
  const { source, copied, take, record } = await oneFile(t, XML, '<first/>');
  await take({ kind: 'copy', to: 1 });
  const before = record('<first/>');
  writeFileSync(source, '<the second/>');
  rmSync(copied);
  assert.equal((await take({ kind: 'replace', to: 1, prefix: false }, before)).kind, 'taken');
  assert.equal(readFileSync(copied, 'utf8'), '<the second/>');
});

test('base calls that grew since they were last looked at are no trouble: they are looked at again', async t => {
  const { source, copied, tools } = await oneFile(t, BCL, 'base calls');
  appendFileSync(source, ' and more');
  const early = await takeBag(tools, [copyOf(BCL, 'base calls', 1)]);
  assert.deepEqual([...early.unread], [[BCL, 'SOURCE_CHANGED']]);
  assert.equal(early.files, 0);
  assert.ok(!existsSync(copied));
  const { unread, files } = await takeBag(tools, [copyOf(BCL, 'base calls and more', 1)]);
  assert.deepEqual([unread.size, files], [0, 1]);
});

test('a bag says which files could not be read, and does not pass over an error that should not be', async t => {
  const { source, tools } = await oneFile(t, BCL, 'base calls');
  Object.assign(tools, {
    spend: async (bytes: number) => {
      if (bytes > 0) throw new TypeError('of the test');
    },
  });
  await assert.rejects(takeBag(tools, [copyOf(BCL, 'base calls', 1)]), /of the test/);
  rmSync(source);
  Object.assign(tools, { spend: async () => {} });
  const { unread } = await takeBag(tools, [copyOf(BCL, 'base calls', 1)]);
  assert.deepEqual([...unread.keys()], [BCL]);
});
