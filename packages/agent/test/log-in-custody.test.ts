import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { type TestContext, test } from 'node:test';
import {
  type Bytes,
  decodeEnvelope,
  type KeyPlace,
  SeqwardenError,
  signEnvelope,
  type Trust,
  trustedLog,
} from '@seqwarden/proof';
import { parseCheckpoint, parseNote } from '@seqwarden/proof/log';
import type { Register } from '../src/config/register.ts';
import type { AccountLog } from '../src/register/account-log.ts';
import { addendumInPlace } from '../src/seal/addendum-in-place.ts';
import { adoptSeal } from '../src/seal/adopt-seal.ts';
import { verifyTar } from '../src/verify/verify-run.ts';
import { rejectsWith } from './support/assert-code.ts';
import { newLog, type TestLog } from './support/logs.ts';
import { writeRun } from './support/runs.ts';
import { scratch } from './support/scratch.ts';
import { copy, copyToAll, newSigner, SIGNER, seal, TRUST, verify } from './support/sealing.ts';
import { contents } from './support/tree.ts';

const through = (register: Register) => ({ ...SIGNER, register });
const demanding = ({ key }: TestLog): Trust => ({
  ...TRUST,
  logs: [trustedLog(key.verifier)],
  logRequired: true,
});
const codes = async (run: string, trust: Trust) => (await verify(run, trust)).verdict.codes;
const proofIn = (run: string) => join(run, 'Custody', 'seal.tlog-proof');

async function sizeOf(log: AccountLog): Promise<number> {
  return parseCheckpoint(parseNote((await log.read('checkpoint')) ?? new Uint8Array()).text).size;
}

/** A run that was copied and sealed through a log. */
async function copied(t: TestContext) {
  const folder = scratch(t);
  const made = await newLog(t, folder);
  const source = writeRun(join(folder, 'landing'), 'RUN');
  const { folder: run } = await copy(source, join(folder, 'archive'), { signer: through(made.log) });
  return { ...made, state: folder, source, run, trust: demanding(made) };
}

test('a sealed run has its proof beside it, from the first verification on, as a folder and as a stream', async t => {
  const { run, trust, log } = await copied(t);
  assert.deepEqual(await codes(run, trust), []);
  const stream = execFileSync('tar', ['-C', join(run, '..'), '-cf', '-', 'RUN'], { maxBuffer: 1 << 26 });
  const { check, verdict } = await verifyTar(Readable.from([stream]), { trust });
  assert.ok(verdict.answer === 'unchanged' && check.log.kind === 'entered');
  assert.deepEqual([check.log.index, check.log.size], [0, 1]);
  assert.equal(await sizeOf(log), 2, 'the seal, and the delivery');
});

test('whoever takes the proof away, or brings that of another run or another log, is found', async t => {
  const { run, trust, log, state } = await copied(t);
  const good = readFileSync(proofIn(run));
  rmSync(proofIn(run));
  assert.deepEqual(await codes(run, trust), ['LOG_PROOF_MISSING']);
  assert.equal((await verify(run, trust)).verdict.exit, 3);
  const other = writeRun(join(state, 'landing'), 'OTHER', { 'RTAComplete.txt': 'other' });
  const { folder } = await copy(other, join(state, 'archive'), { signer: through(log), incomplete: true });
  cpSync(proofIn(folder), proofIn(run));
  assert.deepEqual(await codes(run, trust), ['LOG_PROOF_INVALID']);
  const foreign = await newLog(t, join(state, 'elsewhere'));
  const entered = await foreign.log.append(read(join(run, 'Custody', 'seal.intoto.json')));
  writeFileSync(proofIn(run), entered.proof);
  assert.deepEqual(await codes(run, trust), ['LOG_UNKNOWN']);
  writeFileSync(proofIn(run), good);
  assert.deepEqual(await codes(run, trust), []);
});

test('a copy takes the proof along, byte for byte, also that of a log which nobody here knows', async t => {
  const { run, state, trust } = await copied(t);
  const places = ['first', 'second'].map(name => join(state, name));
  for (const place of places) mkdirSync(place);
  const result = await copyToAll(run, places, { trust });
  assert.equal(result.outcome, 'carried');
  for (const place of places)
    assert.deepEqual(readFileSync(proofIn(join(place, 'RUN'))), readFileSync(proofIn(run)));
  const stranger = await newLog(t, join(state, 'elsewhere'));
  const elsewhere = await copy(run, join(state, 'third'), { trust: demanding(stranger) });
  assert.equal(elsewhere.outcome, 'carried');
  assert.deepEqual(
    await codes(elsewhere.folder, demanding(stranger)),
    ['LOG_UNKNOWN'],
    'carried, and not believed',
  );
  assert.equal((await copy(run, join(state, 'third'), { trust: demanding(stranger) })).outcome, 'present');
});

