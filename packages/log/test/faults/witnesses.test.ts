import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { type ErrorCode, SeqwardenError } from '@seqwarden/proof';
import {
  checkLogProof,
  checkPolicy,
  cosign,
  EMPTY_ROOT,
  encodeVerifierKey,
  openCheckpoint,
  parseNote,
  parseTlogPolicy,
  verifierKey,
  verifyConsistency,
} from '@seqwarden/proof/log';
import { sha256 } from '../../src/hash.ts';
import { loadLogKey, makeLogKey } from '../../src/log-key.ts';
import type { AskWitnesses, WitnessAnswers } from '../../src/writer/ask-witnesses.ts';
import { rejectsWith } from '../support/assert-code.ts';
import { entry, NOON, newLog } from '../support/logs.ts';

const SECRET = loadLogKey(makeLogKey());
const WITNESS = verifierKey(sha256, 'witness.example', 'cosignature-ed25519', SECRET.verifier.publicKey);
const POLICY = parseTlogPolicy(sha256, Buffer.from(`witness w ${encodeVerifierKey(WITNESS)}\nquorum w\n`));

const signs: AskWitnesses = async ({ checkpoint }) => ({
  signatures: [await cosign(parseNote(checkpoint), WITNESS, NOON / 1000, SECRET.sign)],
  failures: [],
});
const fails =
  (code: ErrorCode): AskWitnesses =>
  async () => ({
    signatures: [],
    failures: [{ witness: WITNESS, error: new SeqwardenError(code, 'as the test wants it') }],
  });

test('what a witness signs stands in the proof and below the published checkpoint', async t => {
  const { folder, key, open } = await newLog(t);
  const log = await open({ countersign: signs, policy: POLICY });
  const { proof, isCountersigned } = await log.append(entry('a'));
  assert.equal(isCountersigned, true);
  const { note } = await checkLogProof(sha256, { proof, entry: entry('a'), logKeys: [key.verifier] });
  assert.equal((await checkPolicy(POLICY, note)).isQuorum, true);
  const published = readFileSync(join(folder, key.id, 'checkpoint'));
  assert.equal(parseNote(published).signatures.length, 2);
  assert.deepEqual(published, Buffer.from(log.checkpoint()));
  await log.close();
  const again = await open({ policy: POLICY });
  assert.equal((await again.append(entry('a'))).isCountersigned, true, 'it is kept');
});

test('a witness can ask for what leads from the checkpoint that it knows to this one', async t => {
  const { key, open } = await newLog(t);
  let known = { size: 0, root: EMPTY_ROOT };
  const countersign: AskWitnesses = async ({ checkpoint, proofFrom }) => {
    const { checkpoint: next } = await openCheckpoint(checkpoint, key.verifier);
    const proof = await proofFrom(known.size);
    const leads = { oldSize: known.size, oldRoot: known.root, newSize: next.size, newRoot: next.root, proof };
    assert.ok(verifyConsistency(sha256, leads));
    known = next;
    return { signatures: [], failures: [] };
  };
  const log = await open({ countersign });
  for (const count of [1, 255, 300]) {
    await Promise.all(Array.from({ length: count }, (_, at) => log.append(entry(`${count} ${at}`))));
  }
  assert.equal(known.size, 556);
});

test('without its quorum the log goes on, and says so', async t => {
  const { open } = await newLog(t);
  const silent: AskWitnesses = () => new Promise<WitnessAnswers>(() => undefined);
  for (const countersign of [fails('WITNESS_DOWN'), fails('WITNESS_REFUSED'), silent]) {
    const log = await open({ countersign, policy: POLICY, countersignMs: 20 });
    const { isCountersigned } = await log.append(entry(Math.random()));
    assert.equal(isCountersigned, false);
    assert.equal(log.state().failures.length, 1);
    await log.close();
  }
  const log = await open({ countersign: signs, policy: POLICY });
  assert.equal((await log.append(entry('later'))).isCountersigned, true);
});

test('a policy that demands no quorum has its witnesses with an address asked all the same, until each has signed', async t => {
  const { open } = await newLog(t);
  const line = `witness w ${encodeVerifierKey(WITNESS)}`;
  const policy = parseTlogPolicy(sha256, Buffer.from(`${line} https://w.example/\nquorum none\n`));
  let asked = 0;
  const countersign: AskWitnesses = (question, ms) =>
    (++asked > 2 ? signs : fails('WITNESS_DOWN'))(question, ms);
  const log = await open({ countersign, policy });
  assert.equal((await log.append(entry('a'))).isCountersigned, true, 'nothing is demanded');
  assert.equal(parseNote(log.checkpoint()).signatures.length, 1);
  await log.append(entry('a'));
  assert.equal(parseNote(log.checkpoint()).signatures.length, 2);
  await log.append(entry('a'));
  assert.equal(asked, 3, 'the first time when it was opened');
});

