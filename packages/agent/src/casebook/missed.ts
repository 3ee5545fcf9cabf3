import type { ErrorCode } from '@seqwarden/proof';

/** Part of what is known that could not be read: the state lacks what may stand there. */
export interface Missed {
  /** For people: a register, or the file of a bundle. */
  readonly what: string;
  /** Of the entry that it is about; null: of more than one. */
  readonly index: number | null;
  readonly code: ErrorCode;
  readonly message: string;
}
