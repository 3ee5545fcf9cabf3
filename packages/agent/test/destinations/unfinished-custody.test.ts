import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { copyRun } from '../../src/copy/copy-run.ts';
import { writeRun } from '../support/runs.ts';
import { ChecksumBook } from '../support/s3/checksum-book.ts';
import { placeAtS3 } from '../support/s3/place-at-s3.ts';
import { startProxy, type VerifyingProxy } from '../support/s3/verifying-proxy.ts';
import { swiftOrSkip } from '../support/s3/with-swift.ts';
import { scratch } from '../support/scratch.ts';
import { SIGNER, TRUST } from '../support/sealing.ts';

let proxy: Promise<VerifyingProxy> | undefined;
after(async () => (await proxy)?.stop());

test('a Custody that was interrupted before its envelope at a store is completed by the next copy; a stranger in it stays', async t => {
  const store = await swiftOrSkip(t);
  if (store === undefined) return;
  proxy ??= startProxy(store.swift, new ChecksumBook());
  const through = await proxy;
  const place = await placeAtS3(through.endpoint, store.account);
  await place.destination.close();
  const folder = scratch(t);
  const copy = (name: string) =>
    copyRun({
      source: join(folder, name),
      destinations: [place.spec],
      signer: SIGNER,
      trust: TRUST,
      version: '0.0.0-test',
      now: () => new Date(),
    });
  for (const name of ['RUN', 'TOUCHED']) {
    writeRun(folder, name);
    through.faultOf = ({ method, path }) =>
      method === 'PUT' && path.includes('/Custody/seal.intoto.json')
        ? { kind: 'answer', status: 403, code: 'AccessDenied' }
        : undefined;
    await assert.rejects(copy(name), { name: 'SeqwardenError' });
    through.faultOf = () => undefined;
    const left = await place.elsewhere.names(name);
    assert.ok(left.includes('Custody/SHA256SUMS'), left.join());
    assert.ok(!left.includes('Custody/seal.intoto.json'));
  }
  assert.equal((await copy('RUN')).outcome, 'sealed');
  assert.ok((await place.elsewhere.names('RUN')).includes('Custody/seal.intoto.json'));

  await place.elsewhere.put('TOUCHED', 'Custody/notes.txt', Buffer.from('from a stranger'));
  const before = await place.elsewhere.names('TOUCHED');
  const refused = await copy('TOUCHED');
  assert.deepEqual(
    refused.destinations[0]?.failures.map(({ code }) => code),
    ['CONFLICT'],
  );
  assert.deepEqual(await place.elsewhere.names('TOUCHED'), before);
});
