import { type BytePath, displayPath, type ErrorCode, SeqwardenError } from '@seqwarden/proof';
import { errno } from '../../host/fs-error.ts';

/** SSH_FX_*: draft-ietf-secsh-filexfer-02, section 7. */
export const Status = {
  OK: 0,
  EOF: 1,
  NO_SUCH_FILE: 2,
  PERMISSION_DENIED: 3,
  FAILURE: 4,
  BAD_MESSAGE: 5,
  NO_CONNECTION: 6,
  CONNECTION_LOST: 7,
  OP_UNSUPPORTED: 8,
} as const;

/** What the server answered to a request. Its own words are left out: they are a stranger's. */
export class StatusError extends Error {
  readonly status: number;

  constructor(status: number) {
    super(WORDS[status] ?? `status ${status}`);
    this.name = 'StatusError';
    this.status = status;
  }
}

const WORDS: Readonly<Record<number, string>> = {
  [Status.EOF]: 'there is no more',
  [Status.NO_SUCH_FILE]: 'no such file or folder',
  [Status.PERMISSION_DENIED]: 'the server does not permit it',
  [Status.FAILURE]: 'the server failed and does not say why',
  [Status.BAD_MESSAGE]: 'the server did not understand the request',
  [Status.NO_CONNECTION]: 'the server has no connection',
  [Status.CONNECTION_LOST]: 'the server lost its connection',
  [Status.OP_UNSUPPORTED]: 'the server cannot do that',
};

const CODES: Readonly<Record<number, ErrorCode>> = {
  [Status.NO_SUCH_FILE]: 'DESTINATION_UNUSABLE',
  [Status.PERMISSION_DENIED]: 'DESTINATION_REFUSED',
  [Status.NO_CONNECTION]: 'DESTINATION_DOWN',
  [Status.CONNECTION_LOST]: 'DESTINATION_DOWN',
  [Status.OP_UNSUPPORTED]: 'DESTINATION_UNUSABLE',
};

export function hasStatus(error: unknown, status: number): boolean {
  return error instanceof StatusError && error.status === status;
}

/**
 * The one place where an answer of a server becomes an error for the operator; an error of ours passes unchanged. What is no answer, no packet
 * that breaks the protocol and no error of the system is a defect: INTERNAL.
 */
export function sftpError(error: unknown, path: BytePath): SeqwardenError {
  if (error instanceof SeqwardenError) return error;
  const { code, what } = inOurWords(error);
  return new SeqwardenError(code, `destination ${displayPath(path) || '.'}: ${what}`, { cause: error, path });
}

function inOurWords(error: unknown): { readonly code: ErrorCode; readonly what: string } {
  if (error instanceof StatusError)
    return { code: CODES[error.status] ?? 'DESTINATION_WRITE_FAILED', what: error.message };
  // wire.ts: a packet that is not what it says
  if (error instanceof RangeError)
    return { code: 'DESTINATION_WRITE_FAILED', what: 'the server broke the protocol' };
  const name = errno(error);
  return name === ''
    ? { code: 'INTERNAL', what: 'an unexpected error' }
    : { code: 'DESTINATION_WRITE_FAILED', what: name };
}

/** The connection is gone, or was never there. `what` is in our own words. */
export function isDown(what: string, cause?: unknown): SeqwardenError {
  return new SeqwardenError('DESTINATION_DOWN', what, cause === undefined ? {} : { cause });
}
