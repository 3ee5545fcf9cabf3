import assert from 'node:assert/strict';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { scratch } from '../../test/support/scratch.ts';
import { TRUST } from '../../test/support/sealing.ts';
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
