import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { BytePath, ErrorCode } from '@seqwarden/proof';
import { copyTools } from '../../test/support/copy-tools.ts';
import {
  halfWrite,
  ofKind,
  withoutCase,
  withoutLinkOf,
  withoutRead,
  withoutRmdir,
  withoutUnlink,
} from '../../test/support/patched-fs.ts';
import { type RunFiles, writeRun } from '../../test/support/runs.ts';
import { scratch } from '../../test/support/scratch.ts';
import { entries } from '../../test/support/tree.ts';
import { FolderSink } from '../destinations/folder/folder-sink.ts';
import { makeFolders } from '../destinations/folder/make-folders.ts';
import { closeRoot, openRoot, type Reach } from '../host/held-tree.ts';
import { TEMPORARY } from '../host/temporary-name.ts';
import { copyFile } from './copy-file.ts';
import { Outcome } from './file-table.ts';
import { walk } from './walk.ts';
import { chooseWhole, WholeFolders } from './whole-folders.ts';

const named = (folder: string, count: number): RunFiles =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`${folder}/${at}.bcl`, `${folder} ${at}`]));

const WHOLE = 'Data/L001/C1.1';
const RUN: RunFiles = { ...named(WHOLE, 20), 'Data/s.locs': 'locs', 'RunInfo.xml': '<RunInfo/>' };

function listed(t: TestContext, files: RunFiles) {
  const source = writeRun(scratch(t), 'RUN', files);
  const root = openRoot(source);
  t.after(() => closeRoot(root));
  return { source, run: walk(root) };
}

/** The folders that are chosen of a run's. */
function chosen(
  t: TestContext,
  files: RunFiles,
  done: readonly BytePath[] = [],
  sizeOf: (path: BytePath) => number = () => 1,
): BytePath[] {
  const { run } = listed(t, files);
  for (const path of done) run.files.outcomes[run.files.find(path)] = Outcome.done;
  const buffers = chooseWhole(run.files, run.folders, row => sizeOf(run.files.path(row)));
  return buffers === undefined
    ? []
    : [...new WholeFolders(run.files, { ...buffers, filling: 1 }).places().keys()];
}

test('a folder of many files and no folders is published whole', t => {
  assert.deepEqual(chosen(t, { ...named('a', 16), ...named('b/c', 30), ...named('b', 16) }), ['a', 'b/c']);
});

test('one with few files is not, nor the run itself', t => {
  const atTop = Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`${at}.idat`, '']));
  assert.deepEqual(chosen(t, { ...named('a', 15), ...atTop }), []);
  assert.deepEqual(chosen(t, atTop), [], 'where it holds no folders either');
});

test('one of which a file is copied already, or held back, is not', t => {
  assert.deepEqual(chosen(t, { ...named('a', 20), ...named('b', 20) }, ['a/3.bcl']), ['b']);
});

test('one with so much in it that a kill would cost more than seconds is not, whichever of its files are the large ones', t => {
  const files = { ...named('a', 20), ...named('b', 20) };
  const most = 256 * 2 ** 20;
  assert.deepEqual(
    chosen(t, files, [], path => (path.startsWith('a/') ? most / 20 : most / 20 + 1)),
    ['a'],
  );
  // In the order of a run's list: 0, 1, 10 … 19, 2 … 9.
  for (const large of ['0', '1', '18', '9'])
    assert.deepEqual(
      chosen(t, files, [], path => (path === `b/${large}.bcl` ? most : 1)),
      ['a'],
      large,
    );
});

test('one with an empty folder in it is not', t => {
  const { source, run } = listed(t, named('a', 20));
  mkdirSync(join(source, 'a/empty'));
  const root = openRoot(source);
  const again = walk(root);
  closeRoot(root);
  assert.ok(chooseWhole(run.files, run.folders, () => 1));
  assert.equal(
    chooseWhole(again.files, again.folders, () => 1),
    undefined,
  );
});

interface Filled {
  readonly files?: RunFiles;
  /** A name of which half is written and cannot be removed. */
  readonly broken?: string;
  readonly reach?: Reach;
}

