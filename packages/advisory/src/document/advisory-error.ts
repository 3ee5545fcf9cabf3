import { type ErrorCode, SeqwardenError } from '@seqwarden/proof';

export type AdvisoryErrorCode = Extract<ErrorCode, `ADVISORY_${string}`>;

/** Why a document is not read. The message names places, never values: those are hostile. */
export class AdvisoryError extends SeqwardenError {
  /** JSON pointer to what is wrong; the empty one is the whole document. */
  readonly pointer: string;

  constructor(code: AdvisoryErrorCode, pointer: string, message: string) {
    super(code, message);
    this.name = 'AdvisoryError';
    this.pointer = pointer;
  }
}
