import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { appendFileSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, type TestContext, test } from 'node:test';
import { SeqwardenError } from '@seqwarden/proof';
import { rejectsWith } from '../../test/support/assert-code.ts';
import { type RunFiles, writeRun } from '../../test/support/runs.ts';
import { scratch } from '../../test/support/scratch.ts';
import { FilePool } from '../engine/file-pool.ts';
import { walk } from '../engine/walk.ts';
import { closeRoot, openRoot } from '../host/held-tree.ts';
import type { ListedRun } from './list-reader.ts';
import { checkLists, digestsForLists } from './prior-evidence.ts';

const pool = new FilePool(2);
after(() => pool.close());

const md5 = (content: string) => createHash('md5').update(content).digest('hex');

function openedRun(t: TestContext, files: RunFiles) {
  const path = writeRun(scratch(t), 'RUN', files);
  const root = openRoot(path);
  t.after(() => closeRoot(root));
  return { path, root, files: walk(root).files };
}

type Opened = ReturnType<typeof openedRun>;

/** As sealing does it, with what happens meanwhile. */
async function checked(run: Opened, { beforeHashing = () => {}, afterHashing = () => {} } = {}) {
  const extra = await digestsForLists(run);
  beforeHashing();
  await pool.transfer(run.files, { source: run.root, extra });
  afterHashing();
  return checkLists(run, extra);
}

test('only what is named, by another algorithm than SHA-256, is hashed by that too', async t => {
  const run = openedRun(t, {
    a: 'a',
    b: 'b',
    'a.md5': md5('a'),
    SHA256SUMS: `${createHash('sha256').update('b').digest('hex')}  b\n`,
  });
  const extra = await digestsForLists(run);
  assert.deepEqual(
    ['a', 'b', 'a.md5', 'SHA256SUMS'].map(path => extra?.wanted(run.files.find(path))),
    [['md5'], [], [], []],
  );
  const withoutOthers = openedRun(t, { b: 'b', SHA256SUMS: 'x' });
  assert.equal(await digestsForLists(withoutOthers), undefined);
});

const LATER: Readonly<Record<string, (list: string) => void>> = {
  'names more': list => appendFileSync(list, `${md5('b')}  b\n`),
  'names nothing any more': list => writeFileSync(list, '# nothing'),
  'is gone': list => unlinkSync(list),
};

for (const [what, change] of Object.entries(LATER))
  test(`a list that ${what} after it was hashed is no evidence`, async t => {
    const run = openedRun(t, { a: 'a', b: 'b', md5sums: `${md5('a')}  a\n` });
    await rejectsWith(
      'SOURCE_CHANGED',
      checked(run, { afterHashing: () => change(join(run.path, 'md5sums')) }),
    );
  });

test('nor is one that names more before it is hashed than when it was asked', async t => {
  const run = openedRun(t, { a: 'a', b: 'b', md5sums: `${md5('a')}  a\n` });
  const list = join(run.path, 'md5sums');
  await rejectsWith(
    'SOURCE_CHANGED',
    checked(run, { beforeHashing: () => appendFileSync(list, `${md5('b')}  b\n`) }),
  );
});

test('a list that cannot be read asks for nothing: whoever hashes the files will name it', async t => {
  const run = openedRun(t, { a: 'a', md5sums: `${md5('a')}  a\n` });
  unlinkSync(join(run.path, 'md5sums'));
  symlinkSync('a', join(run.path, 'md5sums'));
  assert.equal(await digestsForLists(run), undefined);
});

test('a line that is longer than a path can be is passed over, the next one is not', async t => {
  const long = `${md5('a')}  ${'./'.repeat(5000)}a\n`;
  const run = openedRun(t, { a: 'a', md5sums: `${long}${md5('a')}  ./a\n` });
  const [list] = await checked(run);
  assert.deepEqual([list?.listed, list?.matched], [1, 1]);
});

test('an abort is heard while lists are read, before the files are hashed and after', async t => {
  const run = openedRun(t, { a: 'a', md5sums: Buffer.alloc(8 << 20, '\n'), 'b.md5': md5('a') });
  const extra = await digestsForLists(run);
  await pool.transfer(run.files, { source: run.root, extra });
  const passes = [digestsForLists, (again: ListedRun) => checkLists(again, extra)];
  for (const pass of passes) {
    const stop = new AbortController();
    setImmediate(() => stop.abort(new SeqwardenError('INTERRUPTED', 'enough')));
    await rejectsWith('INTERRUPTED', pass({ ...run, signal: stop.signal }));
  }
});

test('lists are read no faster than the limit', async t => {
  const run = openedRun(t, { md5sums: '\n'.repeat(1000) });
  const started = performance.now();
  await digestsForLists({ ...run, bytesPerSecond: 10_000 });
  assert.ok(performance.now() - started >= 90);
});
