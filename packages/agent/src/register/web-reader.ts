import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { SeqwardenError } from '@seqwarden/proof';
import { MAX_LOG_FILE, type TileReader } from '@seqwarden/proof/log';

const TIME_LIMIT_MS = 30_000;
const LOOPBACK: readonly string[] = ['127.0.0.1', '[::1]', 'localhost'];

/**
 * Reads what a web server publishes of a log (C2SP tlog-tiles) below `prefix`. No redirect is followed; what the server says is checked by who reads it.
 * The reader throws LOG_UNREADABLE, or the reason of the signal. Throws USAGE for plain http to another machine: who listens there learns what is asked.
 */
export function webReader(prefix: string, signal?: AbortSignal): TileReader {
  const base = baseOf(prefix);
  return path => get(new URL(path, base), signal);
}

function baseOf(prefix: string): URL {
  if (!URL.canParse(prefix)) throw new SeqwardenError('USAGE', 'the address of the register is none');
  const url = new URL(prefix.endsWith('/') ? prefix : `${prefix}/`);
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    throw new SeqwardenError(
      'USAGE',
      'the address of a register holds no user, no password and nothing behind its path',
    );
  if (url.protocol === 'http:' && !LOOPBACK.includes(url.hostname))
    throw new SeqwardenError('USAGE', 'a register on another machine is read through https');
  return url;
}

function get(url: URL, signal: AbortSignal | undefined): Promise<Uint8Array | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array | undefined>();
  const fail = (what: string) => reject(new SeqwardenError('LOG_UNREADABLE', `${url.host}: ${what}`));
  const limit = AbortSignal.timeout(TIME_LIMIT_MS);
  const outgoing = (url.protocol === 'https:' ? httpsRequest : httpRequest)(
    url,
    { signal: signal === undefined ? limit : AbortSignal.any([signal, limit]) },
    response => {
      const pieces: Uint8Array[] = [];
      let size = 0;
      response.on('data', (piece: Uint8Array) => {
        size += piece.length;
        if (size > MAX_LOG_FILE) {
          fail('it answers with more than a file of a register has');
          outgoing.destroy();
        } else pieces.push(piece);
      });
      response.on('end', () => {
        const status = response.statusCode ?? 0;
        if (status === 200) resolve(new Uint8Array(Buffer.concat(pieces)));
        else if (status === 404 || status === 410) resolve(undefined);
        else fail(`it answered with status ${status}`);
      });
      response.on('error', error => fail(error.message));
      response.on('close', () => fail('its answer was cut off'));
    },
  );
  outgoing.on('error', error => {
    if (signal?.aborted) reject(signal.reason);
    else fail(limit.aborted ? 'no answer in time' : error.message);
  });
  outgoing.end();
  return promise;
}
