import assert from 'node:assert/strict';
import { type ErrorCode, SeqwardenError } from '@seqwarden/proof';

/** The promise fails with this code; resolves to the error. */
export async function rejectsWith(code: ErrorCode, act: Promise<unknown>): Promise<SeqwardenError> {
  const error = await act.then(
    () => assert.fail(`nothing failed, ${code} was due`),
    (reason: unknown) => reason,
  );
  if (!(error instanceof SeqwardenError)) throw error;
  assert.equal(error.code, code, error.message);
  return error;
}
