import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseNote, parseSignatureLine, verifyCosignature } from '@seqwarden/proof/log';
import { RECORD_FILE, WitnessRecord } from '../src/state/record.ts';
import { consistency, history, TestLog } from './support/test-log.ts';
import { newState, type Reply, requestOf, send, serving } from './support/witness-process.ts';

const COMMON = 4;
/** More of them on demand: each takes half a second. */
const KILLS = Number(process.env.SEQWARDEN_WITNESS_KILLS ?? 6);

/** One of the histories that part after COMMON entries. */
const branch = (name: string, size: number) => history(size, name, COMMON);

test('of histories that are shown at the same moment one is cosigned', async t => {
  const log = new TestLog();
  const { state } = newState(t, [log.vkey]);
  const { url, lines } = await serving(t, state);
  const names = Array.from({ length: 24 }, (_, at) => `branch ${at}`);
  const show = async (name: string, size: number, old: number) => {
    const entries = branch(name, size);
    return send(url, requestOf(old, consistency(entries, old), await log.checkpoint(entries)));
  };
  assert.equal((await show('', COMMON, 0)).status, 200);

  const answers = await Promise.all(names.map((name, at) => show(name, COMMON + 1 + (at % 3), COMMON)));
  assert.equal(answers.filter(({ status }) => status === 200).length, 1);
  assert.equal(answers.filter(({ status }) => status === 409).length, names.length - 1);
  assert.equal(lines.filter(({ event }) => event === 'cosigned').length, 2);
});

test('killed at any moment, it has cosigned one history, and remembers what it answered', async t => {
  const log = new TestLog();
  const { state, key } = newState(t, [log.vkey]);
  /** Which branches were cosigned past the entries that all have, and the largest size that was answered. */
  const cosigned = new Set<string>();
  let [answered, known, requests] = [0, 0, 0];

  /** A client that goes on from whatever it is told, on its own branch, until the witness is gone. */
  async function drive(url: string, name: string): Promise<void> {
    for (let old = known; ; ) {
      const entries = branch(name, old + 1);
      const checkpoint = await log.checkpoint(entries);
      let reply: Reply;
      try {
        reply = await send(url, requestOf(old, consistency(entries, old), checkpoint));
      } catch {
        return;
      }
      requests++;
      const { status, text } = reply;
      if (status === 200) {
        await verifyCosignature(parseNote(checkpoint), parseSignatureLine(text.slice(0, -1)), key);
        if (entries.length > COMMON) cosigned.add(name);
        answered = Math.max(answered, entries.length);
      }
      assert.ok([200, 409, 422].includes(status), `${status}`);
      old = status === 409 ? Number(text) : status === 200 ? old + 1 : old;
      if (status === 422) await sleep(1);
    }
  }

  for (let kill = 0; kill < KILLS; kill++) {
    const { url, stop } = await serving(t, state);
    const clients = ['left', 'right'].map(name => drive(url, name));
    const enough = requests + Math.random() * 30;
    for (let wait = 0; wait < 500 && requests < enough; wait++) await sleep(5);
    await sleep(Math.random() * 5);
    await stop('SIGKILL');
    await Promise.all(clients);
    const record = WitnessRecord.look(state);
    known = record?.latest(log.key.name)?.size ?? 0;
    record?.close();
    assert.ok(known >= answered, `${answered} was answered, ${known} is on record`);
  }
  assert.ok(answered > COMMON, 'the branches were reached');
  assert.equal(cosigned.size, 1, [...cosigned].join(', '));
});

test('where the record cannot be written, nothing is signed', async t => {
  const log = new TestLog();
  const { state } = newState(t, [log.vkey]);
  const { url, lines } = await serving(t, state);
  const request = requestOf(0, [], await log.checkpoint(history(2)));
  const other = new DatabaseSync(join(state, RECORD_FILE));
  other.exec('BEGIN IMMEDIATE');
  const { status, text } = await send(url, request);
  assert.deepEqual({ status, text }, { status: 500, text: 'failed\n' });
  assert.equal(lines.at(-1)?.event, 'failed');
  other.exec('ROLLBACK');
  other.close();
  assert.equal((await send(url, request)).status, 200);
});

test('one process has a state, until it is gone', async t => {
  const { state } = newState(t, []);
  const first = await serving(t, state);
  await assert.rejects(serving(t, state), /WITNESS_STATE_BUSY/);
  await first.stop('SIGKILL');
  const second = await serving(t, state);
  assert.equal(await second.stop(), 0);
});
