import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SeqwardenError } from '@seqwarden/proof';
import { parseDestination } from './spec.ts';

const refused = (text: string, endpoint?: string) =>
  assert.throws(() => parseDestination(text, endpoint), { code: 'USAGE' }, text);

test('a path is a folder, whatever it looks like', () => {
  assert.deepEqual(parseDestination('/archive/runs'), { kind: 'folder', path: '/archive/runs' });
  assert.equal(parseDestination('C:x').kind, 'folder');
  refused('');
});

test('an S3 address names bucket and prefix', () => {
  assert.deepEqual(parseDestination('s3://lab-runs'), { kind: 's3', bucket: 'lab-runs', prefix: '' });
  assert.deepEqual(parseDestination('s3://lab-runs/a/b%20c/', 'https://s3.lab.example/'), {
    kind: 's3',
    bucket: 'lab-runs',
    prefix: 'a/b c',
    endpoint: 'https://s3.lab.example',
  });
  for (const text of [
    's3://',
    's3://Lab',
    's3://a:9/x',
    's3://lab-runs/a//b',
    's3://lab-runs/a%2Fb',
    's3://lab-runs?x',
  ])
    refused(text);
});

test('an S3 endpoint is https, or this host', () => {
  for (const endpoint of ['http://s3.lab.example', 'https://u@s3.lab.example', 'nonsense'])
    refused('s3://lab-runs', endpoint);
  assert.equal(parseDestination('s3://lab-runs', 'http://127.0.0.1:8080').kind, 's3');
});

test('a secret in an S3 endpoint is refused and not repeated', () => {
  for (const part of [':s3cr3t@store', 'u:s3cr3t@store', 'store/?s3cr3t', 'store/#s3cr3t'])
    assert.throws(
      () => parseDestination('s3://lab-runs', `https://${part}`),
      (error: unknown) =>
        error instanceof SeqwardenError && error.code === 'USAGE' && !error.message.includes('s3cr3t'),
    );
});

test('an SFTP address names user, host and an absolute path', () => {
  assert.deepEqual(parseDestination('sftp://copy@nas.lab.example:2222/srv/runs'), {
    kind: 'sftp',
    user: 'copy',
    host: 'nas.lab.example',
    port: 2222,
    path: '/srv/runs',
  });
  for (const text of [
    'sftp://nas/srv',
    'sftp://copy@/srv',
    'sftp://copy@nas/a/%2e%2e%2fb',
    'ftp://copy@nas/x',
  ])
    refused(text);
});

test('a password in an address is refused and not repeated', () => {
  assert.throws(
    () => parseDestination('sftp://copy:hunter2@nas/srv'),
    (error: unknown) => error instanceof Error && !error.message.includes('hunter2'),
  );
});
