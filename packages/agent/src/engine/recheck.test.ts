import assert from 'node:assert/strict';
import {
  lstatSync,
  mkdirSync,
  renameSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { rejectsWith } from '../../test/support/assert-code.ts';
import { SMALL_RUN, writeRun } from '../../test/support/runs.ts';
import { scratch } from '../../test/support/scratch.ts';
import { closeRoot, openRoot } from '../host/held-tree.ts';
import { FilePool } from './file-pool.ts';
import { recheck } from './recheck.ts';
import { walk } from './walk.ts';

const pool = new FilePool(2);
after(() => pool.close());

const SHEET = 'SampleSheet.csv';

const CHANGES: readonly (readonly [what: string, path: string, change: (run: string) => void])[] = [
  ['a file that grew', SHEET, run => writeFileSync(join(run, SHEET), 'longer than before')],
  [
    'a file of the same size and time, written again',
    SHEET,
    run => {
      const { atimeMs, mtimeMs, size } = lstatSync(join(run, SHEET));
      writeFileSync(join(run, SHEET), 'x'.repeat(size));
      utimesSync(join(run, SHEET), atimeMs / 1000, mtimeMs / 1000);
    },
  ],
  [
    'a file that another one replaced',
    SHEET,
    run => {
      writeFileSync(join(run, 'new'), SMALL_RUN[SHEET] ?? '');
      renameSync(join(run, 'new'), join(run, SHEET));
    },
  ],
  ['a file that vanished', SHEET, run => unlinkSync(join(run, SHEET))],
  [
    'a link in place of a file',
    SHEET,
    run => {
      unlinkSync(join(run, SHEET));
      symlinkSync('elsewhere', join(run, SHEET));
    },
  ],
  ['a new file', 'Data/new', run => writeFileSync(join(run, 'Data', 'new'), '')],
  ['a new file behind all others', 'zzz', run => writeFileSync(join(run, 'zzz'), '')],
  ['a new link', 'link', run => symlinkSync('Data', join(run, 'link'))],
  ['a new empty folder', 'empty', run => mkdirSync(join(run, 'empty'))],
  ['a Custody', 'Custody', run => mkdirSync(join(run, 'Custody'))],
];

test('a run that is as it was read passes; each change of it is found and named', async t => {
  const folder = scratch(t);
  for (const [what, path, change] of [['nothing', '', () => {}] as const, ...CHANGES]) {
    await t.test(what, async () => {
      const run = writeRun(folder, what);
      const root = openRoot(run);
      try {
        const before = walk(root);
        await pool.transfer(before.files, { source: root });
        change(run);
        if (path === '') await recheck(pool, root, before);
        else assert.equal((await rejectsWith('SOURCE_CHANGED', recheck(pool, root, before))).path, path);
      } finally {
        closeRoot(root);
      }
    });
  }
});
