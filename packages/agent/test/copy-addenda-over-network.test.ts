import assert from 'node:assert/strict';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { confirmRun } from '../src/copy/confirm-run.ts';
import type { CopyResult } from '../src/copy/copy-result.ts';
import { copyRun } from '../src/copy/copy-run.ts';
import type { DestinationSpec } from '../src/destinations/destination.ts';
import { addendumInPlace } from '../src/seal/addendum-in-place.ts';
import { parseRunAddress, verifyRemote } from '../src/verify/index.ts';
import { amendSealed } from './support/amend.ts';
import { writeRun } from './support/runs.ts';
import { ChecksumBook } from './support/s3/checksum-book.ts';
import { BUCKET, placeAtS3 } from './support/s3/place-at-s3.ts';
import { startProxy } from './support/s3/verifying-proxy.ts';
import { swiftOrSkip } from './support/s3/with-swift.ts';
import { scratch } from './support/scratch.ts';
import { SIGNER, seal, TRUST, verify } from './support/sealing.ts';
import { serverOrSkip, specOf } from './support/ssh-server.ts';
import { contents } from './support/tree.ts';

const COMMON = { signer: SIGNER, trust: TRUST, version: '0.0.0-test', now: () => new Date() };

/** A run with one addendum that amends, and one that adds; and as it was with the first alone. */
async function amendedRun(folder: string): Promise<{ source: string; earlier: string }> {
  const source = writeRun(join(folder, 'runs', 'now'), 'RUN');
  await seal(source);
  await amendSealed(source, { 'SampleSheet.csv': 'corrected' }, SIGNER, TRUST);
  const earlier = join(folder, 'runs', 'earlier', 'RUN');
  cpSync(source, earlier, { recursive: true });
  mkdirSync(join(source, 'Analysis', '1'), { recursive: true });
  for (const name of ['variants', 'CopyComplete.txt'])
    writeFileSync(join(source, 'Analysis', '1', name), name);
  const added = await addendumInPlace({ ...COMMON, run: source, stateFolder: join(folder, 'state') });
  assert.equal(added.outcome, 'addendum');
  return { source, earlier };
}

const outcomes = ({ destinations }: CopyResult) =>
  destinations.map(({ outcome, failures }) => [outcome, ...failures.map(({ code }) => code)]);

async function readBack(destination: DestinationSpec): Promise<number> {
  const { failed, files } = await confirmRun({ ...COMMON, destination, run: 'RUN' });
  assert.equal(failed, 0);
  return files;
}

test('a run with addenda arrives at an SFTP server byte for byte, one addendum after the other', async t => {
  const server = await serverOrSkip(t);
  if (server === undefined) return;
  const folder = scratch(t);
  const { source, earlier } = await amendedRun(folder);
  const there = join(folder, 'there');
  mkdirSync(there);
  const destination = specOf(server, there);
  for (const run of [earlier, source]) {
    const copied = await copyRun({ ...COMMON, source: run, destinations: [destination] });
    assert.deepEqual(outcomes(copied), [['carried']]);
    assert.deepEqual(contents(join(there, 'RUN')), contents(run));
  }
  const { verdict, addenda, unchanged } = await verify(join(there, 'RUN'));
  assert.deepEqual([verdict.answer, addenda.length], ['unchanged', 2]);
  assert.equal(await readBack(destination), unchanged + 3);
});

test('a run with addenda arrives at a store; an addendum of which the envelope could not be put is completed by the next copy', async t => {
  const store = await swiftOrSkip(t);
  if (store === undefined) return;
  const proxy = await startProxy(store.swift, new ChecksumBook());
  t.after(() => proxy.stop());
  const place = await placeAtS3(proxy.endpoint, store.account);
  await place.destination.close();
  const { source, earlier } = await amendedRun(scratch(t));
  const copy = (run: string) => copyRun({ ...COMMON, source: run, destinations: [place.spec] });
  const broken = (run: string) =>
    copy(run).then(
      result => outcomes(result).flat(),
      error => [error.code],
    );
  const refuse = (name: string) => {
    proxy.faultOf = ({ method, path }) =>
      method === 'PUT' && path.includes(name)
        ? { kind: 'answer', status: 403, code: 'AccessDenied' }
        : undefined;
  };
  refuse('/addenda/0001/addendum.intoto.json');
  assert.deepEqual(await broken(earlier), ['DESTINATION_REFUSED']);
  assert.ok((await place.elsewhere.names('RUN')).includes('Custody/addenda/0001/SHA256SUMS'));
  refuse('/addenda/0002/addendum.intoto.json');
  assert.deepEqual(await broken(source), ['DESTINATION_REFUSED']);
  proxy.faultOf = () => undefined;
  assert.deepEqual(outcomes(await copy(source)), [['carried']]);
  assert.deepEqual(outcomes(await copy(earlier)), [['present']]);
  const address = parseRunAddress(addressOf(place.spec), proxy.endpoint);
  assert.ok(address !== undefined);
  const { verdict, addenda, unchanged } = await verifyRemote(address, { trust: TRUST });
  assert.deepEqual([verdict.answer, verdict.codes, addenda.length], ['unchanged', [], 2]);
  assert.equal(await readBack(place.spec), unchanged + 3);

  await place.elsewhere.put('RUN', 'Custody/addenda/0003/notes', Buffer.from('from a stranger'));
  assert.deepEqual(outcomes(await copy(source)), [['failed', 'CONFLICT']]);
});

function addressOf(spec: DestinationSpec): string {
  return `s3://${BUCKET}${spec.kind === 's3' && spec.prefix !== '' ? `/${spec.prefix}` : ''}/RUN`;
}
