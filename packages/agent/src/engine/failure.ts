import type { BytePath, ErrorCode } from '@seqwarden/proof';

/** What went wrong with one row; -1 where it is not about a row. Plain data: it crosses threads. */
export interface Failure {
  readonly row: number;
  readonly path: BytePath;
  readonly code: ErrorCode;
  readonly message: string;
  /** The number of the destination that it befell; undefined: it is the source's, and so everybody's. */
  readonly destination?: number;
}
