import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SeqwardenError } from '@seqwarden/proof';
import { Status, StatusError, sftpError } from './sftp-error.ts';

test('what a server answers is its own affair, and what breaks the protocol too', () => {
  const failed = new StatusError(Status.FAILURE);
  assert.equal(sftpError(failed, 'a').code, 'DESTINATION_WRITE_FAILED');
  assert.equal(sftpError(new StatusError(Status.PERMISSION_DENIED), 'a').code, 'DESTINATION_REFUSED');
  assert.equal(sftpError(new RangeError('a packet ends'), 'a').code, 'DESTINATION_WRITE_FAILED');
});

test('a network that fails is no defect of ours', () => {
  const error = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
  assert.equal(sftpError(error, 'a').code, 'DESTINATION_WRITE_FAILED');
});

test('what is none of these is a defect, with its cause; an error of ours passes unchanged', () => {
  const defect = new TypeError('x is not a function');
  const found = sftpError(defect, 'a');
  assert.deepEqual([found.code, found.cause], ['INTERNAL', defect]);
  const ours = new SeqwardenError('CONFLICT', 'another');
  assert.equal(sftpError(ours, 'a'), ours);
});
