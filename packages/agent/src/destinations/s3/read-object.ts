import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import type { Awaitable, Hashed, Throttle } from '../destination.ts';
import { call } from './call.ts';
import { headObject } from './head-object.ts';
import { factsOf } from './s3-failure.ts';
import type { Wire } from './wire.ts';

/**
 * Hands an object's bytes to `take`, in order, each once and no others before it is done with them, and returns their number; undefined: there
 * is none. Where the connection breaks it goes on from there, with the same state of the object or not at all. What `take` throws ends it.
 * More bytes than the store stated are cut off: the number is then larger than stated.
 */
export async function readObject(
  wire: Wire,
  key: string,
  what: string,
  take: (bytes: Uint8Array) => Awaitable<void>,
): Promise<number | undefined> {
  const { client, bucket } = wire;
  let at = 0;
  let state: { readonly etag: string | undefined; readonly size: number } | undefined;
  return call(wire, what, async () => {
    const from = at;
    const answer = await client
      .send(
        new GetObjectCommand({
          Bucket: bucket,
          Key: key,
          ...(state !== undefined && from > 0 && { Range: `bytes=${from}-`, IfMatch: state.etag }),
        }),
      )
      .catch((error: unknown) => {
        if (state === undefined && factsOf(error)?.reason === 'NoSuchKey') return undefined;
        throw error;
      });
    if (answer === undefined) return undefined;
    state ??= {
      etag: answer.ETag,
      size: answer.ContentLength ?? (await headObject(wire, key, what))?.size ?? 0,
    };
    // A store that knows no ranges sends all of it again.
    let known = answer.ContentRange === undefined ? from : 0;
    if (!(answer.Body instanceof Readable)) throw new TypeError('the SDK gave no stream');
    for await (const chunk of answer.Body) {
      if (!(chunk instanceof Uint8Array)) throw new TypeError('the stream gave no bytes');
      const fresh = chunk.subarray(Math.min(known, chunk.length));
      known -= chunk.length - fresh.length;
      at += fresh.length;
      if (fresh.length > 0) await take(fresh);
      if (at > state.size) return at;
    }
    if (at < state.size) throw Object.assign(new Error('the answer was cut off'), { code: 'ECONNRESET' });
    return at;
  });
}

/** undefined: there is no such object. */
export async function hashObject(
  wire: Wire,
  key: string,
  what: string,
  throttle?: Throttle,
): Promise<Hashed | undefined> {
  const digest = createHash('sha256');
  const size = await readObject(wire, key, what, bytes => {
    digest.update(bytes);
    return throttle?.(bytes.length);
  });
  return size === undefined ? undefined : { sha256: digest.digest('hex'), size };
}
