import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SeqwardenError } from '@seqwarden/proof';
import type { Log } from '../../src/log.ts';
import { openSqliteStore } from '../../src/store/open-sqlite-store.ts';
import { rejectsWith } from '../support/assert-code.ts';
import { entry, newLog } from '../support/logs.ts';
import { Observer } from '../support/observer.ts';
import { wrapped } from '../support/wrapped-store.ts';

async function appendFrom(
  log: Log,
  name: string,
  callers: number,
  each: number,
): Promise<PromiseSettledResult<number>[]> {
  const call = async (caller: number) => {
    let last = -1;
    for (let number = 0; number < each; number++) {
      const { index } = await log.append(entry(`${name} ${caller} ${number}`));
      assert.ok(index > last, 'in the order of the caller');
      last = index;
    }
    return last;
  };
  return Promise.allSettled(Array.from({ length: callers }, (_, caller) => call(caller)));
}

test('two that have a log open append to it in turn, each from where the other one left it', async t => {
  const { folder, key, open } = await newLog(t);
  const logs = [await open(), await open()];
  const results = await Promise.all(logs.map((log, at) => appendFrom(log, `writer ${at}`, 8, 40)));
  for (const { status } of results.flat()) assert.equal(status, 'fulfilled');
  assert.equal((await new Observer(folder, key).requireOneHistory()).length, 640);
});

test('what one appended the other knows', async t => {
  const { open } = await newLog(t);
  const [one, other] = [await open(), await open()];
  await one.append(entry('a'));
  assert.deepEqual([(await other.append(entry('a'))).index, (await other.append(entry('b'))).index], [0, 1]);
  assert.equal((await one.append(entry('b'))).isNew, false);
});

test('I9: even if two writers hold the lease at once there is one history, and who was too late says so', async t => {
  const { folder, key, open } = await newLog(t);
  const careless = () => {
    const store = openSqliteStore(folder, key.id);
    return wrapped(store, { lease: async () => () => undefined });
  };
  const logs = [await open({ store: careless() }), await open({ store: careless() })];
  const observer = new Observer(folder, key);
  const results = await Promise.all(logs.map((log, at) => appendFrom(log, `writer ${at}`, 3 + at, 60)));
  const late = results.flat().filter(({ status }) => status === 'rejected');
  assert.ok(late.length > 0, 'they met');
  for (const result of late) {
    const error = result.status === 'rejected' ? result.reason : undefined;
    assert.ok(error instanceof SeqwardenError && error.code === 'LOG_BUSY', String(error));
  }
  for (const log of logs) observer.keep(log.checkpoint());
  await Promise.all(logs.map(log => log.close()));
  await open();
  const entries = await observer.requireOneHistory();
  assert.equal(new Set(entries.map(String)).size, entries.length);
});

test('who waits for a writer that does not end gives up, and nothing is appended', async t => {
  const { folder, key, open } = await newLog(t);
  const log = await open({ waitMs: 30 });
  const store = openSqliteStore(folder, key.id);
  t.after(() => store.close());
  const letGo = await store.lease(0);
  await rejectsWith('LOG_BUSY', log.append(entry('a')));
  letGo();
  assert.deepEqual((await log.append(entry('b'))).index, 0);
});
