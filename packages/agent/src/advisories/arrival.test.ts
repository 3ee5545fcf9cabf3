import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
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
    ...{
      place: 'a.json',
      from: null,
      publisher: 'https://maker.example',
      id: 'A-1',
      version: '1',
      replaces: null,
    },
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

describe('a key that a provider names itself', () => {
  const good = { signature: 'good', keyValidThen: true } as const;
  const at = (from: string | null, sha256: string): Arrival => {
    const one = arrival(good);
    return { ...one, sha256, from, signature: one.signature && { ...one.signature, keyTrustedNow: false } };
  };
  const [REAL, FORGED] = ['12'.repeat(32), '34'.repeat(32)];
  const label = { publisher: 'https://maker.example', id: 'A-1' };

  test('vouches for what it publishes in its own name, and for nothing in that of another publisher', () => {
    assert.equal(new Arrivals([at('www.maker.example', REAL)]).isVouchedFor(REAL), true);
    assert.equal(new Arrivals([at('other.example', REAL)]).isVouchedFor(REAL), false);
  });

  test('vouches for bytes that another provider had before, which come again for it', () => {
    const came = { sha256: REAL, from: 'maker.example', signature: at(null, REAL).signature };
    const arrivals = new Arrivals([at('other.example', REAL)]);
    assert.equal(arrivals.isCurrent(REAL, false), false, 'so that what lies beside it is got again');
    assert.equal(arrivals.eventOf({ ...label, version: '1' }, came), 'signed');
  });

  test('puts nothing away that another publisher signed', () => {
    const arrivals = new Arrivals([at('maker.example', REAL), at('other.example', FORGED)]);
    assert.deepEqual(
      arrivals.current().map(({ sha256 }) => sha256),
      [REAL, FORGED],
    );
  });

  test('for a file a person named it', () => {
    assert.equal(new Arrivals([at(null, REAL)]).isVouchedFor(REAL), true);
  });
});
