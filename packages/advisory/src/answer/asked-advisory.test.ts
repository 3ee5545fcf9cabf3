import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NOTHING_RECEIVED, receivedTwice } from './asked-advisory.ts';

test('what lay beside the same bytes in two places is told by the gravest, whichever came first', () => {
  const state = (state: 'good' | 'bad' | 'not_checked') => ({ ...NOTHING_RECEIVED.signature, state });
  const good = { ...NOTHING_RECEIVED, sha256: 'good', signature: state('good') } as const;
  const bad = {
    ...NOTHING_RECEIVED,
    sha256: 'bad',
    sha512: 'unreadable',
    signature: state('not_checked'),
  } as const;
  const both = { sha256: 'bad', sha512: 'unreadable', signature: state('good') };
  assert.deepEqual(receivedTwice(good, bad), both);
  assert.deepEqual(receivedTwice(bad, good), both);
  assert.deepEqual(receivedTwice(NOTHING_RECEIVED, good), good);
  assert.deepEqual(receivedTwice(good, NOTHING_RECEIVED), good);
  const forged = { ...NOTHING_RECEIVED, signature: state('bad') };
  assert.equal(receivedTwice(good, forged).signature.state, 'bad');
});
