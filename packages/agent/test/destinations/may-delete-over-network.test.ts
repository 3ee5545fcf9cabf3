import assert from 'node:assert/strict';
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { SeqwardenError } from '@seqwarden/proof';
import { confirmRun } from '../../src/copy/confirm-run.ts';
import { copyRun } from '../../src/copy/copy-run.ts';
import type { DestinationSpec } from '../../src/destinations/destination.ts';
import { openDestination } from '../../src/destinations/open.ts';
import { disposalOfCopy } from '../../src/retention/disposals.ts';
import { disposedInstead } from '../../src/retention/disposed-instead.ts';
import { holdsAt, holdsFolder } from '../../src/retention/holds.ts';
import { mayDelete } from '../../src/retention/may-delete.ts';
import { recordDisposal } from '../../src/retention/record-disposal.ts';
import { liftHold, recordHold } from '../../src/retention/record-hold.ts';
import { writeRun } from '../support/runs.ts';
import { placeAtS3 } from '../support/s3/place-at-s3.ts';
import { swiftOrSkip } from '../support/s3/with-swift.ts';
import { scratch } from '../support/scratch.ts';
import { SIGNER, TRUST } from '../support/sealing.ts';
import { serverOrSkip, specOf } from '../support/ssh-server.ts';

/** Seals come long after what they list, else times of change would tell nothing. */
const now = () => new Date(Date.now() + 2 * 3_600_000);
const COMMON = { signer: SIGNER, trust: TRUST, version: '0.0.0-test', now };

/** A copy at a folder and at a server, kept, held, released, disposed of at the server, and lost with the server. */
async function keepAndDispose(t: TestContext, server: DestinationSpec, away: DestinationSpec): Promise<void> {
  const folder = scratch(t);
  const source = writeRun(join(folder, 'source'), 'RUN');
  const here = join(folder, 'here');
  mkdirSync(here);
  const destinations: DestinationSpec[] = [{ kind: 'folder', path: here }, server];
  const copied = await copyRun({ ...COMMON, source, destinations });
  assert.deepEqual(
    copied.destinations.map(({ outcome, failures }) => [outcome, failures]),
    [
      ['sealed', []],
      ['sealed', []],
    ],
  );
  const terms = { destinations: 2, readBackWithinDays: 1, keepDays: 0 };
  const ask = (at = destinations) =>
    mayDelete({ ...COMMON, run: source, destinations: at, terms, reread: false });
  for (const destination of destinations) await confirmRun({ ...COMMON, destination, run: 'RUN' });
  const kept = await ask();
  assert.equal(kept.answer, 'may', JSON.stringify(kept, null, 1));

  const options = { ...COMMON, run: source, destinations, reason: 'x' };
  const { hold, places } = await recordHold(options);
  assert.deepEqual(
    places.map(({ code }) => code),
    [undefined, undefined],
  );
  assert.equal((await ask()).answer, 'must not');
  await liftHold({ ...options, hold });
  assert.equal((await ask([...destinations, away])).answer, 'cannot tell');

  const { seal } = await recordDisposal({
    ...COMMON,
    run: source,
    destinations,
    source: false,
    copies: [server],
    copyIds: [],
    seal: undefined,
    reason: 'other-copies',
  });
  const place = await openDestination(server);
  try {
    assert.equal((await disposalOfCopy(place, 'RUN', TRUST))?.seal, seal);
    assert.equal(await disposalOfCopy(place, 'ANOTHER', TRUST), undefined);
  } finally {
    await place.close();
  }
  const said = async (run: string) => {
    const gone = new SeqwardenError('RUN_NOT_FOUND', 'gone');
    const found =
      server.kind === 'folder' ? gone : await disposedInstead(gone, { place: server, run }, TRUST);
    return found instanceof SeqwardenError ? found.code : found;
  };
  assert.deepEqual([await said('RUN'), await said('ANOTHER')], ['DISPOSED', 'RUN_NOT_FOUND']);
  rmSync(source, { recursive: true, force: true });
}

test('a run at a folder and at an SFTP server is kept, held and disposed of', async t => {
  const server = await serverOrSkip(t);
  if (server === undefined) return;
  const there = join(scratch(t), 'there');
  mkdirSync(there);
  const spec = specOf(server, there);
  await keepAndDispose(t, spec, specOf(server, join(there, 'nowhere')));
});

test('a hold at an SFTP server that was replaced by a link or a folder leaves it open', async t => {
  const server = await serverOrSkip(t);
  if (server === undefined) return;
  const there = scratch(t);
  const folder = join(there, '.seqwarden', holdsFolder('RUN'));
  mkdirSync(folder, { recursive: true });
  symlinkSync('/dev/null', join(folder, '0001.intoto.json'));
  mkdirSync(join(folder, '0002.intoto.json'));
  const place = await openDestination(specOf(server, there));
  try {
    assert.deepEqual(await holdsAt(place, 'RUN', TRUST), { statements: [], unjudged: 2 });
  } finally {
    await place.close();
  }
});

test('a run at a folder and at an object store is kept, held and disposed of', async t => {
  const store = await swiftOrSkip(t);
  if (store === undefined) return;
  const { spec, destination } = await placeAtS3(store.swift.endpoint, store.account);
  await destination.close();
  await keepAndDispose(t, spec, { ...spec, bucket: 'there-is-none' });
});
