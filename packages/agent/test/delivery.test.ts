import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { deliveriesOf, recordDelivery } from '../src/copy/delivery.ts';
import type { Destination } from '../src/destinations/destination.ts';
import { openDestination } from '../src/destinations/open.ts';
import { rejectsWith } from './support/assert-code.ts';
import { writeRun } from './support/runs.ts';
import { scratch } from './support/scratch.ts';
import { copy, newSigner, SIGNER, TRUST } from './support/sealing.ts';

const SEAL = 'a'.repeat(64);
const PREDICATE = {
  check: 'second-read' as const,
  startedAt: '2026-11-22T10:00:00.000Z',
  completedAt: '2026-11-22T11:00:00.000Z',
  manifest: { files: 1, bytes: 1 },
  tool: { name: 'seqwarden' as const, version: '0' },
};

async function place(t: TestContext, name = 'to') {
  const path = join(scratch(t), name);
  const documents = join(path, '.seqwarden', 'deliveries', SEAL);
  mkdirSync(documents, { recursive: true });
  return { path, documents, destination: await openDestination({ kind: 'folder', path }) };
}

test('a destination to which every name is taken is unusable, and does not keep us for ever', async t => {
  const { destination } = await place(t);
  let asked = 0;
  const lying: Destination = {
    spec: destination.spec,
    label: destination.label,
    id: destination.id,
    lockRun: name => destination.lockRun(name),
    openRun: (name, make) => destination.openRun(name, make),
    openQuarantine: name => destination.openQuarantine(name),
    putOwn: async () => {
      if (++asked > 1000) throw new Error('asked a thousand times');
      return false;
    },
    replaceOwn: (path, bytes) => destination.replaceOwn(path, bytes),
    readOwn: (path, limit) => destination.readOwn(path, limit),
    listOwn: folder => destination.listOwn(folder),
    close: () => destination.close(),
  };
  await rejectsWith('DESTINATION_UNUSABLE', recordDelivery(lying, SEAL, PREDICATE, SIGNER));
});

test('names that are taken, shown or not, are passed over', async t => {
  const { destination, documents } = await place(t);
  writeFileSync(join(documents, '0003.intoto.json'), '');
  mkdirSync(join(documents, '0002.intoto.json'));
  await recordDelivery(destination, SEAL, PREDICATE, SIGNER);
  assert.deepEqual(readdirSync(documents).toSorted(), [
    '0002.intoto.json',
    '0003.intoto.json',
    '0004.intoto.json',
  ]);
});

test('only what is a delivery of this seal at this destination counts, and by a trusted key where keys are given', async t => {
  const { destination, documents } = await place(t);
  const other = await place(t);
  await recordDelivery(other.destination, SEAL, PREDICATE, SIGNER);
  copyFileSync(join(other.documents, '0001.intoto.json'), join(documents, '0001.intoto.json'));
  writeFileSync(join(documents, '0002.intoto.json'), 'junk');
  writeFileSync(join(documents, '0003.intoto.json'), Buffer.alloc(100_000));
  symlinkSync(join(other.documents, '0001.intoto.json'), join(documents, '0004.intoto.json'));
  assert.equal(await deliveriesOf(destination, SEAL, TRUST), 0);
  await recordDelivery(destination, SEAL, PREDICATE, newSigner());
  assert.equal(await deliveriesOf(destination, SEAL, TRUST), 0);
  assert.equal(await deliveriesOf(destination, SEAL), 1);
  await recordDelivery(destination, SEAL, PREDICATE, SIGNER);
  assert.equal(await deliveriesOf(destination, SEAL, TRUST), 1);
});

test('an equal run whose delivery was replaced by junk gets one', async t => {
  const folder = scratch(t);
  const source = writeRun(join(folder, 'source'), 'RUN');
  const { seal } = await copy(source, join(folder, 'to'));
  const documents = join(folder, 'to', '.seqwarden', 'deliveries', seal ?? '');
  writeFileSync(join(documents, '0001.intoto.json'), 'junk');
  assert.equal((await copy(source, join(folder, 'to'))).outcome, 'present');
  assert.deepEqual(readdirSync(documents).toSorted(), ['0001.intoto.json', '0002.intoto.json']);
  await copy(source, join(folder, 'to'));
  assert.equal(readdirSync(documents).length, 2);
});
