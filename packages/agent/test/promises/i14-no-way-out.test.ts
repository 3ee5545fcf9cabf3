import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { missing } from '../../../../scripts/testing/needs.ts';
import { copyFile } from '../../src/engine/copy-file.ts';
import { READ_BYTES, readFile } from '../../src/engine/read-file.ts';
import { walk } from '../../src/engine/walk.ts';
import { fsError } from '../../src/host/fs-error.ts';
import { BEST_REACH, closeRoot, HeldTree, openRoot } from '../../src/host/held-tree.ts';
import { rejectsWith, throwsWith } from '../support/assert-code.ts';
import { account, seqwarden } from '../support/command.ts';
import { copyTools, HERE } from '../support/copy-tools.ts';
import { LARGE, SMALL_RUN, writeRun } from '../support/runs.ts';
import { scratch } from '../support/scratch.ts';
import { copy, newSigner, seal, trustIn, verify } from '../support/sealing.ts';
import { below, contents, entries, fingerprints } from '../support/tree.ts';

const SECRET = 'what lies outside of the run';

/** A run, and beside it a folder that no copy of the run may ever show or touch. */
function place(t: TestContext) {
  const folder = scratch(t);
  const outside = writeRun(folder, 'outside', { 'SampleSheet.csv': SECRET, 'a.bin': SECRET });
  const source = writeRun(join(folder, 'source'), 'RUN');
  const destination = join(folder, 'destination');
  return { folder, outside, source, destination, run: join(destination, 'RUN') };
}

const HOSTILE_NAMES = [
  'new\nline',
  'carriage\rreturn',
  'back\\slash',
  '\\n',
  ' leading and trailing ',
  '  two  blanks',
  '-rf',
  '*',
  '$(reboot)',
  '"quoted"',
  '\x1b[2J\x07 control',
  '\x7f',
  '\xe2\x80\xae override',
  'not UTF-8 \xff\xc3',
  'x'.repeat(255),
  '...',
  '.hidden',
  'Custody ',
  'proto/__proto__',
  'constructor',
];

test('I14: names with newlines, backslashes, blanks, control characters and other bytes survive and verify', async t => {
  const { source, destination, run } = place(t);
  for (const name of HOSTILE_NAMES) {
    if (name.includes('/')) mkdirSync(join(source, 'proto'));
    writeFileSync(below(source, name), `content of ${name}`);
  }
  mkdirSync(below(source, 'folder\n\xff'));
  writeFileSync(below(source, 'folder\n\xff/file'), 'deep');
  const { outcome } = await copy(source, destination);
  assert.equal(outcome, 'sealed');
  const ofRun = contents(run).filter(line => !/^Custody(?:\/| folder$)/.test(line));
  assert.deepEqual(ofRun, contents(source));
  assert.ok(entries(run).includes('Custody '));
  const { verdict } = await verify(run);
  assert.deepEqual([verdict.answer, verdict.codes], ['unchanged', []]);
  const list = readFileSync(join(run, 'Custody', 'SHA256SUMS'), 'latin1');
  assert.match(list, /^\\[0-9a-f]{64} {2}new\\nline$/m);
  assert.match(list, /^\\[0-9a-f]{64} {2}\\\\n$/m);
});

test('I14: paths as long as a system allows are copied, longer ones refused', async t => {
  const { source, destination } = place(t);
  const deep = join(source, ...Array.from({ length: 10 }, () => 'd'.repeat(255)));
  mkdirSync(deep, { recursive: true });
  writeFileSync(join(deep, 'f'.repeat(255)), 'deep');
  assert.equal((await copy(source, destination)).outcome, 'sealed');
  assert.equal((await verify(join(destination, 'RUN'))).verdict.answer, 'unchanged');
  mkdirSync(join(source, ...Array.from({ length: 70 }, () => 'e')), { recursive: true });
  await rejectsWith('RUN_UNREADABLE', copy(source, join(destination, '..', 'other')));
});