test('a proof that is none is set aside with the seal beside which it lies', async t => {
  const { run, state, trust } = await copied(t);
  writeFileSync(proofIn(run), 'c2sp.org/tlog-proof@v1\n');
  const result = await copy(run, join(state, 'other'), { trust });
  assert.equal(result.outcome, 'sealed');
  assert.match(result.quarantined?.reason ?? '', /LOG_PROOF_MALFORMED/);
});

test('a log that takes nothing lets nothing be sealed; the copy goes on from there', async t => {
  const folder = scratch(t);
  const { log, ...made } = await newLog(t, folder);
  const source = writeRun(join(folder, 'landing'), 'RUN');
  const archive = join(folder, 'archive');
  const refusing: Register = {
    drafts: log.drafts,
    append: async () => {
      throw new SeqwardenError('LOG_BUSY', 'somebody writes');
    },
  };
  await rejectsWith('LOG_BUSY', copy(source, archive, { signer: through(refusing) }));
  assert.deepEqual(
    readdirSync(join(archive, 'RUN')).filter(name => /Custody|Complete/.test(name)),
    [],
    'no seal, and so no marker',
  );
  const again = await copy(source, archive, { signer: through(log) });
  assert.equal(again.outcome, 'sealed');
  assert.deepEqual(await codes(again.folder, demanding({ log, ...made })), []);
});

/** The log takes the entry, and whoever entered it dies before hearing so. */
function dying(log: AccountLog, times: number): Register {
  let left = times;
  return {
    drafts: log.drafts,
    append: async envelope => {
      const proof = await log.append(envelope);
      if (left-- > 0) throw new SeqwardenError('INTERRUPTED', 'the power is gone');
      return proof;
    },
  };
}

test('between the log and Custody a crash leaves no second seal: the same one is published later', async t => {
  const folder = scratch(t);
  const { log, again, ...made } = await newLog(t, folder);
  const source = writeRun(join(folder, 'landing'), 'RUN');
  const signer = through(dying(log, 2));
  for (let time = 0; time < 2; time++)
    await rejectsWith('INTERRUPTED', copy(source, join(folder, 'archive'), { signer }));
  assert.equal(await sizeOf(log), 1);
  assert.equal(readdirSync(join(made.folder, 'signed')).length, 1);
  const { folder: run } = await copy(source, join(folder, 'archive'), { signer: through(again()) });
  const { check, verdict } = await verify(run, demanding({ log, again, ...made }));
  assert.equal(verdict.answer, 'unchanged');
  assert.ok(check.log.kind === 'entered' && check.log.index === 0);
  assert.deepEqual(readdirSync(join(made.folder, 'signed')), []);
});

test('a seal that was kept is taken for the very same files only, and only if it is whole', async t => {
  const folder = scratch(t);
  const { log, ...made } = await newLog(t, folder);
  const source = writeRun(join(folder, 'landing'), 'RUN');
  const archive = join(folder, 'archive');
  await rejectsWith('INTERRUPTED', copy(source, archive, { signer: through(dying(log, 1)) }));
  const [name = ''] = readdirSync(join(made.folder, 'signed'));
  const kept = join(made.folder, 'signed', name);
  const { payload } = decodeEnvelope(readFileSync(kept));
  const forged = await signEnvelope(payload, SIGNER.keyid, newSigner().sign);
  writeFileSync(kept, forged);
  await rejectsWith('INTERRUPTED', copy(source, archive, { signer: through(dying(log, 1)) }));
  assert.notDeepEqual(read(kept), forged, 'whoever else signed it, it is signed anew');
  const bytes = readFileSync(kept);
  bytes[200] = (bytes[200] ?? 0) ^ 1;
  writeFileSync(kept, bytes);
  const { folder: run } = await copy(source, archive, { signer: through(log) });
  const { check } = await verify(run, demanding({ log, ...made }));
  assert.ok(
    check.ok && check.log.kind === 'entered' && check.log.index === 2,
    'a damaged one is signed anew',
  );
});

test('sealing in place and addenda go through the log, and after a crash too', async t => {
  const folder = scratch(t);
  const { log, ...made } = await newLog(t, folder);
  const run = writeRun(join(folder, 'runs'), 'RUN');
  const stateFolder = join(folder, 'state');
  await rejectsWith('INTERRUPTED', seal(run, { signer: through(dying(log, 1)), stateFolder }));
  assert.ok(!existsSync(join(run, 'Custody')));
  await seal(run, { signer: through(log), stateFolder });
  writeFileSync(join(run, 'late.txt'), 'late');
  const adding = { run, trust: TRUST, version: '0.0.0-test', stateFolder, now: () => new Date() };
  await rejectsWith('INTERRUPTED', addendumInPlace({ ...adding, signer: through(dying(log, 1)) }));
  await addendumInPlace({ ...adding, signer: through(log) });
  assert.equal(await sizeOf(log), 2, 'one seal, one addendum');
  const trust = demanding({ log, ...made });
  const { verdict, addenda } = await verify(run, trust);
  assert.deepEqual(verdict.codes, []);
  assert.ok(addenda[0]?.log.kind === 'entered' && addenda[0].log.index === 1);
  rmSync(join(run, 'Custody', 'addenda', '0001', 'addendum.tlog-proof'));
  assert.deepEqual(await codes(run, trust), ['LOG_PROOF_MISSING']);
  cpSync(proofIn(run), join(run, 'Custody', 'addenda', '0001', 'addendum.tlog-proof'));
  assert.deepEqual(await codes(run, trust), ['LOG_PROOF_INVALID']);
});

