import assert from 'node:assert/strict';
import { constants } from 'node:os';
import { test } from 'node:test';
import { SeqwardenError } from '@seqwarden/proof';
import { errno, fsError } from './fs-error.ts';

function withCode(code: string): Error {
  return Object.assign(new Error('the message'), { code });
}

test('what the system names is the fault of the side where it happened', () => {
  const codes = (code: string) => [
    fsError(withCode(code), 'source', 'a').code,
    fsError(withCode(code), 'destination', 'a').code,
  ];
  assert.deepEqual(codes('EIO'), ['SOURCE_READ_FAILED', 'DESTINATION_WRITE_FAILED']);
  assert.deepEqual(codes('EACCES'), ['SOURCE_UNREADABLE', 'DESTINATION_UNUSABLE']);
  assert.deepEqual(codes('UNKNOWN'), ['SOURCE_READ_FAILED', 'DESTINATION_WRITE_FAILED']);
});

test('an error of the system that Node has no name for is one all the same, by its number', () => {
  const unnamed = (number: number) => withCode(`Unknown system error -${number}`);
  const { ESTALE, EDQUOT } = constants.errno;
  assert.deepEqual([ESTALE, EDQUOT, 524].map(unnamed).map(errno), ['ESTALE', 'EDQUOT', 'E524']);
  assert.equal(fsError(unnamed(ESTALE), 'source', 'a').code, 'SOURCE_CHANGED');
  assert.equal(fsError(unnamed(EDQUOT), 'destination', 'a').code, 'DESTINATION_FULL');
  assert.equal(fsError(unnamed(524), 'source', 'a').code, 'SOURCE_READ_FAILED');
});

test('what is no error of the system is a defect, with its cause, and nobody’s disk is blamed', () => {
  for (const defect of [new TypeError('x is not a function'), withCode('ERR_INVALID_ARG_TYPE'), 'a string']) {
    for (const error of [fsError(defect, 'source', 'a'), fsError(defect, 'destination', 'a')]) {
      assert.equal(error.code, 'INTERNAL');
      assert.equal(error.cause, defect);
    }
  }
});

test('an error of ours passes unchanged', () => {
  const ours = new SeqwardenError('CONFLICT', 'another');
  assert.equal(fsError(ours, 'source', 'a'), ours);
  assert.equal(errno(ours), '');
});
