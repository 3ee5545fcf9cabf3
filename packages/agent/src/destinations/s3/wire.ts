import { S3Client } from '@aws-sdk/client-s3';
import type { DestinationSpec } from '../destination.ts';
import { ANSWER_LIMIT, answerLimit } from './answer-limit.ts';
import { Interruption } from './interruption.ts';
import { type ObjectWay, objectWay } from './object-way.ts';

/** A client and the bucket it is meant for. */
export interface Wire {
  readonly client: S3Client;
  readonly bucket: string;
  /** For requests that do without the SDK's commands (object-request.ts). */
  readonly way: () => Promise<ObjectWay>;
  readonly interruption: Interruption;
}

export type S3Spec = DestinationSpec & { readonly kind: 's3' };

const CONNECT_MS = 10_000;
const IDLE_MS = 60_000;
/** From the request to the head of the answer, whatever trickles meanwhile: two parts of 32 MiB at once take that long at 37 kB/s. */
const ANSWER_MS = 1_800_000;

/** How patient a client is; other than the usual in tests. */
export interface Patience {
  /** Milliseconds without a byte in either direction, after which a request fails. */
  readonly idleMs?: number;
}

/**
 * Credentials and region come from the SDK's own chain (environment, shared files, SSO, web identity, instance metadata), never from the
 * spec. The SDK follows no redirect, so none takes a signature to another host; certificates are verified as Node does. An endpoint in the
 * environment is not heeded: what is written goes where the spec says, and to no http address that was not meant.
 */
export function openWire(spec: S3Spec, { idleMs = IDLE_MS }: Patience = {}): Wire {
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
      socketTimeout: idleMs,
      requestTimeout: ANSWER_MS,
      throwOnRequestTimeout: true,
    },
  });
  client.middlewareStack.add(answerLimit, ANSWER_LIMIT);
  let known: Promise<ObjectWay> | undefined;
  const way = () => {
    known ??= objectWay(client, spec.bucket, spec.endpoint).catch((error: unknown) => {
      known = undefined;
      throw error;
    });
    return known;
  };
  return { client, bucket: spec.bucket, way, interruption: new Interruption() };
}

/** Ends what is under way; see {@link Interruption}. */
export function interrupt({ client, interruption }: Wire): void {
  interruption.interrupt();
  // what reads the body of an answer hears of it by its connection; later requests make new ones
  client.config.requestHandler.destroy?.();
}