test('I14: no name in the run reaches a terminal as it is', async t => {
  const { folder, source, destination } = place(t);
  writeRun(destination, 'RUN', { ...SMALL_RUN, '\x1b[2Jadded\x07': 'x' });
  const env = account(folder);
  seqwarden(['init'], env);
  const { status, stderr } = seqwarden(['copy', source, '--to', destination], env);
  assert.equal(status, 1);
  assert.match(stderr, /\\u\{1b\}\[2Jadded\\u\{7\}/);
  assert.doesNotMatch(stderr, /\x1b/);
});

test('I14: a link in place of a file, swapped in after the listing, is not followed', t => {
  const { source, outside } = place(t);
  const root = openRoot(source);
  t.after(() => closeRoot(root));
  const { files } = walk(root);
  const tree = new HeldTree(root);
  const row = files.find('SampleSheet.csv');
  tree.enter(files.folder(row));
  unlinkSync(join(source, 'SampleSheet.csv'));
  symlinkSync(join(outside, 'SampleSheet.csv'), join(source, 'SampleSheet.csv'));
  assert.throws(
    () => readFile(tree.at(files.name(row)), 'x', Buffer.alloc(READ_BYTES)),
    error => {
      assert.equal(fsError(error, 'source', 'x').code, 'SOURCE_ESCAPED');
      return true;
    },
  );
  tree.close();
});

test('I14: a FIFO, a folder or a device in place of a file neither holds a copy up nor is read', t => {
  const { source } = place(t);
  const root = openRoot(source);
  t.after(() => closeRoot(root));
  const tree = new HeldTree(root);
  unlinkSync(join(source, 'SampleSheet.csv'));
  execFileSync('mkfifo', [join(source, 'SampleSheet.csv')]);
  for (const name of ['SampleSheet.csv', 'Data'])
    throwsWith('SOURCE_CHANGED', () => readFile(tree.at(name), 'x', Buffer.alloc(READ_BYTES)));
});

test('I14: a link in place of a parent folder does not lead out, before, during or after entering it', t => {
  if (BEST_REACH !== 'held') return void missing(t, '/proc, to hold folders');
  const { source, outside } = place(t);
  const root = openRoot(source);
  t.after(() => closeRoot(root));
  const swap = () => {
    renameSync(join(source, 'InterOp'), join(source, 'was InterOp'));
    symlinkSync(outside, join(source, 'InterOp'));
  };
  const swapBack = () => {
    unlinkSync(join(source, 'InterOp'));
    renameSync(join(source, 'was InterOp'), join(source, 'InterOp'));
  };
  writeFileSync(join(outside, 'TileMetricsOut.bin'), SECRET);

  // after: the folder that was entered is read on, not what its name now leads to
  const tree = new HeldTree(root);
  tree.enter('InterOp');
  swap();
  const pieces: string[] = [];
  readFile(tree.at('TileMetricsOut.bin'), 'x', Buffer.alloc(READ_BYTES), bytes =>
    pieces.push(bytes.toString()),
  );
  assert.deepEqual(pieces, ['tile metrics']);
  // before: it cannot be entered
  tree.enter('');
  assert.throws(
    () => tree.enter('InterOp'),
    error => fsError(error, 'source', '').code === 'SOURCE_ESCAPED',
  );
  // the root itself is held as well
  const away = `${source} away`;
  renameSync(source, away);
  symlinkSync(outside, source);
  tree.enter('');
  assert.deepEqual(readdirSync(tree.at('')).toSorted(), readdirSync(away).toSorted());
  unlinkSync(source);
  renameSync(away, source);
  swapBack();
  tree.close();
});

test('I14: a link in place of a destination folder is not written through', async t => {
  if (BEST_REACH !== 'held') return void missing(t, '/proc, to hold folders');
  const { source, outside, destination } = place(t);
  const run = writeRun(destination, 'RUN', {});
  mkdirSync(join(run, 'InterOp'));
  const { tools, thrown } = copyTools(t, source, run, true);
  tools.source.enter('InterOp');
  // Holds the folder, as the neighbour of a file that was just copied does.
  await tools.sinks[0]?.look('InterOp/TileMetricsOut.bin');
  renameSync(join(run, 'InterOp'), join(run, 'was InterOp'));
  symlinkSync(outside, join(run, 'InterOp'));
  const before = fingerprints(outside);
  const file = { row: 0, name: 'TileMetricsOut.bin', path: 'InterOp/TileMetricsOut.bin' };
  await thrown(copyFile(tools, file, HERE));
  assert.deepEqual(fingerprints(outside), before);
  assert.deepEqual(readdirSync(join(run, 'was InterOp')), ['TileMetricsOut.bin']);
});

test('I14: under a swapper that never rests, no copy ever holds a byte from outside', async t => {
  const { folder, source, outside } = place(t);
  writeFileSync(join(outside, 'TileMetricsOut.bin'), SECRET);
  // Exchanges the folder InterOp, and the file SampleSheet.csv, with links to their namesakes outside, all the time.
  const swapper = new Worker(
    `const { renameSync, symlinkSync, unlinkSync } = require('node:fs');
     const { parentPort, workerData: { source, outside } } = require('node:worker_threads');
     symlinkSync(outside, source + '/link');
     symlinkSync(outside + '/SampleSheet.csv', source + '/sheet');
     for (let round = 0; ; round++) {
       for (const [name, link] of [['InterOp', 'link'], ['SampleSheet.csv', 'sheet']]) {
         renameSync(source + '/' + name, source + '/../kept');
         renameSync(source + '/' + link, source + '/' + name);
         renameSync(source + '/' + name, source + '/' + link);
         renameSync(source + '/../kept', source + '/' + name);
       }
       if (round === 0) parentPort.postMessage('started');
     }`,
    { eval: true, workerData: { source, outside } },
  );
  try {
    await new Promise(resolve => swapper.once('message', resolve));
    const outcomes = new Set<string>();
    for (let round = 0; round < 12; round++) {
      const destination = join(folder, `destination-${round}`);
      const outcome = await copy(source, destination).then(
        result => result.failures[0]?.code ?? result.outcome,
        error => error.code,
      );
      outcomes.add(outcome);
      for (const path of entries(destination)) {
        const at = join(destination, path);
        if (path.endsWith('.csv') || path.endsWith('.bin'))
          assert.doesNotMatch(readFileSync(at, 'utf8'), /outside/);
      }
      const allowed = ['sealed', 'SOURCE_ESCAPED', 'SOURCE_CHANGED', 'CONFLICT'];
      assert.ok(allowed.includes(outcome), outcome);
    }
    t.diagnostic(`outcomes: ${[...outcomes].join(', ')}`);
  } finally {
    await swapper.terminate();
  }
});

test('I14: a planted Custody that is this run’s seal is carried over', async t => {
  const { source, destination, run } = place(t);
  const { seal: planted } = await seal(source);
  const result = await copy(source, destination);
  assert.deepEqual([result.outcome, result.seal, result.quarantined], ['carried', planted, null]);
  assert.deepEqual(contents(join(run, 'Custody')), contents(join(source, 'Custody')));
  assert.equal((await verify(run)).verdict.answer, 'unchanged');
});

test('I14: a planted Custody that does not verify is set aside, exit 1, and the run gets a seal of its own', async t => {
  const { folder, source, destination, run } = place(t);
  const other = writeRun(join(folder, 'other'), 'OTHER', { 'a.txt': 'another run' });
  await seal(other);
  const stranger = newSigner();
  const plants: Readonly<Record<string, () => void>> = {
    'the seal of another run': () =>
      execFileSync('cp', ['-r', join(other, 'Custody'), join(source, 'Custody')]),
    'a seal by a stranger': () => {},
    'a folder with more below': () =>
      void writeRun(source, 'Custody', { 'a/b/form.pdf': LARGE, 'c.txt': 'x' }),
    rubbish: () => void writeRun(source, 'Custody', { 'seal.intoto.json': '{', '\x1b[2J': 'x' }),
    'another letter case': () => void writeRun(source, 'custody', { 'seal.intoto.json': '{' }),
    'two of them': () => {
      writeRun(source, 'custody', { a: 'x' });
      execFileSync('cp', ['-r', join(other, 'Custody'), join(source, 'Custody')]);
    },
    'a link': () => symlinkSync(join(other, 'Custody'), join(source, 'Custody')),
    'a file': () => writeFileSync(join(source, 'Custody'), 'x'),
    'a FIFO': () => void execFileSync('mkfifo', [join(source, 'Custody')]),
    'a folder of too many': () =>
      void writeRun(
        source,
        'Custody',
        Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`${n}`, ''])),
      ),
    'an empty folder': () => void mkdirSync(join(source, 'Custody')),
  };
  for (const [name, plant] of Object.entries(plants)) {
    for (const custody of ['Custody', 'custody'])
      rmSync(join(source, custody), { recursive: true, force: true });
    rmSync(destination, { recursive: true, force: true });
    plant();
    if (name === 'a seal by a stranger') await seal(source, { signer: stranger, trust: trustIn([stranger]) });
    const before = fingerprints(source);
    const result = await copy(source, destination);
    assert.equal(result.outcome, 'sealed', name);
    assert.notEqual(result.quarantined, null, name);
    const kept = join(destination, '.seqwarden', result.quarantined?.folder ?? '');
    const plain = (path: string) => /^custody(\/|$)/i.test(path) && !lstatSync(join(source, path)).isFIFO();
    const brought = entries(source).filter(
      path => plain(path) && !lstatSync(join(source, path)).isSymbolicLink(),
    );
    assert.deepEqual(entries(kept), brought, name);
    assert.deepEqual(fingerprints(source), before, name);
    const { verdict } = await verify(run);
    assert.deepEqual([verdict.answer, verdict.codes], ['unchanged', []], name);
    assert.equal(entries(run).filter(path => /^custody$/i.test(path)).length, 1, name);
  }
  const env = account(folder);
  seqwarden(['init'], env);
  rmSync(destination, { recursive: true });
  mkdirSync(destination);
  const { status, stderr } = seqwarden(['copy', source, '--to', destination], env);
  assert.equal(status, 1);
  assert.match(stderr, /SOURCE_CUSTODY_QUARANTINED/);
});

