import type { FailureFacts } from './s3-failure.ts';

const ATTEMPTS = 5;
const FIRST_MS = 100;
const LONGEST_MS = 5_000;

/** Names under which stores say "later", some of them with status 200 or 400. */
const LATER = new Set([
  'SlowDown',
  'SlowDownRead',
  'SlowDownWrite',
  'Throttling',
  'ThrottlingException',
  'TooManyRequests',
  'RequestLimitExceeded',
  'RequestTimeout',
  'InternalError',
  'ServiceUnavailable',
  'OperationAborted',
  'ConditionalRequestConflict',
]);

/**
 * A connection that broke, or on which more came than was asked for (HPE_*: Swift sends a body after the head of a HEAD). One that cannot be
 * made is down, and is asked again by whoever watches.
 */
const BROKEN = /^(?:ECONNRESET|EPIPE|ECONNABORTED|HPE_[A-Z_]+)$/;

/**
 * Milliseconds to wait before the next attempt; undefined: it is not worth one. `attempt` counts from 0, `random` is in [0, 1): those who
 * failed at the same moment shall not come back at the same moment.
 */
export function waitBefore(
  attempt: number,
  { reason, status }: FailureFacts,
  random: number,
): number | undefined {
  if (attempt + 1 >= ATTEMPTS) return undefined;
  const isPassing =
    LATER.has(reason) ||
    BROKEN.test(reason) ||
    status === 429 ||
    (status >= 500 && status !== 501 && status !== 507);
  if (!isPassing) return undefined;
  const longest = Math.min(FIRST_MS * 4 ** attempt, LONGEST_MS);
  return longest / 2 + (longest / 2) * random;
}
