import { Readable } from 'node:stream';
import { sha256 as digestOf } from '../../host/sha256.ts';
import { AnswerTooLarge } from './answer-limit.ts';
import type { ObjectWay } from './object-way.ts';
import type { Wire } from './wire.ts';

export interface ObjectRequest {
  readonly method: 'GET' | 'HEAD' | 'PUT';
  readonly key: string;
  /** Lower-case names. */
  readonly headers?: Readonly<Record<string, string>>;
  /** `sha256` in hex: the signature is over it. */
  readonly body?: { readonly bytes: Uint8Array; readonly sha256: string };
}

export interface ObjectAnswer {
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** To be read to its end, or destroyed. */
  readonly body: Readable;
}

/** A store's answer that is no success; {@link factsOf} reads it as it reads the SDK's errors. */
class StoreRefusal extends Error {
  readonly $metadata: { readonly httpStatusCode: number };

  constructor(status: number, code: string | undefined) {
    super('the store refused');
    this.name = code ?? 'refused';
    this.$metadata = { httpStatusCode: status };
  }
}

const NOTHING = Buffer.from(digestOf(Buffer.alloc(0))).toString('hex');
/** Of an answer that is no object. Amazon's errors have some hundred bytes. */
const MOST_SAID = 1 << 20;

/**
 * One request for one object, by the SDK's signer and connections but not through its commands, which take more than half of our processor time for
 * a small file (decision 56). Throws what the network throws, and where the answer is no success an error that {@link factsOf} knows.
 */
export async function askForObject(wire: Wire, request: ObjectRequest): Promise<ObjectAnswer> {
  const way = await wire.way();
  let answer = await ask(way, request);
  if (way.setClock(answer.headers.date) && answer.statusCode === 403) {
    answer.body.destroy();
    answer = await ask(way, request);
  }
  const { statusCode: status, headers, body } = answer;
  if (status >= 200 && status < 300) return { headers, body };
  throw new StoreRefusal(status, codeIn(await textOf(body)));
}

type Answer = ObjectAnswer & { readonly statusCode: number };

async function ask(
  { protocol, hostname, port, host, path, send }: ObjectWay,
  { method, key, headers, body }: ObjectRequest,
): Promise<Answer> {
  const { response } = await send({
    ...{ protocol, hostname, method },
    ...(port !== undefined && { port }),
    path: `${path}/${key.split('/').map(escapePart).join('/')}`,
    headers: {
      ...headers,
      host,
      'x-amz-content-sha256': body?.sha256 ?? NOTHING,
      ...(body !== undefined && { 'content-length': String(body.bytes.length) }),
    },
    ...(body !== undefined && { body: body.bytes }),
  });
  if (!isAnswer(response)) throw new TypeError('the connection gave no answer');
  return response;
}

/** What a store says beside an object's bytes. Throws AnswerTooLarge. */
export async function textOf(body: Readable): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    if (!(chunk instanceof Uint8Array)) throw new TypeError('the stream gave no bytes');
    size += chunk.length;
    if (size > MOST_SAID) throw new AnswerTooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function isAnswer(response: unknown): response is Answer {
  return (
    typeof response === 'object' &&
    response !== null &&
    'statusCode' in response &&
    typeof response.statusCode === 'number' &&
    'headers' in response &&
    typeof response.headers === 'object' &&
    response.headers !== null &&
    'body' in response &&
    response.body instanceof Readable
  );
}

function codeIn(xml: string): string | undefined {
  return /<Code>(\w{1,60})<\/Code>/.exec(xml)?.[1];
}

/** As RFC 3986 has it, which the signature asks for: `encodeURIComponent` leaves five more characters than that. */
function escapePart(part: string): string {
  return encodeURIComponent(part).replace(
    /[!'()*]/g,
    letter => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
