import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Bytes } from '@seqwarden/proof';
import type { EventLog } from './event-log.ts';
import type { Answer, Witness } from './witness.ts';

/** No request is larger: 63 hashes and a checkpoint with as many signatures as notes have to carry. */
export const MOST_BODY = 64 * 1024;
export const MOST_CONNECTIONS = 128;

const TEXT = 'text/plain; charset=utf-8';
const ROUTE = '/add-checkpoint';
const HEADERS_MS = 3_000;
const REQUEST_MS = 5_000;
const IDLE_MS = 10_000;

/** What is said besides the status: nothing of the request, nothing of the machine. */
const WORDS: Readonly<Record<number, string>> = {
  400: 'malformed request\n',
  403: 'not signed by a trusted key\n',
  404: 'unknown log, or no such path\n',
  405: 'POST only\n',
  409: 'another tree of this size is on record\n',
  413: 'too large\n',
  422: 'not consistent with what is on record\n',
  500: 'failed\n',
  503: 'the clock of this witness is behind; nothing is signed\n',
};

/** An HTTP server with one route, not listening yet. Slow, large and many requests end by its bounds. */
export function witnessServer(witness: Witness, events: EventLog): Server {
  const server = createServer(
    {
      maxHeaderSize: 8 * 1024,
      headersTimeout: HEADERS_MS,
      requestTimeout: REQUEST_MS,
      keepAliveTimeout: HEADERS_MS,
      // Node looks for what took too long every half minute unless it is told otherwise.
      connectionsCheckingInterval: 1_000,
    },
    (request, response) => {
      answer(witness, request, response).catch(error => {
        if (isGone(request)) return;
        events.say('failed', { name: nameOf(error) });
        refuse(response, 500);
      });
    },
  );
  server.maxConnections = MOST_CONNECTIONS;
  server.maxRequestsPerSocket = 1_000;
  server.setTimeout(IDLE_MS);
  server.on('request', (_, response) => {
    response.on('finish', () => {
      if (response.statusCode !== 200) events.refused(response.statusCode);
    });
  });
  return server;
}

async function answer(witness: Witness, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.url !== ROUTE) return refuse(response, 404);
  if (request.method !== 'POST') return refuse(response.setHeader('Allow', 'POST'), 405);
  const body = await bodyOf(request);
  if (body === undefined) return refuse(response, 413);
  tell(response, await witness.addCheckpoint(body));
}

function tell(response: ServerResponse, given: Answer): void {
  switch (given.status) {
    case 200:
      end(response, 200, TEXT, given.line);
      break;
    case 409:
      if (given.known === undefined) end(response, 409, TEXT, Buffer.from(WORDS[409] ?? ''));
      else end(response, 409, 'text/x.tlog.size', Buffer.from(`${given.known}\n`));
      break;
    default:
      end(response, given.status, TEXT, Buffer.from(WORDS[given.status] ?? ''));
  }
}

/** Without reading what else comes on the connection. */
function refuse(response: ServerResponse, status: number): void {
  if (response.headersSent) return;
  response.setHeader('Connection', 'close');
  end(response, status, TEXT, Buffer.from(WORDS[status] ?? ''));
}

function end(response: ServerResponse, status: number, type: string, body: Uint8Array): void {
  response.writeHead(status, {
    'Content-Type': type,
    'Content-Length': body.length,
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  });
  response.end(body);
}

/** undefined: larger than {@link MOST_BODY}. Throws where the connection ends before the body does. */
async function bodyOf(request: IncomingMessage): Promise<Bytes | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > MOST_BODY) return undefined;
  const parts: Buffer[] = [];
  let length = 0;
  // Not destroyed on the way out: that would take the connection along before the answer.
  for await (const part of request.iterator({ destroyOnReturn: false })) {
    length += part.length;
    if (length > MOST_BODY) return undefined;
    parts.push(part);
  }
  return new Uint8Array(Buffer.concat(parts));
}

function isGone(request: IncomingMessage): boolean {
  return request.destroyed && !request.complete;
}

/** The kind of an error, for the log of whoever runs the witness. Its message could quote a request. */
function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const detail = 'errstr' in error ? error.errstr : 'code' in error ? error.code : '';
  return `${error.name} ${detail}`.trim();
}
