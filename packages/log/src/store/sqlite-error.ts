import { SeqwardenError } from '@seqwarden/proof';

/** Primary result codes, the low byte of what SQLite answers: sqlite.org/rescode.html */
const BUSY = 5;
const FULL = 13;

export function isBusy(error: unknown): boolean {
  return primaryCode(error) === BUSY;
}

/** An error of SQLite in the operator's words; others pass unchanged. */
export function storeError(error: unknown): unknown {
  const code = primaryCode(error);
  if (code === undefined) return error;
  const why = error instanceof Error ? error.message : String(error);
  if (code === BUSY)
    return new SeqwardenError('LOG_BUSY', `the store of the register: ${why}`, { cause: error });
  if (code === FULL)
    return new SeqwardenError('STATE_FULL', `the store of the register: ${why}`, { cause: error });
  return new SeqwardenError('LOG_STORE_UNUSABLE', `the store of the register: ${why}`, { cause: error });
}

function primaryCode(error: unknown): number | undefined {
  if (!(error instanceof Error && 'errcode' in error && typeof error.errcode === 'number')) return undefined;
  return error.errcode & 0xff;
}
