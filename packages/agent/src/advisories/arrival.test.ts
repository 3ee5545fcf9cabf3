import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SignatureCheck } from '@seqwarden/advisory/signature';
import { type Arrival, Arrivals } from './arrival.ts';

const BYTES = 'ab'.repeat(32);

function arrival(signature: Pick<SignatureCheck, 'signature' | 'keyValidThen'> | null): Arrival {
  const about = { keyTrustedNow: true, key: 'AB', madeAt: null, digest: 'sha256', why: null } as const;
  return {
    ...{
      at: '2026-01-01T00:00:00.000Z',
      event: 'new',
      sha256: BYTES,
      sha512: 'cd'.repeat(64),
      name: 'a.json',
    },
    ...{ place: 'a.json', publisher: 'https://maker.example', id: 'A-1', version: '1', replaces: null },
    ...{ differences: [], differencesInAll: 0, hashFiles: { sha256: 'absent', sha512: 'absent' } },
    ...{ signature: signature && { ...about, ...signature }, validation: null, damaged: 0 },
  };
}

const isVouchedFor = (...signatures: Parameters<typeof arrival>[0][]) =>
  new Arrivals(signatures.map(arrival)).isVouchedFor(BYTES);

test('bytes are vouched for by a good signature of a key that was valid when it signed, and by no other', () => {
  assert.equal(isVouchedFor({ signature: 'good', keyValidThen: true }), true);
  for (const keyValidThen of [false, null])
    assert.equal(isVouchedFor({ signature: 'good', keyValidThen }), false, `valid then: ${keyValidThen}`);
  assert.equal(isVouchedFor({ signature: 'bad', keyValidThen: true }), false);
  assert.equal(isVouchedFor(null), false);
});

test('who vouched for bytes once is not unsaid by the same bytes without a signature', () => {
  assert.equal(isVouchedFor({ signature: 'good', keyValidThen: true }, null), true);
});
