import { S3Client } from '@aws-sdk/client-s3';
import type { DestinationSpec } from '../destination.ts';
import { ANSWER_LIMIT, answerLimit } from './answer-limit.ts';

/** A client and the bucket it is meant for. */
export interface Wire {
  readonly client: S3Client;
  readonly bucket: string;
}

export type S3Spec = DestinationSpec & { readonly kind: 's3' };

const CONNECT_MS = 10_000;
/** Without a byte in either direction. */
const IDLE_MS = 60_000;
/** From the request to the head of the answer, with a part of 8 MiB on the way: 28 kB/s at the least. */
const ANSWER_MS = 300_000;

/**
 * Credentials and region come from the SDK's own chain (environment, shared files, SSO, web identity, instance metadata), never from the
 * spec. The SDK follows no redirect, so none takes a signature to another host; certificates are verified as Node does. An endpoint in the
 * environment is not heeded: what is written goes where the spec says, and to no http address that was not meant.
 */
export function openWire(spec: S3Spec): Wire {
  const client = new S3Client({
    ...(spec.endpoint !== undefined && { endpoint: spec.endpoint, forcePathStyle: true }),
    ignoreConfiguredEndpointUrls: true,
    followRegionRedirects: false,
    // Retries are ours (call.ts).
    maxAttempts: 1,
    // Checksums are ours: SHA-256, where the store can check it.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    // A round trip more for each part, and stores that do not know it answer late.
    expectContinueHeader: false,
    requestHandler: {
      connectionTimeout: CONNECT_MS,
      socketTimeout: IDLE_MS,
      requestTimeout: ANSWER_MS,
      throwOnRequestTimeout: true,
    },
  });
  client.middlewareStack.add(answerLimit, ANSWER_LIMIT);
  return { client, bucket: spec.bucket };
}