/** A run of which all rows are copied, one thread doing it, and the folder not published yet. */
async function filled(t: TestContext, { files = RUN, broken, reach }: Filled = {}) {
  const { source, run } = listed(t, files);
  const to = join(scratch(t), 'RUN');
  mkdirSync(join(to, WHOLE), { recursive: true });
  const { tools } = copyTools(t, source, to);
  const destination = openRoot(to, reach);
  t.after(() => closeRoot(destination));
  const sink = new FolderSink(destination);
  const buffers = chooseWhole(run.files, run.folders, () => 1);
  assert.ok(buffers);
  const whole = new WholeFolders(run.files, { ...buffers, filling: sink.renamesFolders ? 1 : 0 });
  if (sink.renamesFolders) makeFolders(destination, [...whole.places().values()]);
  whole.fill([sink]);
  const failures: [BytePath, ErrorCode][] = [];
  const table = run.files;
  const places = {
    ...tools,
    sinks: [sink],
    fresh: 1,
    failed: (_: number, file: { path: BytePath }, error: { code: ErrorCode }) =>
      void failures.push([file.path, error.code]),
  };
  const last: number[] = [];
  for (let row = 0; row < table.count; row++) {
    const path = table.path(row);
    places.source.enter(table.folder(row));
    const isBroken = table.name(row) === broken;
    const mend = isBroken ? [halfWrite(t), withoutUnlink(t)] : [];
    const copied = await copyFile(places, { row, name: table.name(row), path }, 1);
    for (const end of mend) end();
    table.setDigestHex(row, copied?.sha256 ?? '');
    table.held[row] = copied?.copies.held ?? 0;
    table.written[row] = copied?.copies.written ?? 0;
    table.outcomes[row] =
      copied === undefined ? Outcome.failed : whole.holds(row) ? Outcome.waiting : Outcome.done;
    if (whole.holds(row) && whole.end(row)) last.push(row);
  }
  const publish = () => whole.publish(table.find(`${WHOLE}/0.bcl`), [sink], places.failed);
  const heldBy = () => table.held.filter(bits => bits === 1).length;
  return { source, to, table, whole, last, publish, failures, heldBy };
}

test('its files have no final name before it is published, and then all of them have', async t => {
  const { source, to, table, last, publish, failures, heldBy } = await filled(t);
  assert.deepEqual(readdirSync(join(to, WHOLE)), []);
  const unseen = readdirSync(join(to, 'Data/L001')).filter(name => TEMPORARY.test(name));
  assert.equal(unseen.length, 1);
  assert.equal(table.outcomes.filter(outcome => outcome === Outcome.done).length, 2);
  assert.deepEqual(
    last.map(row => table.folder(row)),
    [WHOLE],
    'one row is the last one',
  );

  await publish();
  assert.deepEqual(entries(to), entries(source));
  for (const name of readdirSync(join(to, WHOLE)))
    assert.deepEqual(readFileSync(join(to, WHOLE, name)), readFileSync(join(source, WHOLE, name)));
  assert.deepEqual(failures, []);
  assert.equal(heldBy(), table.count);
  assert.ok(table.outcomes.every(outcome => outcome === Outcome.done));
});

test('what a stranger put under its name stays, and a name that he took is told; the others get theirs', async t => {
  const { source, to, table, publish, failures, heldBy } = await filled(t);
  writeFileSync(join(to, WHOLE, '3.bcl'), 'of a stranger');
  writeFileSync(join(to, WHOLE, '7.bcl'), `${WHOLE} 7`);
  writeFileSync(join(to, WHOLE, 'more'), 'of a stranger too');

  await publish();
  assert.deepEqual(failures.sort(), [
    [`${WHOLE}/3.bcl`, 'CONFLICT'],
    [`${WHOLE}/7.bcl`, 'NAME_COLLISION'],
  ]);
  assert.equal(readFileSync(join(to, WHOLE, '3.bcl'), 'utf8'), 'of a stranger');
  assert.deepEqual(entries(to), [...entries(source), `${WHOLE}/more`].sort());
  assert.equal(heldBy(), table.count - 2);
  assert.deepEqual(table.written, table.held);
});

test('where a name that is taken cannot be read, the others are held that got theirs', async t => {
  const { to, table, publish, failures, heldBy } = await filled(t);
  writeFileSync(join(to, WHOLE, '3.bcl'), 'of a stranger');
  withoutRead(t);

  await publish();
  assert.deepEqual(failures, [[`${WHOLE}/3.bcl`, 'DESTINATION_WRITE_FAILED']]);
  assert.equal(heldBy(), table.count - 1);
});

