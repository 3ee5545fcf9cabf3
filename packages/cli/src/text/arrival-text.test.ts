import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Arrival } from '@seqwarden/agent/advisories';
import { arrivalText } from './arrival-text.ts';

const signed = { signature: 'good', keyValidThen: true, keyTrustedNow: false, key: 'AB12' } as const;
const ARRIVAL: Arrival = {
  ...{ at: '2026-01-01T00:00:00.000Z', event: 'new', sha256: '12'.repeat(32), sha512: '34'.repeat(64) },
  ...{ name: 'a.json', place: 'https://maker.example/a.json', from: 'www.maker.example' },
  ...{ publisher: 'https://maker.example', id: 'A-1', version: '1', replaces: null },
  ...{ differences: [], differencesInAll: 0, hashFiles: { sha256: 'absent', sha512: 'absent' } },
  ...{ signature: { ...signed, madeAt: null, digest: 'sha256', why: null }, validation: null, damaged: 0 },
};

test('a key that a provider names itself is told to count for nothing under the name of another publisher', () => {
  const foreign =
    /other\.example names for itself: under the name of another publisher .* until you --pin it/;
  assert.match(arrivalText({ ...ARRIVAL, from: 'other.example' }), foreign);
  for (const one of [ARRIVAL, { ...ARRIVAL, from: null }])
    assert.match(arrivalText(one), /not trusted now by AB12\n/);
  const pinned = { ...signed, keyTrustedNow: true, madeAt: null, digest: 'sha256', why: null } as const;
  const told = arrivalText({ ...ARRIVAL, from: 'other.example', signature: pinned });
  assert.match(told, /, trusted now by AB12\n/, 'a person pinned it');
});
