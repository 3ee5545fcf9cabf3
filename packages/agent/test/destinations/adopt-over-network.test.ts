import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type Trust, trustedLog } from '@seqwarden/proof';
import { copyRun } from '../../src/copy/copy-run.ts';
import type { DestinationSpec } from '../../src/destinations/destination.ts';
import { openDestination } from '../../src/destinations/open.ts';
import { readOwnOf } from '../../src/destinations/read-own.ts';
import type { RemoteSpec } from '../../src/destinations/remote-run.ts';
import { adoptSealAt } from '../../src/seal/adopt-seal-at.ts';
import { verifyRemote } from '../../src/verify/verify-run.ts';
import { rejectsWith } from '../support/assert-code.ts';
import { newLog } from '../support/logs.ts';
import { writeRun } from '../support/runs.ts';
import { placeAtS3 } from '../support/s3/place-at-s3.ts';
import { swiftOrSkip } from '../support/s3/with-swift.ts';
import { scratch } from '../support/scratch.ts';
import { SIGNER, TRUST } from '../support/sealing.ts';
import { serverOrSkip, specOf } from '../support/ssh-server.ts';

/** A run that was sealed there before there was a log is adopted, and verifies as the log demands. */
async function adoptedAt(t: TestContext, place: RemoteSpec, nowhere: DestinationSpec): Promise<void> {
  const folder = scratch(t);
  const source = writeRun(join(folder, 'landing'), 'RUN');
  const now = () => new Date();
  const copied = await copyRun({
    ...{ source, destinations: [place], signer: SIGNER, trust: TRUST, version: '0.0.0-test', now },
  });
  assert.equal(copied.destinations[0]?.outcome, 'sealed');
  const { key, log } = await newLog(t, folder);
  const trust: Trust = { ...TRUST, logs: [trustedLog(key.verifier)], logRequired: true };
  const codes = async () => (await verifyRemote({ place, run: 'RUN' }, { trust })).verdict.codes;
  assert.deepEqual(await codes(), ['LOG_PROOF_MISSING']);
  const adopting = { destination: place, run: 'RUN', register: log, log: key.id, trust };
  const { adopted } = await adoptSealAt(adopting);
  assert.deepEqual(adopted, [{ number: 0, index: 0 }]);
  assert.deepEqual(await codes(), []);
  assert.deepEqual((await adoptSealAt(adopting)).adopted, [], 'once');
  await rejectsWith('RUN_NOT_FOUND', adoptSealAt({ ...adopting, run: 'ANOTHER' }));
  const opened = await openDestination(place);
  const held = await opened.lockRun('RUN');
  await rejectsWith('DESTINATION_BUSY', adoptSealAt(adopting));
  await held();
  await opened.close();
  await rejectsWith('RUN_NOT_FOUND', adoptSealAt({ ...adopting, destination: nowhere }));
  assert.equal(await readOwnOf(nowhere, 'destination-id', 64), undefined, 'nothing is made there');
}

test('a run at an SFTP server is adopted where it lies', async t => {
  const server = await serverOrSkip(t);
  if (server === undefined) return;
  const place = specOf(server, scratch(t));
  await adoptedAt(t, place, specOf(server, scratch(t)));
});

test('a run at an object store is adopted where it lies', async t => {
  const store = await swiftOrSkip(t);
  if (store === undefined) return;
  const { spec, destination } = await placeAtS3(store.swift.endpoint, store.account);
  await destination.close();
  await adoptedAt(t, spec, { ...spec, prefix: 'elsewhere' });
});
