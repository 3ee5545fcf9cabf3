import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ERRORS } from '@seqwarden/proof';
import { restoreLog } from '../../src/restore/restore-log.ts';
import { TOLERATED_STEP } from '../../src/writer/decide-time.ts';
import { rejectsWith } from '../support/assert-code.ts';
import { entry, NOON, newLog } from '../support/logs.ts';

test('time only moves forward: with a clock from before the last checkpoint nothing is appended, in whatever process', async t => {
  const { open } = await newLog(t);
  await (await open({ clock: () => NOON + 60_000 })).append(entry('a'));
  const log = await open({ clock: () => NOON + 59_999 - TOLERATED_STEP });
  await rejectsWith('CLOCK_BACK', log.append(entry('b')));
  assert.equal((await log.append(entry('a'))).isNew, false, 'what is there is proven');
  assert.equal((await (await open({ clock: () => NOON + 70_000 })).append(entry('b'))).index, 1);
});

test('a small step back is borne, and small steps do not add up', async t => {
  const { open } = await newLog(t);
  let now = NOON;
  const log = await open({ clock: () => now });
  await log.append(entry('a'));
  now = NOON - TOLERATED_STEP;
  await log.append(entry('b'));
  now = NOON - TOLERATED_STEP - 1;
  await rejectsWith('CLOCK_BACK', log.append(entry('c')));
});

test('a clock that was far ahead is forgotten when a person makes the store anew from the own tree', async t => {
  const { folder, key, open } = await newLog(t);
  const log = await open({ clock: () => NOON + 10 * 365 * 86_400_000 });
  await log.append(entry('a'));
  const { read } = log;
  await log.close();
  const error = await rejectsWith('CLOCK_BACK', (await open()).append(entry('b')));
  assert.match(error.message, /3650\.0 days ahead/);
  assert.match(ERRORS.CLOCK_BACK.advice, /far ahead.*log restore/);
  await restoreLog(folder, key, read, { others: [], now: new Date(NOON) });
  assert.equal((await (await open()).append(entry('b'))).index, 1);
});
