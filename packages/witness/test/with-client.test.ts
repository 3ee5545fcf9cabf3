import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Bytes, type ErrorCode, SeqwardenError } from '@seqwarden/proof';
import {
  addSignature,
  checkPolicy,
  encodeVerifierKey,
  type NoteSignature,
  parseNote,
  parseTlogPolicy,
} from '@seqwarden/proof/log';
import { countersign } from '../../log/src/countersign.ts';
import { askWitness, type Witness } from '../../log/src/witness-client.ts';
import { sha256 } from '../src/sha256.ts';
import { consistency, history, TestLog } from './support/test-log.ts';
import { newState, say, serving } from './support/witness-process.ts';

const COMMON = 3;

async function witnessOf(t: TestContext, log: TestLog, name: string) {
  const { state, key } = newState(t, [log.vkey], name);
  const { url, lines, stop } = await serving(t, state);
  const witness: Witness = { name, key, url };
  return { witness, state, lines, stop };
}

/** What a log with these entries asks. */
async function questionOf(log: TestLog, entries: readonly string[]) {
  const checkpoint = await log.checkpoint(entries);
  return { checkpoint, proofFrom: async (old: number) => consistency(entries, old) };
}

const isCode = (code: ErrorCode) => (error: unknown) =>
  error instanceof SeqwardenError && error.code === code ? true : assert.fail(String(error));

test('a log grows under its witness', async t => {
  const log = new TestLog();
  const { witness } = await witnessOf(t, log, 'witness.test/w1');
  for (const size of [1, 2, 3, 7, 8, 9, 64, 100, 100])
    assert.equal((await askWitness(witness, await questionOf(log, history(size)))).name, witness.name);
});

test('a log that was set back is told so', async t => {
  const log = new TestLog();
  const { witness } = await witnessOf(t, log, 'witness.test/w1');
  await askWitness(witness, await questionOf(log, history(9)));
  await assert.rejects(askWitness(witness, await questionOf(log, history(6))), isCode('LOG_BEHIND'));
});

test('of two trees that are shown to two readers the witness signs one, and keeps the proof of the other', async t => {
  const log = new TestLog();
  const { witness, state, lines } = await witnessOf(t, log, 'witness.test/w1');
  const policy = parseTlogPolicy(
    sha256,
    Buffer.from(`log ${log.vkey}\nwitness w ${encodeVerifierKey(witness.key)}\nquorum w\n`),
  );
  const reader = async (checkpoint: Bytes, signatures: readonly NoteSignature[]) =>
    (await checkPolicy(policy, parseNote(signatures.reduce(addSignature, checkpoint)))).isQuorum;
  await askWitness(witness, await questionOf(log, history(COMMON, '', COMMON)));

  const first = await questionOf(log, history(8, 'shown to one', COMMON));
  const one = await countersign([witness], first, 5_000);
  assert.equal(await reader(first.checkpoint, one.signatures), true);

  for (const [size, kind] of [
    [8, 'fork'],
    [11, 'suspect'],
  ] as const) {
    const other = await questionOf(log, history(size, 'shown to another', COMMON));
    const { signatures, failures } = await countersign([witness], other, 5_000);
    assert.deepEqual(
      failures.map(({ error }) => error.code),
      ['LOG_FORKED'],
    );
    assert.equal(await reader(other.checkpoint, signatures), false, 'the other reader has no quorum');
    assert.equal(
      await reader(other.checkpoint, one.signatures).catch(({ code }) => code),
      'COSIGNATURE_INVALID',
    );
    assert.ok(lines.some(line => line.event === kind && line.size === size));
    const { evidence } = JSON.parse(say('show', '--state', state));
    const kept = evidence.find((one: { kind: string }) => one.kind === kind);
    assert.equal(kept.recorded, Buffer.from(first.checkpoint).toString('utf8'));
    assert.ok(kept.request.endsWith(`\n\n${Buffer.from(other.checkpoint).toString('utf8')}`));
  }
});

test('two lines of one witness are one voice', async t => {
  const log = new TestLog();
  const { witness: one } = await witnessOf(t, log, 'witness.test/w1');
  const { witness: two } = await witnessOf(t, log, 'witness.test/w2');
  const policy = parseTlogPolicy(
    sha256,
    Buffer.from(
      `log ${log.vkey}\nwitness a ${encodeVerifierKey(one.key)}\nwitness b ${encodeVerifierKey(two.key)}\ngroup g all a b\nquorum g\n`,
    ),
  );
  const question = await questionOf(log, history(5));
  const twice = [...(await countersign([one, one], question, 5_000)).signatures];
  assert.equal(twice.length, 2);
  const check = (signatures: readonly NoteSignature[]) =>
    checkPolicy(policy, parseNote(signatures.reduce(addSignature, question.checkpoint)));
  assert.equal((await check(twice)).isQuorum, false);
  const both = await countersign([one, two], question, 5_000);
  assert.equal((await check(both.signatures)).isQuorum, true);
});

test('a witness that is away costs nothing but its signature', async t => {
  const log = new TestLog();
  const { witness: one } = await witnessOf(t, log, 'witness.test/w1');
  const { witness: two, stop } = await witnessOf(t, log, 'witness.test/w2');
  await stop('SIGKILL');
  const { signatures, failures } = await countersign([one, two], await questionOf(log, history(5)), 5_000);
  assert.deepEqual(
    signatures.map(({ name }) => name),
    ['witness.test/w1'],
  );
  assert.deepEqual(
    failures.map(({ error }) => error.code),
    ['WITNESS_DOWN'],
  );
});

test('a log that the witness does not know is added while it works', async t => {
  const { state, key } = newState(t, []);
  const { url, lines, child } = await serving(t, state);
  const log = new TestLog();
  const question = await questionOf(log, history(2));
  const witness = { name: 'w1', key, url };
  await assert.rejects(askWitness(witness, question), isCode('WITNESS_REFUSED'));
  say('add-log', log.vkey, '--state', state);
  child.kill('SIGHUP');
  for (let wait = 0; wait < 500 && lines.at(-1)?.event !== 'reloaded'; wait++) await sleep(10);
  await askWitness(witness, question);
});
