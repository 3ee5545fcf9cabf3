import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { parseNote, parseSignatureLine, verifyCosignature } from '@seqwarden/proof/log';
import { EventLog } from '../src/event-log.ts';
import { readKnownLogs } from '../src/state/known-logs.ts';
import { MOST_EVIDENCE, WitnessRecord } from '../src/state/record.ts';
import { loadWitnessKey } from '../src/state/witness-key.ts';
import { Witness } from '../src/witness.ts';
import { consistency, history, TestLog } from './support/test-log.ts';
import { newState, requestOf } from './support/witness-process.ts';

/** A witness in this process, with a clock that can be set. */
function withClock(t: TestContext) {
  const log = new TestLog();
  const { state, key } = newState(t, [log.vkey]);
  const clock = { seconds: 1_800_000_000 };
  const now = () => new Date(clock.seconds * 1000);
  const record = WitnessRecord.open(state);
  const said: string[] = [];
  const events = new EventLog(line => said.push(JSON.parse(line).event), now);
  t.after(() => {
    events.close();
    record.close();
  });
  const witness = new Witness(loadWitnessKey(state), readKnownLogs(state), record, events, now);
  const show = async (old: number, entries: readonly string[], proof = consistency(entries, old)) => {
    const checkpoint = await log.checkpoint(entries);
    const answer = await witness.addCheckpoint(new Uint8Array(requestOf(old, proof, checkpoint)));
    if (answer.status !== 200) return answer.status;
    const line = parseSignatureLine(Buffer.from(answer.line).toString('utf8').trimEnd());
    return verifyCosignature(parseNote(checkpoint), line, key);
  };
  return { clock, show, record, said, origin: log.key.name };
}

test('time does not go back: after a small step the former time is signed, after a large one nothing', async t => {
  const { clock, show, record, origin } = withClock(t);
  assert.equal(await show(0, history(2)), 1_800_000_000);
  clock.seconds -= 200;
  assert.equal(await show(2, history(3)), 1_800_000_000);
  clock.seconds -= 200;
  assert.equal(await show(3, history(4)), 503);
  assert.equal(record.latest(origin)?.size, 3, 'nothing was recorded');
  clock.seconds += 1_000;
  assert.equal(await show(3, history(4)), 1_800_000_600);
});

test('evidence is kept and told once each, and no more than there is room for', async t => {
  const { show, record, said } = withClock(t);
  await show(0, history(2));
  for (let time = 0; time < 3; time++) {
    assert.equal(await show(2, history(2, 'b')), 409);
    assert.equal(await show(2, history(3), []), 422);
  }
  assert.deepEqual(said, ['cosigned', 'fork', 'suspect']);
  for (let fork = 0; fork < MOST_EVIDENCE + 5; fork++) await show(2, history(2, `fork ${fork}`));
  const kinds = record.evidence().map(({ kind }) => kind);
  assert.equal(kinds.filter(kind => kind === 'fork').length, MOST_EVIDENCE);
  assert.equal(kinds.filter(kind => kind === 'suspect').length, 1);

  assert.ok((await show(2, history(3))) > 1_000_000);
  assert.deepEqual(
    record.evidence().filter(({ kind }) => kind === 'suspect'),
    [],
    'it came true',
  );
});
