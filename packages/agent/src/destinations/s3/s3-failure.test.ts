import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codeOf, factsOf, S3Failure } from './s3-failure.ts';

const fromStore = (name: string, status: number, text = '') =>
  Object.assign(new Error(text), { name, $metadata: { httpStatusCode: status } });

test('each kind of failure has the code that says what to do', () => {
  for (const [reason, status, code] of [
    ['AccessDenied', 403, 'DESTINATION_REFUSED'],
    ['CredentialsProviderError', 0, 'DESTINATION_REFUSED'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 0, 'DESTINATION_REFUSED'],
    ['CERT_HAS_EXPIRED', 0, 'DESTINATION_REFUSED'],
    ['NoSuchBucket', 404, 'DESTINATION_UNUSABLE'],
    ['PermanentRedirect', 301, 'DESTINATION_UNUSABLE'],
    ['NoRegion', 0, 'DESTINATION_UNUSABLE'],
    ['QuotaExceeded', 403, 'DESTINATION_FULL'],
    ['error', 507, 'DESTINATION_FULL'],
    ['EntityTooLarge', 413, 'DESTINATION_FULL'],
    ['SlowDown', 503, 'DESTINATION_DOWN'],
    ['ECONNREFUSED', 0, 'DESTINATION_DOWN'],
    ['TimeoutError', 0, 'DESTINATION_DOWN'],
    ['BadDigest', 400, 'DESTINATION_WRITE_FAILED'],
    ['NotImplemented', 501, 'DESTINATION_WRITE_FAILED'],
  ] as const)
    assert.equal(codeOf({ reason, status }), code, reason);
});

test('what a store writes into its errors does not get into ours', () => {
  const facts = factsOf(fromStore('\x1b[2JAKIASECRET', 400, 'AKIASECRET'));
  assert.deepEqual(facts, { reason: 'error', status: 400 });
  assert.equal(
    new S3Failure('DESTINATION_WRITE_FAILED', 'a.bcl', { reason: 'BadDigest', status: 400 }).message,
    'a.bcl: BadDigest (HTTP 400)',
  );
});

test('an error of our own code is none of the store', () => {
  assert.equal(factsOf(new TypeError('undefined is not a function')), undefined);
  assert.equal(factsOf('text'), undefined);
});

test('an error of the network is known by its code', () => {
  assert.deepEqual(factsOf(Object.assign(new Error('x'), { code: 'ECONNRESET' })), {
    reason: 'ECONNRESET',
    status: 0,
  });
});
