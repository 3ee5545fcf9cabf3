import { createHash } from 'node:crypto';
import type { Awaitable, Hashed, Throttle } from '../destination.ts';
import { call } from './call.ts';
import { headObject } from './head-object.ts';
import { askForObject, type ObjectAnswer } from './object-request.ts';
import { factsOf } from './s3-failure.ts';
import type { Wire } from './wire.ts';

/** Where an answer that begins at `at` shall end, in bytes of the object, exclusive; undefined: with the object. */
export type AnswerEnd = (at: number) => number | undefined;

/** What is read at most, whatever the store states and sends. */
export interface ReadBounds {
  /** Of one answer; without: all the rest of the object. */
  readonly answerEnd?: AnswerEnd;
  /** Bytes of an object that may be expected; one with more is another one, and is not read to its end. */
  readonly most?: number;
}

/** How far the reading of one object is. */
interface Reading {
  at: number;
  /** Of the first answer; all that follow are of the same. */
  state: { readonly etag: string | undefined; readonly size: number } | undefined;
  /** Of bytes, beyond which nothing is learnt: one more than may be expected. */
  readonly enough: number;
}

/**
 * Hands an object's bytes to `take`, in order, each once and no others before it is done with them, and returns their number; undefined: there
 * is none. Where the connection breaks it goes on from there, with the same state of the object or not at all. What `take` throws ends it.
 * More bytes than the store stated, or than `bounds` has, are cut off: the number is then larger than that.
 */
export async function readObject(
  wire: Wire,
  key: string,
  what: string,
  take: (bytes: Uint8Array) => Awaitable<void>,
  { answerEnd, most = Number.POSITIVE_INFINITY }: ReadBounds = {},
): Promise<number | undefined> {
  const reading: Reading = { at: 0, state: undefined, enough: most + 1 };
  for (;;) {
    const end = answerEnd?.(reading.at);
    const size = await call(wire, what, () => readAnswer(wire, key, what, reading, end, take));
    if (size === undefined) return undefined;
    if (reading.at >= size) return reading.at;
  }
}

/** One answer's bytes. Returns the size of the object; undefined: there is none. */
async function readAnswer(
  wire: Wire,
  key: string,
  what: string,
  reading: Reading,
  end: number | undefined,
  take: (bytes: Uint8Array) => Awaitable<void>,
): Promise<number | undefined> {
  const answer = await ask(wire, key, reading, end);
  if (typeof answer !== 'object') return answer;
  if (reading.state === undefined) {
    const stated = statedSize(answer) ?? (await headObject(wire, key, what))?.size ?? 0;
    reading.state = { etag: answer.headers.etag, size: Math.min(stated, reading.enough) };
  }
  const { size } = reading.state;
  const isRange = answer.headers['content-range'] !== undefined;
  // A store that knows no ranges sends all of it again.
  let known = isRange ? 0 : reading.at;
  for await (const chunk of answer.body) {
    if (!(chunk instanceof Uint8Array)) throw new TypeError('the stream gave no bytes');
    const fresh = chunk.subarray(Math.min(known, chunk.length));
    known -= chunk.length - fresh.length;
    reading.at += fresh.length;
    if (fresh.length > 0) await take(fresh);
    if (reading.at > size) return size;
  }
  if (reading.at < (isRange ? Math.min(end ?? size, size) : size))
    throw Object.assign(new Error('the answer was cut off'), { code: 'ECONNRESET' });
  return size;
}

/** undefined: there is no such object; 0: it is empty. */
async function ask(
  wire: Wire,
  key: string,
  { at, state }: Reading,
  end: number | undefined,
): Promise<ObjectAnswer | undefined | 0> {
  const isPartial = at > 0 || end !== undefined;
  try {
    return await askForObject(wire, {
      ...{ method: 'GET', key },
      headers: {
        ...(isPartial && { range: `bytes=${at}-${end === undefined ? '' : end - 1}` }),
        ...(at > 0 && state?.etag !== undefined && { 'if-match': state.etag }),
      },
    });
  } catch (error) {
    const facts = factsOf(error);
    if (state === undefined && facts?.reason === 'NoSuchKey') return undefined;
    // no range of an empty object can be had
    if (state === undefined && facts?.status === 416) return 0;
    throw error;
  }
}

/** Of the object, as an answer states it. */
function statedSize({ headers }: ObjectAnswer): number | undefined {
  const range = headers['content-range'];
  const stated = range === undefined ? headers['content-length'] : /\/(\d+)$/.exec(range)?.[1];
  return stated === undefined ? undefined : Number(stated);
}

/** undefined: there is no such object. */
export async function hashObject(
  wire: Wire,
  key: string,
  what: string,
  throttle?: Throttle,
  bounds?: ReadBounds,
): Promise<Hashed | undefined> {
  const digest = createHash('sha256');
  const size = await readObject(
    wire,
    key,
    what,
    bytes => {
      digest.update(bytes);
      return throttle?.(bytes.length);
    },
    bounds,
  );
  return size === undefined ? undefined : { sha256: digest.digest('hex'), size };
}
