import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { addressProblem } from './outbound-address.ts';
import { OutputError } from './output.ts';

export interface HttpMessage {
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The whole exchange. */
const TIME_LIMIT_MS = 15_000;

/**
 * One request; the certificate is verified. Resolves for a status of 2xx. Anything else, redirects included, is an {@link OutputError} `HTTP_<status>`: an
 * address that moved is for a person to change, and nothing that we carry goes where no configuration named it. The answer's body is not kept.
 */
export function httpSend(
  address: string,
  message: HttpMessage,
  { ca, signal, timeLimitMs = TIME_LIMIT_MS }: HttpOptions,
): Promise<void> {
  if (addressProblem(address) !== undefined) return Promise.reject(new OutputError('ADDRESS_REFUSED'));
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const url = new URL(address);
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const options = {
    method: message.method,
    headers: { ...message.headers, 'content-length': String(Buffer.byteLength(message.body)) },
    signal: AbortSignal.any([signal, AbortSignal.timeout(timeLimitMs)]),
    ...(ca !== undefined && { ca: [...ca] }),
  };
  const outgoing = request(url, options, response => {
    response.on('error', reject).resume();
    const status = response.statusCode ?? 0;
    response.on('end', () =>
      status >= 200 && status < 300 ? resolve() : reject(new OutputError(`HTTP_${status}`)),
    );
    response.on('close', () => reject(new OutputError('CUT_OFF')));
  });
  outgoing.on('error', reject).end(message.body);
  return promise;
}

export interface HttpOptions {
  /** Certificates to trust, PEM; undefined: those that Node knows. */
  readonly ca: readonly string[] | undefined;
  readonly signal: AbortSignal;
  readonly timeLimitMs?: number;
}
