import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TileReader } from '@seqwarden/proof/log';
import { restoreLog } from '../../src/restore/restore-log.ts';
import { STORE_FILE } from '../../src/store/open-sqlite-store.ts';
import { rejectsWith } from '../support/assert-code.ts';
import { entry, NOON, newLog, scratch } from '../support/logs.ts';

test('I9: where the store is lost, the tree that lies here counts, and one that was set aside: no older copy takes its place', async t => {
  const { folder, key, open } = await newLog(t);
  const tree = join(folder, key.id);
  const log = await open();
  await log.append(entry('a'));
  const [old, all] = [scratch(t), scratch(t)];
  cpSync(tree, old, { recursive: true });
  await log.append(entry('b'));
  await log.close();
  cpSync(tree, all, { recursive: true });
  for (const name of readdirSync(folder)) if (name.startsWith(STORE_FILE)) rmSync(join(folder, name));

  const from =
    (copy: string): TileReader =>
    async path =>
      readFileSync(join(copy, path));
  const options = { others: [], now: new Date(NOON) };
  const error = await rejectsWith('LOG_BEHIND', restoreLog(folder, key, from(old), options));
  assert.match(error.message, /its own tree has 2 entries/);
  const aside = `${tree}.before-20260228T120000000Z`;
  renameSync(tree, aside);
  await rejectsWith('LOG_BEHIND', restoreLog(folder, key, from(old), options));
  // What says nothing is no reason against a copy: it may be why there is need of one.
  writeFileSync(join(aside, 'checkpoint'), 'of nobody');
  mkdirSync(join(tree, 'checkpoint'), { recursive: true });
  assert.equal(await restoreLog(folder, key, from(all), options), 2);
});