test('where a file stands in place of the folder, none of its files is held', async t => {
  const { to, table, publish, failures, heldBy } = await filled(t);
  rmdirSync(join(to, WHOLE));
  writeFileSync(join(to, WHOLE), 'of a stranger');

  await publish();
  assert.equal(failures.length, 20);
  assert.equal(heldBy(), table.count - 20);
  assert.equal(readFileSync(join(to, WHOLE), 'utf8'), 'of a stranger');
});

test('where the unseen folder is gone, none of its files is held', async t => {
  const { to, table, publish, heldBy } = await filled(t);
  const above = join(to, 'Data/L001');
  const unseen = readdirSync(above).find(name => TEMPORARY.test(name)) ?? '';
  renameSync(join(above, unseen), join(to, 'elsewhere'));
  await publish();
  assert.equal(heldBy(), table.count - 20);
});

test('half a file that could not be removed gets no name with its folder', async t => {
  const { to, table, whole, failures, publish, heldBy } = await filled(t, { broken: '5.bcl' });
  assert.deepEqual(failures, [[`${WHOLE}/5.bcl`, 'DESTINATION_WRITE_FAILED']]);
  const [unseen = ''] = whole.places().values();
  assert.ok(existsSync(join(to, unseen, '5.bcl')), 'half of it is left');

  await publish();
  assert.ok(!existsSync(join(to, WHOLE, '5.bcl')));
  assert.equal(readdirSync(join(to, WHOLE)).length, 19);
  assert.equal(heldBy(), table.count - 1);
  assert.equal(table.outcomes[table.find(`${WHOLE}/5.bcl`)], Outcome.failed);
});

test('where half a file cannot be removed then either, none of its files is held, and none has a name', async t => {
  const { to, table, publish, heldBy } = await filled(t, { broken: '5.bcl' });
  withoutUnlink(t);
  await publish();
  assert.deepEqual(readdirSync(join(to, WHOLE)), []);
  assert.equal(heldBy(), table.count - 20);
});

test('where the disk gives one file no name, that one is not held; those that got theirs are, so that a withdrawal knows them', async t => {
  const { to, table, publish, failures, heldBy } = await filled(t);
  writeFileSync(join(to, WHOLE, 'more'), 'of a stranger');
  withoutLinkOf(t, '3.bcl');

  await publish();
  assert.deepEqual(failures, [[`${WHOLE}/3.bcl`, 'DESTINATION_WRITE_FAILED']]);
  const named = readdirSync(join(to, WHOLE)).filter(name => name !== 'more');
  assert.equal(named.length, 19);
  assert.ok(named.every(name => table.written[table.find(`${WHOLE}/${name}`)] === 1));
  assert.equal(heldBy(), table.count - 1);
  assert.deepEqual(table.written, table.held);
});

test('where the unseen folder cannot be removed, its files are held, and the destination has failed', async t => {
  const { to, table, whole, publish, failures, heldBy } = await filled(t);
  const [unseen = ''] = whole.places().values();
  writeFileSync(join(to, WHOLE, 'more'), 'of a stranger');
  withoutRmdir(t);

  await publish();
  assert.deepEqual(failures, [[WHOLE, 'DESTINATION_WRITE_FAILED']]);
  assert.equal(heldBy(), table.count);
  assert.ok(existsSync(join(to, unseen)));
});

test('a name that the destination takes for another one of the same folder is told, and the other one stays', async t => {
  withoutCase(t);
  const files = { ...RUN, [`${WHOLE}/19.BCL`]: 'in capitals' };
  const { to, publish, failures, heldBy, table } = await filled(t, { files });
  assert.deepEqual(failures, [[`${WHOLE}/19.bcl`, 'NAME_COLLISION']]);
  await publish();
  assert.equal(failures.length, 1);
  assert.equal(heldBy(), table.count - 1);
  assert.equal(readFileSync(join(to, WHOLE, '19.BCL'), 'utf8'), 'in capitals');
});

for (const [where, reach, kind] of [
  ['on a share mounted by SMB', 'held', 0xfe534d42],
  ['where folders cannot be held', 'plain', 0xef53],
] as const)
  test(`${where} each file gets its name for itself`, async t => {
    ofKind(t, kind);
    const { source, to, publish, failures, heldBy, table } = await filled(t, { reach });
    assert.deepEqual(entries(to), entries(source));
    await publish();
    assert.deepEqual(failures, []);
    assert.equal(heldBy(), table.count);
  });