test('an entry that was appended without its quorum gets it when it is appended again', async t => {
  const { open } = await newLog(t);
  const log = await open({ countersign: fails('WITNESS_DOWN'), policy: POLICY });
  assert.equal((await log.append(entry('a'))).isCountersigned, false);
  await log.close();
  const { index, isNew, isCountersigned } = await (await open({ countersign: signs, policy: POLICY })).append(
    entry('a'),
  );
  assert.deepEqual([index, isNew, isCountersigned], [0, false, true]);
});

test('a wrong line of a witness of the policy is not taken in', async t => {
  const { folder, key, open } = await newLog(t);
  const countersign: AskWitnesses = async question => {
    const { signatures } = await signs(question, 0);
    return {
      signatures: signatures.map(one => ({ ...one, signature: one.signature.map(byte => byte ^ 1) })),
      failures: [],
    };
  };
  const log = await open({ countersign, policy: POLICY });
  assert.equal((await log.append(entry('a'))).isCountersigned, false);
  assert.equal(log.state().failures[0]?.error.code, 'COSIGNATURE_INVALID');
  assert.equal(parseNote(readFileSync(join(folder, key.id, 'checkpoint'))).signatures.length, 1);
});

test('I9: a log refuses for as long as a witness says that it knows more, or otherwise; its word alone is not kept', async t => {
  const { open } = await newLog(t);
  for (const code of ['LOG_BEHIND', 'LOG_FORKED'] as const) {
    let says: AskWitnesses = fails('WITNESS_DOWN');
    const log = await open({ countersign: (question, ms) => says(question, ms) });
    says = fails(code);
    assert.match(
      (await rejectsWith('LOG_DISPUTED', log.append(entry(code)))).message,
      /as the test wants it/,
    );
    const { size } = (await open()).state();
    await rejectsWith('LOG_DISPUTED', log.append(entry(`${code} more`)));
    assert.equal((await open()).state().size, size, 'while it says so nothing is added');
    says = fails('WITNESS_DOWN');
    assert.equal((await log.append(entry(code))).isNew, false, 'the entry had been safe');
    assert.equal((await log.append(entry(`${code} more`))).isNew, true);
  }
});

test('I9: a witness that knows more, or otherwise, is asked before anything is signed; one that is down delays an opening little, and is named', async t => {
  const { folder, key, open } = await newLog(t);
  await (await open()).append(entry('a'));
  const before = readFileSync(join(folder, key.id, 'checkpoint'));
  for (const code of ['LOG_BEHIND', 'LOG_FORKED'] as const)
    await rejectsWith('LOG_DISPUTED', open({ countersign: fails(code) }));
  assert.deepEqual(readFileSync(join(folder, key.id, 'checkpoint')), before);
  const silent: AskWitnesses = () => new Promise<WitnessAnswers>(() => undefined);
  for (const countersign of [silent, fails('WITNESS_DOWN')]) {
    const log = await open({ countersign, countersignMs: 20 });
    assert.deepEqual(
      log.state().failures.map(({ error }) => error.code),
      ['WITNESS_DOWN'],
    );
  }
  assert.equal((await open()).state().size, 1);
});

test('a witness that has signed what another process of ours appended meanwhile does not close the log', async t => {
  const { open } = await newLog(t);
  const other = await open();
  let meanwhile = 0;
  const countersign: AskWitnesses = async (question, ms) => {
    await other.append(entry(`meanwhile ${++meanwhile}`));
    return fails('LOG_BEHIND')(question, ms);
  };
  const log = await open({ countersign });
  assert.equal((await log.append(entry('a'))).index, 1, 'it was asked when it was opened');
  assert.equal((await log.append(entry('b'))).index, 3);
});

test('a proof that damaged tiles give is shown to no witness, which would call it another history', async t => {
  const { folder, key, open } = await newLog(t);
  const told: string[] = [];
  const asks: AskWitnesses = async ({ proofFrom }) => {
    try {
      await proofFrom(100);
      told.push('proof');
      return { signatures: [], failures: [] };
    } catch (error) {
      if (!(error instanceof SeqwardenError)) throw error;
      told.push(error.code);
      return { signatures: [], failures: [{ witness: WITNESS, error }] };
    }
  };
  const quiet = await open();
  await Promise.all(Array.from({ length: 1300 }, (_, at) => quiet.append(entry(at))));
  await quiet.close();
  const path = join(folder, key.id, 'tile/0/000');
  const good = readFileSync(path);
  const damaged = Uint8Array.from(good);
  damaged[40] = (damaged[40] ?? 0) ^ 1;
  const log = await open({ countersign: asks, policy: POLICY });
  writeFileSync(path, damaged);
  await log.append(entry('a'));
  writeFileSync(path, good);
  await log.append(entry('b'));
  assert.deepEqual(told, ['proof', 'LOG_DAMAGED', 'proof'], 'the first when it was opened');
});
