import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { confirmRun } from '../src/copy/confirm-run.ts';
import { amendSealed } from './support/amend.ts';
import { rejectsWith } from './support/assert-code.ts';
import { writeRun } from './support/runs.ts';
import { scratch } from './support/scratch.ts';
import { copy, copyToAll, newSigner, SIGNER, seal, TRUST, trustIn, verify } from './support/sealing.ts';
import { contents, fingerprints } from './support/tree.ts';

/** A run that was sealed in place, and corrected since. */
async function amendedRun(t: TestContext) {
  const folder = scratch(t);
  const source = writeRun(join(folder, 'source'), 'RUN');
  const { seal: identity } = await seal(source);
  await amendSealed(source, { 'SampleSheet.csv': 'corrected' }, SIGNER, TRUST);
  return { folder, source, identity, destination: join(folder, 'destination') };
}

const envelope = (run: string) => readFileSync(join(run, 'Custody', 'seal.intoto.json'));

test('a run with addenda is not copied: nothing is written, no good seal is set aside', async t => {
  const { source, destination } = await amendedRun(t);
  const before = fingerprints(source);
  await rejectsWith('ADDENDA_NOT_CARRIED', copy(source, destination));
  assert.ok(!existsSync(join(destination, 'RUN')));
  assert.ok(!existsSync(join(destination, '.seqwarden', 'quarantine')));
  assert.deepEqual(fingerprints(source), before);
});

test('a good seal is carried even where somebody put something of his own under the name of addenda', async t => {
  const instead = (put: (at: string) => void) => (at: string) => {
    rmSync(at, { recursive: true });
    put(at);
  };
  for (const spoil of [
    instead(at => mkdirSync(at)),
    instead(at => void writeRun(at, '0001', { 'addendum.intoto.json': '{' })),
    (at: string) => writeFileSync(join(at, '0001', 'SHA256SUMS'), 'other'),
  ]) {
    const { source, identity, destination } = await amendedRun(t);
    spoil(join(source, 'Custody', 'addenda'));
    const result = await copy(source, destination);
    assert.deepEqual([result.outcome, result.seal], ['carried', identity]);
    assert.equal(result.quarantined?.reason, 'its addenda do not verify');
    const kept = join(destination, '.seqwarden', result.quarantined.folder, 'Custody');
    assert.deepEqual(contents(kept), contents(join(source, 'Custody')));
    assert.equal((await verify(result.folder)).verdict.answer, 'unchanged');
  }
});

test('addenda of another run, or by a stranger, do not stop a copy', async t => {
  const { folder, source } = await amendedRun(t);
  const other = writeRun(join(folder, 'other'), 'OTHER', {
    'Data/Intensities/BaseCalls/L001/C1.1/s_1_1101.bcl': 'of another run',
    'CopyComplete.txt': '',
  });
  cpSync(join(source, 'Custody'), join(other, 'Custody'), { recursive: true });
  const planted = await copy(other, join(folder, 'to'));
  assert.equal(planted.outcome, 'sealed');
  assert.match(planted.quarantined?.reason ?? '', /^MANIFEST_MISMATCH/);

  const stranger = newSigner();
  const [signer, trust] = [stranger, trustIn([stranger])];
  const strange = await copy(source, join(folder, 'to'), { signer, trust });
  assert.equal(strange.outcome, 'sealed');
  assert.notEqual(strange.quarantined, null);
});

test('a destination whose seal has addenda is left as it is, and says so; the others are copied to', async t => {
  const folder = scratch(t);
  const source = writeRun(join(folder, 'source'), 'RUN');
  const destinations = ['amended', 'new'].map(name => join(folder, name));
  const [amended = '', fresh = ''] = destinations;
  mkdirSync(fresh);
  await copy(source, amended);
  const run = join(amended, 'RUN');
  await amendSealed(run, { 'SampleSheet.csv': 'corrected' }, SIGNER, TRUST);
  const before = contents(run);
  const result = await copyToAll(source, destinations);
  assert.deepEqual(
    result.destinations.map(({ outcome, failures }) => [outcome, ...failures.map(({ code }) => code)]),
    [['failed', 'ADDENDA_NOT_CARRIED'], ['sealed']],
  );
  assert.deepEqual(contents(run), before);
  assert.deepEqual(readdirSync(join(run, 'Custody', 'addenda')), ['0001']);
  assert.notDeepEqual(envelope(run), envelope(join(fresh, 'RUN')));
  const options = { signer: SIGNER, trust: TRUST, version: '0', now: () => new Date() };
  const destination = { kind: 'folder', path: amended } as const;
  await rejectsWith('ADDENDA_NOT_CARRIED', confirmRun({ ...options, destination, run: 'RUN' }));
});
