import { type LookupAddress, lookup } from 'node:dns';
import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { SeqwardenError } from '@seqwarden/proof';
import { isPublicAddress } from './public-address.ts';

export interface WebOptions {
  /** `host` or `host:port` of servers inside the network that a person named; for them addresses and ports are not looked at. */
  readonly allowed: readonly string[];
  /** Certificates to trust beside none, PEM; undefined: those that Node knows. */
  readonly ca: readonly string[] | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Whole time of one file. */
  readonly timeLimitMs?: number;
  /** Bytes of all answers together. */
  readonly totalBytes?: number;
}

const TIME_LIMIT_MS = 60_000;
/** CISA's whole corpus is some 60 MB; with hash files and signatures a large publisher stays far below. */
const TOTAL_BYTES = 2 ** 31;
const MOST_REDIRECTS = 4;

/**
 * Gets files by https, for reading and nothing else: no credentials, no cookies, no proxy, certificates verified. Whatever a name resolves to
 * is looked at in the moment in which the connection is made, so that a name cannot change its mind in between; where one of its addresses is
 * not of the open internet, none is used. So is each redirect. What comes back is bytes, to be believed by nobody.
 */
export class WebClient implements Disposable {
  readonly #options: WebOptions;
  readonly #agent: Agent;
  #left: number;

  constructor(options: WebOptions) {
    this.#options = options;
    this.#left = options.totalBytes ?? TOTAL_BYTES;
    this.#agent = new Agent({
      keepAlive: true,
      maxSockets: 4,
      ...(options.ca !== undefined && { ca: [...options.ca] }),
    });
  }

  /**
   * A whole file; undefined where the server says that there is none (404, 410).
   * @throws SeqwardenError ADVISORY_ADDRESS_REFUSED, ADVISORY_SOURCE_UNUSABLE; the reason of the signal
   */
  async get(address: URL, limit: number): Promise<Uint8Array | undefined> {
    const { signal, timeLimitMs = TIME_LIMIT_MS } = this.#options;
    const timeout = AbortSignal.timeout(timeLimitMs);
    const ends = signal === undefined ? timeout : AbortSignal.any([signal, timeout]);
    try {
      let url = address;
      for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
        const answer = await this.#ask(url, limit, ends);
        if (!(answer instanceof URL)) return answer;
        url = answer;
      }
      throw unusable(address, 'redirects without end');
    } catch (error) {
      if (error instanceof SeqwardenError) throw error;
      signal?.throwIfAborted();
      if (error instanceof NotPublic) throw refused(address, 'is no address of the open internet');
      throw unusable(address, timeout.aborted ? 'no whole answer in time' : errorText(error), error);
    }
  }

  async #ask(url: URL, limit: number, signal: AbortSignal): Promise<Uint8Array | URL | undefined> {
    const allowed = this.#requireAllowed(url);
    const response = await this.#send(url, allowed, signal);
    const status = response.statusCode ?? 0;
    const moved = response.headers.location;
    if (status !== 200) response.destroy();
    if (status === 404 || status === 410) return undefined;
    if ([301, 302, 303, 307, 308].includes(status) && moved !== undefined && URL.canParse(moved, url))
      return new URL(moved, url);
    if (status !== 200) throw unusable(url, `answers with status ${status}`);
    if (response.headers['content-encoding'] !== undefined)
      throw unusable(url, 'answers in a coding that was not asked for');
    return await this.#body(response, url, limit);
  }

  #requireAllowed(url: URL): boolean {
    if (url.protocol !== 'https:') throw refused(url, 'is no https address');
    if (url.username !== '' || url.password !== '') throw refused(url, 'holds a user or a password');
    const { allowed } = this.#options;
    if (allowed.includes(url.host) || allowed.includes(url.hostname)) return true;
    if (url.port !== '') throw refused(url, 'names a port of its own');
    const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
    if (isIP(host) !== 0 && !isPublicAddress(host)) throw refused(url, 'is no address of the open internet');
    return false;
  }

  #send(url: URL, allowed: boolean, signal: AbortSignal): Promise<IncomingMessage> {
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    const headers = { accept: '*/*', 'accept-encoding': 'identity', 'user-agent': 'seqwarden' };
    request(url, { agent: this.#agent, headers, signal, ...(!allowed && { lookup: publicLookup }) }, resolve)
      .on('error', reject)
      .end();
    return promise;
  }

  async #body(response: IncomingMessage, url: URL, limit: number): Promise<Uint8Array> {
    const pieces: Buffer[] = [];
    let size = 0;
    for await (const piece of response) {
      if (!(piece instanceof Buffer)) throw unusable(url, 'answers with no bytes');
      size += piece.length;
      this.#left -= piece.length;
      if (size > limit) throw unusable(url, `is larger than ${limit} bytes`);
      if (this.#left < 0) throw unusable(url, 'is more than may be got at once');
      pieces.push(piece);
    }
    return Buffer.concat(pieces);
  }

  [Symbol.dispose](): void {
    this.#agent.destroy();
  }
}

class NotPublic extends Error {}

/** Node's own lookup, but that it fails where a name leads to any address that is not of the open internet. */
const publicLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
    const first = addresses?.[0];
    if (error !== null || first === undefined) {
      callback(error ?? Object.assign(new Error('no address'), { code: 'ENOTFOUND' }), '', 0);
    } else if (!addresses.every(({ address }) => isPublicAddress(address))) {
      callback(new NotPublic(), '', 0);
    } else if (options.all === true) callback(null, addresses);
    else callback(null, first.address, first.family);
  });
};

/** Host and path; what stands behind a `?` may be a secret. */
export function shown(url: URL): string {
  return `${url.protocol}//${url.host}${url.pathname}`;
}

/** ADVISORY_SOURCE_UNUSABLE of what lies at an address. */
export function unusable(url: URL, why: string, cause?: unknown): SeqwardenError {
  return new SeqwardenError('ADVISORY_SOURCE_UNUSABLE', `${shown(url)}: ${why}`, { cause });
}

function refused(url: URL, why: string): SeqwardenError {
  return new SeqwardenError('ADVISORY_ADDRESS_REFUSED', `${shown(url)}: ${why}`);
}

function errorText(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
