import { SeqwardenError } from '@seqwarden/proof';

/** The system's name for an error, or ''. */
export function errno(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** What the file system refused, in the operator's words; what is none of its errors passes unchanged. */
export function treeError(error: unknown): unknown {
  if (error instanceof SeqwardenError || errno(error) === '') return error;
  const code = FULL.has(errno(error)) ? 'STATE_FULL' : 'LOG_UNREADABLE';
  return new SeqwardenError(code, `the folder of the register: ${errno(error)}`, { cause: error });
}
