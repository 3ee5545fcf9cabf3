import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { writeRun } from '../../test/support/runs.ts';
import { scratch } from '../../test/support/scratch.ts';
import { copy, TRUST } from '../../test/support/sealing.ts';
import { openDestination } from '../destinations/open.ts';
import { lookAtPlaces } from './look-at-places.ts';
import type { RunFacts } from './report-facts.ts';

const SOME_DAY = new Date('2026-03-01T00:00:00Z');
const { signal } = new AbortController();

function sealed(id: number, name: string): RunFacts {
  const none = { downSince: undefined, reason: undefined, lastConfirmed: undefined, sealed: undefined };
  const deliveries = [{ run: id, destination: 0, state: 'sealed' as const, since: SOME_DAY, ...none }];
  return { id, name, root: 'lab', firstSeen: SOME_DAY, deliveries, wanted: [0] };
}

test('the mount point of a share that is not there stays as it is, also where the journal has no id of the place', async t => {
  const path = join(scratch(t), 'share');
  mkdirSync(path);
  const places = new Map([[0, { spec: { kind: 'folder' as const, path }, id: undefined }]]);
  const looks = await lookAtPlaces([sealed(1, 'RUN')], places, TRUST, signal);
  assert.deepEqual(looks, [{ run: 1, slot: 0, found: 'unknown', code: 'DESTINATION_UNUSABLE' }]);
  assert.deepEqual(readdirSync(path), []);
});

test('a run whose name is no text is unknown by that reason, and the next is looked at', async t => {
  const spec = { kind: 'folder' as const, path: scratch(t) };
  await (await openDestination(spec)).close();
  const runs = [sealed(1, 'RUN\xff'), sealed(2, 'RUN')];
  const looks = await lookAtPlaces(runs, new Map([[0, { spec, id: undefined }]]), TRUST, signal);
  assert.deepEqual(looks, [
    { run: 1, slot: 0, found: 'unknown', code: 'RUN_NAME_NOT_UTF8' },
    { run: 2, slot: 0, found: 'gone' },
  ]);
});

test('a seal that nothing proves since its key was rotated is unknown, and one that is altered does not verify', async t => {
  const folder = scratch(t);
  const { folder: run } = await copy(writeRun(join(folder, 'landing'), 'RUN'), join(folder, 'archive'));
  const spec = { kind: 'folder' as const, path: join(folder, 'archive') };
  const places = [{ log: 'ab'.repeat(16), from: 0, until: 1, ended: 'rotated' as const, asOf: 2 }];
  const validUntil = '2100-01-01T00:00:00.000Z';
  const trust = { ...TRUST, sealKeys: TRUST.sealKeys.map(key => ({ ...key, validUntil, places })) };
  const look = async () =>
    (await lookAtPlaces([sealed(1, 'RUN')], new Map([[0, { spec, id: undefined }]]), trust, signal))[0];
  assert.deepEqual(await look(), { run: 1, slot: 0, found: 'unknown', code: 'LOG_PROOF_MISSING' });
  appendFileSync(join(run, 'Custody', 'SHA256SUMS'), 'x');
  assert.equal((await look())?.found, 'doubtful');
});
