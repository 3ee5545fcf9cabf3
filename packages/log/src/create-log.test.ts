import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { openCheckpoint } from '@seqwarden/proof/log';
import { rejectsWith } from '../test/support/assert-code.ts';
import { entry, newLog } from '../test/support/logs.ts';
import { createLog } from './create-log.ts';
import { loadLogKey, makeLogKey } from './log-key.ts';

test('a new log has no entries, is for this account alone, and is published when it is first opened', async t => {
  const { folder, key, open } = await newLog(t);
  assert.equal(statSync(folder).mode & 0o777, 0o700);
  const log = await open();
  for (const name of readdirSync(folder).filter(name => name.startsWith('store')))
    assert.equal(statSync(join(folder, name)).mode & 0o777, 0o600, name);
  const published = readFileSync(join(folder, key.id, 'checkpoint'));
  assert.equal((await openCheckpoint(published, key.verifier)).checkpoint.size, 0);
  assert.deepEqual(await log.read('checkpoint'), new Uint8Array(published));
  assert.equal(await log.read('../store.sqlite'), undefined);
});

test('where a log is, or was, no second one begins', async t => {
  const { folder, key, open } = await newLog(t);
  await rejectsWith('LOG_EXISTS', createLog(folder, key, new Date()));
  await rejectsWith('LOG_EXISTS', createLog(folder, loadLogKey(makeLogKey()), new Date()));
  await (await open()).append(entry('a'));
  rmSync(join(folder, 'store.sqlite'));
  await rejectsWith('LOG_EXISTS', createLog(folder, key, new Date()));
});

test('an entry has between one byte and 65,535', async t => {
  const log = await (await newLog(t)).open();
  await rejectsWith('STATEMENT_MALFORMED', log.append(new Uint8Array()));
  await rejectsWith('STATEMENT_TOO_LARGE', log.append(new Uint8Array(65_536)));
  assert.equal((await log.append(new Uint8Array(65_535))).index, 0);
});

test('what was appended before the log is closed is done; after it nothing is', async t => {
  const { open } = await newLog(t);
  const log = await open();
  const appended = log.append(entry('a'));
  await log.close();
  assert.equal((await appended).index, 0);
  await rejectsWith('INTERNAL', log.append(entry('b')));
});
