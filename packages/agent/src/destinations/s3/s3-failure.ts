import { type ErrorCode, SeqwardenError } from '@seqwarden/proof';

/** What of an error of the SDK decides: never its text, which a server may have written. */
export interface FailureFacts {
  /** S3's or the SDK's name for it, as `AccessDenied`, or that of the system, as `ECONNRESET`. */
  readonly reason: string;
  /** HTTP status of the answer; 0 where there was none. */
  readonly status: number;
}

/** An error of a store in the operator's words, without what the store or the SDK said: that may hold a key's name. */
export class S3Failure extends SeqwardenError {
  readonly facts: FailureFacts;

  constructor(code: ErrorCode, what: string, facts: FailureFacts) {
    super(
      code,
      `${what}: ${facts.reason}${facts.status === 0 ? '' : ` (HTTP ${facts.status})`}${hint(facts)}`,
    );
    this.facts = facts;
  }
}

/** undefined: no error of the SDK, the network or the store, so one of ours. */
export function factsOf(error: unknown): FailureFacts | undefined {
  if (!(error instanceof Error)) return undefined;
  const status = statusOf(error);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const reason = status === 0 && code !== '' ? code : error.name;
  if (reason === 'Error' && /^Region is missing/.test(error.message)) return { reason: 'NoRegion', status };
  if (status === 0 && code === '' && OURS.has(reason)) return undefined;
  return { reason: word(reason), status };
}

const OURS = new Set(['Error', 'TypeError', 'RangeError', 'ReferenceError', 'AssertionError']);

function statusOf(error: Error): number {
  const metadata = '$metadata' in error ? error.$metadata : undefined;
  const isObject = typeof metadata === 'object' && metadata !== null;
  const status = isObject && 'httpStatusCode' in metadata ? metadata.httpStatusCode : 0;
  return typeof status === 'number' ? status : 0;
}

/** A server chooses the name of its errors: it gets into a message only where it is a word. */
function word(reason: string): string {
  return /^\w{1,60}$/.test(reason) ? reason : 'error';
}

const REFUSED = new Set([
  'CredentialsProviderError',
  'TokenProviderError',
  'ProviderError',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
]);

const FULL = new Set(['QuotaExceeded', 'XMinioStorageFull', 'XMinioStorageQuotaExceeded']);
const UNUSABLE = new Set([
  'AnswerTooLarge',
  'NoSuchBucket',
  'NoRegion',
  'AuthorizationHeaderMalformed',
  'InvalidBucketName',
]);

/** Which code of ours a failure is, once it is not tried again. */
export function codeOf({ reason, status }: FailureFacts): ErrorCode {
  if (REFUSED.has(reason) || reason.startsWith('CERT_')) return 'DESTINATION_REFUSED';
  if (FULL.has(reason) || status === 507) return 'DESTINATION_FULL';
  // Swift answers a quota that is used up with 413.
  if (status === 413) return 'DESTINATION_FULL';
  if (UNUSABLE.has(reason) || (status >= 300 && status < 400)) return 'DESTINATION_UNUSABLE';
  if (status === 401 || status === 403) return 'DESTINATION_REFUSED';
  if (status === 0 || status === 200 || status === 429 || (status >= 500 && status !== 501))
    return 'DESTINATION_DOWN';
  return 'DESTINATION_WRITE_FAILED';
}

function hint({ reason, status }: FailureFacts): string {
  if (reason === 'NoRegion') return '; set AWS_REGION or a region in the shared configuration';
  if (reason === 'AuthorizationHeaderMalformed' || (status >= 300 && status < 400))
    return '; the bucket may be in another region';
  return '';
}
