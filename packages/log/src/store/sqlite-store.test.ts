import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { SeqwardenError } from '@seqwarden/proof';
import { rejectsWith } from '../../test/support/assert-code.ts';
import { entry, newLog } from '../../test/support/logs.ts';
import { storeContract } from '../../test/support/store-contract.ts';
import { loadLogKey, makeLogKey } from '../log-key.ts';
import { openSqliteStore, STORE_FILE } from './open-sqlite-store.ts';
import { storeError } from './sqlite-error.ts';

storeContract('SQLite', async t => {
  const { folder, key } = await newLog(t);
  return {
    open: async () => {
      const store = openSqliteStore(folder, key.id);
      t.after(() => store.close());
      return store;
    },
  };
});

test('the lease of a process that is killed is free at once', async t => {
  const { folder, key, open } = await newLog(t);
  await (await open()).close();
  const module = new URL('./sqlite-lock.ts', import.meta.url).href;
  const path = JSON.stringify(join(folder, 'lease'));
  const code = `import { SqliteLease } from ${JSON.stringify(module)};
    await new SqliteLease(${path}).take(1000); process.stdout.write('held'); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(() => child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  const store = openSqliteStore(folder, key.id);
  t.after(() => store.close());
  await rejectsWith('LOG_BUSY', store.lease(50));
  child.kill('SIGKILL');
  await once(child, 'close');
  (await store.lease(0))();
});

test('a store is never made by opening it', async t => {
  const { folder, open } = await newLog(t);
  rmSync(join(folder, STORE_FILE));
  await rejectsWith('LOG_MISSING', open());
});

test('a store that is damaged, of another program, of another log or open to others is not used', async t => {
  const { folder, key, open } = await newLog(t);
  const log = await open();
  await Promise.all(Array.from({ length: 400 }, (_, at) => log.append(entry(at))));
  await log.close();
  const path = join(folder, STORE_FILE);
  const sound = readFileSync(path);
  const change = (sql: string) => {
    const db = new DatabaseSync(path);
    db.exec(sql);
    db.close();
  };
  const damages: Readonly<Record<string, () => void>> = {
    'a page is overwritten': () =>
      writeFileSync(
        path,
        Buffer.concat([sound.subarray(0, 8192), Buffer.alloc(4096, 9), sound.subarray(12288)]),
      ),
    'it is cut': () => truncateSync(path, 10_000),
    'no database': () => writeFileSync(path, 'text'),
    'of another program': () => change('PRAGMA application_id = 1'),
    'a later version': () => change('PRAGMA user_version = 99'),
    'a table is gone': () => change('DROP TABLE kept'),
    'a column more': () => change('ALTER TABLE kept ADD COLUMN more TEXT'),
    'no checkpoint': () => change('DELETE FROM head'),
    'the checkpoint is signed by nobody': () =>
      change("UPDATE head SET checkpoint = CAST(replace(CAST(checkpoint AS TEXT), '— ', '— x') AS BLOB)"),
    'entries are forgotten': () => change('DELETE FROM leaf WHERE entry = 17'),
    'the edge is gone': () => change('DELETE FROM kept'),
    'the edge is another': () =>
      change("UPDATE kept SET bytes = zeroblob(length(bytes)) WHERE path LIKE 'tile/0/%'"),
    'an entry of the edge is another': () =>
      change("UPDATE kept SET bytes = zeroblob(length(bytes)) WHERE path LIKE 'tile/entries/%'"),
    'open to others': () => chmodSync(path, 0o640),
  };
  for (const [what, damage] of Object.entries(damages)) {
    writeFileSync(path, sound);
    damage();
    await rejectsWith('LOG_STORE_UNUSABLE', open()).catch(error => assert.fail(`${what}: ${error}`));
    chmodSync(path, 0o600);
  }
  writeFileSync(path, sound);
  assert.throws(() => openSqliteStore(folder, loadLogKey(makeLogKey()).id), { code: 'LOG_STORE_UNUSABLE' });
  assert.equal((await (await open()).append(entry(3))).index, 3);
  assert.equal(key.id.length, 32);
});

test('a full disk under the store is told as one', t => {
  const db = new DatabaseSync(':memory:');
  t.after(() => db.close());
  db.exec('PRAGMA max_page_count = 3; CREATE TABLE t (b BLOB)');
  try {
    db.exec('INSERT INTO t VALUES (zeroblob(100000))');
    assert.fail('it fits');
  } catch (error) {
    const told = storeError(error);
    assert.ok(told instanceof SeqwardenError && told.code === 'STATE_FULL', String(told));
  }
});