test('an older seal and its addenda are adopted: proofs come, and nothing else changes', async t => {
  const folder = scratch(t);
  const made = await newLog(t, folder);
  const run = writeRun(join(folder, 'runs'), 'RUN');
  const stateFolder = join(folder, 'state');
  await seal(run, { stateFolder });
  writeFileSync(join(run, 'late.txt'), 'late');
  const { signer: _, ...adding } = {
    run,
    signer: SIGNER,
    version: '0.0.0-test',
    stateFolder,
    now: () => new Date(),
  };
  await addendumInPlace({ ...adding, signer: SIGNER, trust: TRUST });
  const trust = demanding(made);
  assert.deepEqual(await codes(run, trust), ['LOG_PROOF_MISSING']);
  const before = contents(run);
  const adopting = { run, register: made.log, log: made.key.id, trust, stateFolder };
  const { adopted } = await adoptSeal(adopting);
  assert.deepEqual(adopted, [
    { number: 0, index: 0 },
    { number: 1, index: 1 },
  ]);
  assert.deepEqual(await codes(run, trust), []);
  const isProof = (line: string) => /\.tlog-proof /.test(line);
  assert.deepEqual(
    contents(run).filter(line => !isProof(line)),
    before,
  );
  assert.equal(contents(run).filter(isProof).length, 2);
  assert.deepEqual((await adoptSeal(adopting)).adopted, []);
  assert.equal(await sizeOf(made.log), 2);
});

test('what does not verify is not adopted, nor what the log would speak against', async t => {
  const folder = scratch(t);
  const made = await newLog(t, folder);
  const run = writeRun(join(folder, 'runs'), 'RUN');
  const stateFolder = join(folder, 'state');
  const adopting = (trust: Trust) =>
    adoptSeal({ run, register: made.log, log: made.key.id, trust, stateFolder });
  await rejectsWith('UNSIGNED', adopting(TRUST));
  await seal(run, { stateFolder });
  const withPlace = (place: Partial<KeyPlace>, validUntil: string | null): Trust => ({
    ...demanding(made),
    sealKeys: TRUST.sealKeys.map(key => ({
      ...key,
      validUntil,
      places: [{ log: made.key.id, from: 0, until: null, ended: null, asOf: 1, ...place }],
    })),
  });
  const rotated = withPlace({ until: 1, ended: 'rotated', asOf: 2 }, '2100-01-01T00:00:00.000Z');
  await rejectsWith('LOG_PROOF_MISSING', adopting(rotated));
  await rejectsWith('KEY_NOT_ENROLLED', adopting(withPlace({ log: 'ab'.repeat(16) }, null)));
  assert.equal(await sizeOf(made.log), 0);
  writeFileSync(join(run, 'Custody', 'SHA256SUMS.sig'), 'nothing');
  await rejectsWith('CUSTODY_NOT_OURS', adopting(demanding(made)));
  assert.equal(await sizeOf(made.log), 0);
});

test('what the log has gets its proof anew, also when its key was rotated since', async t => {
  const folder = scratch(t);
  const made = await newLog(t, folder);
  const run = writeRun(join(folder, 'runs'), 'RUN');
  const stateFolder = join(folder, 'state');
  await seal(run, { stateFolder, signer: { ...SIGNER, register: made.log } });
  const places = [{ log: made.key.id, from: 0, until: 1, ended: 'rotated' as const, asOf: 2 }];
  const sealKeys = TRUST.sealKeys.map(key => ({ ...key, validUntil: '2100-01-01T00:00:00.000Z', places }));
  const indexOf = async (entry: Bytes) => (await made.log.opened()).indexOf(entry);
  const trust = { ...demanding(made), sealKeys, register: { log: made.key.id, indexOf } };
  rmSync(proofIn(run));
  const adopting = { run, register: made.log, log: made.key.id, trust, stateFolder };
  assert.deepEqual((await adoptSeal(adopting)).adopted, [{ number: 0, index: 0 }]);
  assert.deepEqual(await codes(run, trust), []);
  assert.equal(await sizeOf(made.log), 1);
});

function read(path: string): Bytes {
  return new Uint8Array(readFileSync(path));
}
