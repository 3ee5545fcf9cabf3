import assert from 'node:assert/strict';
import { test } from 'node:test';
import { waitBefore } from './retry.ts';

test('throttling, a server in trouble and a broken connection are worth another attempt', () => {
  for (const facts of [
    { reason: 'SlowDown', status: 503 },
    { reason: 'InternalError', status: 200 },
    { reason: 'RequestTimeout', status: 400 },
    { reason: 'error', status: 502 },
    { reason: 'TooManyRequestsException', status: 429 },
    { reason: 'ECONNRESET', status: 0 },
    { reason: 'HPE_INVALID_CONSTANT', status: 0 },
  ])
    assert.notEqual(waitBefore(0, facts, 0), undefined, facts.reason);
});

test('what would fail again is not tried again', () => {
  for (const facts of [
    { reason: 'AccessDenied', status: 403 },
    { reason: 'BadDigest', status: 400 },
    { reason: 'PreconditionFailed', status: 412 },
    { reason: 'NotImplemented', status: 501 },
    { reason: 'InsufficientStorage', status: 507 },
    { reason: 'ECONNREFUSED', status: 0 },
    { reason: 'ENOTFOUND', status: 0 },
    { reason: 'TimeoutError', status: 0 },
  ])
    assert.equal(waitBefore(0, facts, 0), undefined, facts.reason);
});

test('attempts come later and later, at moments of their own, and end', () => {
  const slow = { reason: 'SlowDown', status: 503 };
  assert.deepEqual(
    [0, 1, 2, 3, 4].map(attempt => waitBefore(attempt, slow, 0)),
    [50, 200, 800, 2500, undefined],
  );
  assert.equal(waitBefore(0, slow, 0.5), 75);
});
