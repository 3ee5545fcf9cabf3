import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { SeqwardenError } from '@seqwarden/proof';

/** More than a witness with many keys has to say. */
const MOST_ANSWER = 64 * 1024;
/** As `URL` spells them. */
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

export interface WitnessAnswer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/**
 * Where a witness takes checkpoints, below its submission prefix.
 *
 * @throws SeqwardenError CONFIG_UNUSABLE: not http or https, or with a password, a query or a fragment; plain http to another machine, since whoever is on the way could
 * stop the log by saying that it is behind
 */
export function addCheckpointUrl(prefix: string): URL {
  const url = URL.canParse(prefix) ? new URL(prefix) : undefined;
  const isPlain = url !== undefined && url.username + url.password + url.search + url.hash === '';
  if (url === undefined || !isPlain || !/^https?:$/.test(url.protocol))
    throw new SeqwardenError(
      'CONFIG_UNUSABLE',
      'the address of a countersigner is http:// or https:// and a path',
    );
  if (url.protocol === 'http:' && !LOOPBACK.test(url.hostname))
    throw new SeqwardenError(
      'CONFIG_UNUSABLE',
      'a countersigner on another machine is asked through https://',
    );
  return new URL('add-checkpoint', url.href.replace(/\/?$/, '/'));
}

/** Posts once, over a connection of its own; no redirect is followed. Rejects with the system's error, or as `signal` says. */
export function post(url: URL, body: Uint8Array, signal: AbortSignal): Promise<WitnessAnswer> {
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? requestHttps : requestHttp;
    const headers = { 'Content-Type': 'text/plain; charset=utf-8', 'Content-Length': body.length };
    const sent = send(url, { method: 'POST', headers, agent: false, signal }, response => {
      const parts: Buffer[] = [];
      let length = 0;
      response.on('data', (part: Buffer) => {
        length += part.length;
        if (length > MOST_ANSWER) sent.destroy(new Error('the answer does not end'));
        else parts.push(part);
      });
      response.on('error', reject);
      response.on('end', () => {
        const type = response.headers['content-type'] ?? '';
        resolve({ status: response.statusCode ?? 0, type, body: Buffer.concat(parts).toString('utf8') });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