test('I14: a link at the destination, for the run or for a folder in it, is never written through', async t => {
  const { source, destination, outside } = place(t);
  mkdirSync(destination);
  const before = fingerprints(outside);
  symlinkSync(outside, join(destination, 'RUN'));
  await rejectsWith('CONFLICT', copy(source, destination));
  unlinkSync(join(destination, 'RUN'));
  for (const at of ['Data', 'Data/Intensities']) {
    rmSync(join(destination, 'RUN'), { recursive: true, force: true });
    mkdirSync(join(destination, 'RUN', at, '..'), { recursive: true });
    symlinkSync(outside, join(destination, 'RUN', at));
    await rejectsWith('CONFLICT', copy(source, destination));
  }
  rmSync(join(destination, '.seqwarden'), { recursive: true });
  symlinkSync(outside, join(destination, '.seqwarden'));
  await rejectsWith('DESTINATION_UNUSABLE', copy(source, destination));
  assert.deepEqual(fingerprints(outside), before);
});

test('I14: a run cannot have the name of Seqwarden’s own folder', async t => {
  const { folder, destination } = place(t);
  for (const name of ['.seqwarden', '.Seqwarden'])
    await rejectsWith('DESTINATION_UNUSABLE', copy(writeRun(join(folder, 'source'), name), destination));
});
