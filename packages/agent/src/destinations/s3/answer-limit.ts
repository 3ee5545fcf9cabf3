import { pipeline, Readable, Transform } from 'node:stream';

/** A page of a listing has 1,000 keys of up to 1,024 bytes, up to 3 times that in its encoding: 16 MiB is more than any answer needs. */
const MOST_BYTES = 16 << 20;

/** A store's answer that is no object is longer than any can be. */
export class AnswerTooLarge extends Error {
  constructor() {
    super('the answer is too large');
    this.name = 'AnswerTooLarge';
  }
}

/**
 * Middleware for all commands: what the SDK collects in memory (listings, errors, whatever answers a PUT) ends at {@link MOST_BYTES}. An object's
 * bytes pass: whoever reads them counts them.
 */
export function answerLimit<Args, Result extends { readonly response: unknown }>(
  next: (args: Args) => Promise<Result>,
  context: { readonly commandName?: string },
): (args: Args) => Promise<Result> {
  return async args => {
    const result = await next(args);
    const { response } = result;
    if (!hasBody(response) || !(response.body instanceof Readable)) return result;
    const isObject = context.commandName === 'GetObjectCommand' && response.statusCode < 300;
    if (!isObject) response.body = limited(response.body);
    return result;
  };
}

/** Where it stands: between the network and what reads answers. */
export const ANSWER_LIMIT = { step: 'deserialize', priority: 'low', name: 'seqwardenAnswerLimit' } as const;

function limited(body: Readable): Readable {
  let size = 0;
  const limit = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      size += chunk.length;
      if (size > MOST_BYTES) done(new AnswerTooLarge());
      else done(null, chunk);
    },
  });
  // an error reaches whoever reads `limit`; pipeline closes the connection
  return pipeline(body, limit, () => {});
}

function hasBody(response: unknown): response is { body: unknown; readonly statusCode: number } {
  return (
    typeof response === 'object' &&
    response !== null &&
    'body' in response &&
    'statusCode' in response &&
    typeof response.statusCode === 'number'
  );
}
