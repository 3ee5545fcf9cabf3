import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { confirmRun } from '../src/copy/confirm-run.ts';
import type { CopyResult } from '../src/copy/copy-result.ts';
import { deliveriesOf } from '../src/copy/delivery.ts';
import { openDestination } from '../src/destinations/open.ts';
import { addendumInPlace } from '../src/seal/addendum-in-place.ts';
import { amendSealed } from './support/amend.ts';
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

/** What an onboard analysis leaves, and an addendum to it in place. */
async function analyse(run: string, number: number): Promise<void> {
  const folder = join(run, 'Analysis', String(number));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'variants'), `of analysis ${number}`);
  writeFileSync(join(folder, 'CopyComplete.txt'), '');
  const { outcome } = await addendumInPlace({
    ...{ run, signer: SIGNER, trust: TRUST, version: '0', now: () => new Date() },
    stateFolder: join(run, '..', '..', 'state'),
  });
  assert.equal(outcome, 'addendum');
}

const codesOf = ({ destinations }: CopyResult) =>
  destinations.map(({ outcome, failures }) => [outcome, ...failures.map(({ code }) => code)]);

test('a run with addenda arrives with all of them, byte for byte, and verifies there', async t => {
  const { source, identity, destination } = await amendedRun(t);
  await analyse(source, 1);
  const before = fingerprints(source);
  const result = await copy(source, destination);
  assert.deepEqual([result.outcome, result.seal, result.quarantined], ['carried', identity, null]);
  assert.deepEqual(contents(result.folder), contents(source));
  assert.deepEqual(fingerprints(source), before);
  const { verdict, addenda } = await verify(result.folder);
  assert.deepEqual([verdict.answer, addenda.length], ['unchanged', 2]);
  assert.equal((await copy(source, destination)).outcome, 'present');
});

test('a destination that has the seal and fewer addenda gets the missing ones, and keeps those that a source lacks', async t => {
  const { folder, source, destination } = await amendedRun(t);
  await copy(source, destination);
  const older = join(folder, 'older', 'RUN');
  cpSync(source, older, { recursive: true });
  await analyse(source, 1);
  const more = await copy(source, destination);
  assert.deepEqual([more.outcome, more.addenda], ['carried', 1]);
  assert.deepEqual(contents(more.folder), contents(source));
  assert.equal((await verify(more.folder)).verdict.exit, 0);
  const less = await copy(older, destination);
  assert.deepEqual([less.outcome, less.failures, less.addenda], ['present', [], 0]);
  assert.deepEqual(contents(more.folder), contents(source));
});

test('where another addendum stands under a number nothing is replaced', async t => {
  const { folder, source, destination } = await amendedRun(t);
  const other = join(folder, 'other', 'RUN');
  cpSync(source, other, { recursive: true });
  rmSync(join(other, 'Custody', 'addenda'), { recursive: true });
  await amendSealed(other, { 'SampleSheet.csv': 'otherwise' }, SIGNER, TRUST);
  await copy(other, destination);
  const before = contents(join(destination, 'RUN'));
  assert.deepEqual(codesOf(await copyToAll(source, [destination])), [['failed', 'CONFLICT']]);
  assert.deepEqual(contents(join(destination, 'RUN')), before);
});

test('amended bytes of a source that are not those that were signed are believed by nobody', async t => {
  const { source, identity, destination } = await amendedRun(t);
  writeFileSync(join(source, 'Custody', 'addenda', '0001', 'files', 'SampleSheet.csv'), 'altered');
  const result = await copy(source, destination);
  assert.deepEqual([result.outcome, result.seal], ['carried', identity]);
  assert.equal(result.quarantined?.reason, 'its addenda do not verify');
  assert.ok(!existsSync(join(result.folder, 'Custody', 'addenda')));
});

test('amended bytes that somebody changed at a destination are a conflict there', async t => {
  const { source, destination } = await amendedRun(t);
  const { folder } = await copy(source, destination);
  writeFileSync(join(folder, 'Custody', 'addenda', '0001', 'files', 'SampleSheet.csv'), 'altered');
  assert.deepEqual(codesOf(await copyToAll(source, [destination])), [['failed', 'CONFLICT']]);
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

test('a source that never had a seal is copied to a new destination with what another one has of it', async t => {
  const folder = scratch(t);
  const source = writeRun(join(folder, 'source'), 'RUN');
  const destinations = ['amended', 'new'].map(name => join(folder, name));
  const [amended = '', fresh = ''] = destinations;
  mkdirSync(fresh);
  await copy(source, amended);
  const run = join(amended, 'RUN');
  await amendSealed(run, { 'SampleSheet.csv': 'corrected' }, SIGNER, TRUST);
  await analyse(run, 1);
  // The source is in the later state, and the analysis is gone from it.
  writeFileSync(join(source, 'SampleSheet.csv'), 'corrected');
  const before = contents(run);
  assert.deepEqual(codesOf(await copyToAll(source, destinations)), [['present'], ['carried']]);
  assert.deepEqual(contents(run), before);
  assert.deepEqual(contents(join(fresh, 'RUN')), before);
  assert.equal((await verify(join(fresh, 'RUN'))).verdict.exit, 0);
});

test('bytes of a source that no addendum states are a conflict, as they are without addenda', async t => {
  const { source, destination } = await amendedRun(t);
  const { folder } = await copy(source, destination);
  rmSync(join(source, 'Custody'), { recursive: true });
  writeFileSync(join(source, 'SampleSheet.csv'), 'corrected');
  assert.equal((await copy(source, destination)).outcome, 'present');
  writeFileSync(join(source, 'SampleSheet.csv'), 'once more');
  const before = contents(folder);
  assert.deepEqual(codesOf(await copyToAll(source, [destination])), [['failed', 'CONFLICT']]);
  assert.deepEqual(contents(folder), before);
});

test('the second read covers what was added and amended, and says so in a delivery of each', async t => {
  const { source, destination } = await amendedRun(t);
  await analyse(source, 1);
  const { folder, seal: identity } = await copy(source, destination);
  assert.ok(identity !== null);
  const options = { signer: SIGNER, trust: TRUST, version: '0', now: () => new Date(), run: 'RUN' };
  const spec = { kind: 'folder', path: destination } as const;
  const all = await confirmRun({ ...options, destination: spec });
  const { addenda, unchanged } = await verify(folder);
  assert.deepEqual([all.failures, all.files], [[], unchanged + 3]);
  const later = await confirmRun({ ...options, destination: spec, addendaFrom: 2 });
  assert.equal(later.files, 2);
  const opened = await openDestination(spec);
  t.after(() => opened.close());
  const said = await Promise.all(addenda.map(one => deliveriesOf(opened, one.identity, TRUST, 'addendum')));
  assert.deepEqual([await deliveriesOf(opened, identity, TRUST), ...said], [2, 2, 3]);
  for (const path of ['Custody/addenda/0001/files/SampleSheet.csv', 'Analysis/1/variants']) {
    writeFileSync(join(folder, path), 'altered');
    const found = await confirmRun({ ...options, destination: spec });
    assert.deepEqual(
      found.failures.map(failure => failure.path),
      [path],
    );
    cpSync(join(source, path), join(folder, path));
  }
});
