import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { copyRun } from '../../src/copy/copy-run.ts';
import type { DestinationSpec } from '../../src/destinations/destination.ts';
import { parseRunAddress, type VerifyResult, verifyRemote } from '../../src/verify/index.ts';
import { rejectsWith } from '../support/assert-code.ts';
import { writeRun } from '../support/runs.ts';
import { ChecksumBook } from '../support/s3/checksum-book.ts';
import { BUCKET, placeAtS3 } from '../support/s3/place-at-s3.ts';
import { startProxy } from '../support/s3/verifying-proxy.ts';
import { swiftOrSkip } from '../support/s3/with-swift.ts';
import { scratch } from '../support/scratch.ts';
import { SIGNER, TRUST } from '../support/sealing.ts';

function verifyAt(text: string, endpoint?: string): Promise<VerifyResult> {
  const address = parseRunAddress(text, endpoint);
  assert.ok(address !== undefined);
  return verifyRemote(address, { trust: TRUST });
}

async function copyTo(source: string, destination: DestinationSpec): Promise<void> {
  const common = { signer: SIGNER, trust: TRUST, version: '0.0.0-test', now: () => new Date() };
  const { destinations } = await copyRun({ ...common, source, destinations: [destination] });
  assert.deepEqual(
    destinations.map(({ outcome }) => outcome),
    ['sealed'],
  );
}

test('a run that was copied to a store verifies there, by requests that only read', async t => {
  const store = await swiftOrSkip(t);
  if (store === undefined) return;
  const proxy = await startProxy(store.swift, new ChecksumBook());
  t.after(() => proxy.stop());
  const place = await placeAtS3(proxy.endpoint, store.account);
  await place.destination.close();
  const source = writeRun(scratch(t), 'RUN');
  mkdirSync(join(source, 'empty folder'));
  await copyTo(source, place.spec);

  proxy.asked.length = 0;
  proxy.faultOf = ({ method }) =>
    /^(GET|HEAD)$/.test(method) ? undefined : { kind: 'answer', status: 403, code: 'AccessDenied' };
  const before = await store.account.keys(BUCKET, '');
  const address = `s3://${BUCKET}/${place.spec.prefix}`;
  const { verdict, unchanged, notCarried } = await verifyAt(`${address}/RUN`, proxy.endpoint);
  assert.deepEqual([verdict.exit, verdict.codes, notCarried], [0, [], 1]);
  assert.equal(unchanged, 8);
  assert.deepEqual([...new Set(proxy.asked.map(({ method }) => method))], ['GET']);
  assert.deepEqual(await store.account.keys(BUCKET, ''), before);
  await rejectsWith('RUN_NOT_FOUND', verifyAt(`${address}/ANOTHER`, proxy.endpoint));
});
