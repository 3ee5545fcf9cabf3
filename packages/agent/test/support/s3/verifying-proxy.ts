import { createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import type { Asked } from './asked.ts';
import { type ChecksumBook, checkedBody } from './checksum-book.ts';
import { sha256Hex, signature } from './signature.ts';
import type { Swift } from './swift.ts';

/** How a request goes wrong. `unheard`: it is carried out, and the answer lost. `silent`: nothing is done and nothing said. `cut`: half of the answer's body comes. `spoilt`: the answer's body has another byte, `changed`: the request's. */
export type Fault =
  | { readonly kind: 'answer'; readonly status: number; readonly code: string; readonly location?: string }
  | { readonly kind: 'reset' | 'unheard' | 'cut' | 'spoilt' | 'changed' | 'silent' }
  | { readonly kind: 'late'; readonly ms: number };

export interface VerifyingProxy {
  readonly endpoint: string;
  /** Asked for each request; undefined: it goes well. */
  faultOf: (asked: Asked) => Fault | undefined;
  readonly asked: Asked[];
  stop(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
}

/**
 * Before a Swift, what Swift lacks: `If-None-Match: *` for PUT and CompleteMultipartUpload, and SHA-256 checksums of objects and parts, which are
 * compared, remembered and returned. It checks the client's signature, takes out what Swift would refuse, and signs anew. One request for a
 * key at a time, so that a condition means something.
 */
export async function startProxy(swift: Swift, book: ChecksumBook): Promise<VerifyingProxy> {
  const turns = new Map<string, Promise<unknown>>();
  const server = createServer((incoming, outgoing) => {
    void bodyOf(incoming)
      .then(async body => {
        const asked = {
          method: incoming.method ?? '',
          path: incoming.url ?? '',
          headers: headersOf(incoming),
        };
        proxy.asked.push(asked);
        const key = asked.path.split('?')[0] ?? '';
        const turn = (turns.get(key) ?? Promise.resolve()).then(() => handle(asked, body, outgoing));
        turns.set(
          key,
          turn.catch(() => {}),
        );
        await turn;
      })
      .catch(() => outgoing.destroy());
  });

  async function handle(asked: Asked, body: Buffer, outgoing: ServerResponse): Promise<void> {
    const fault = proxy.faultOf(asked);
    if (fault?.kind === 'silent') return;
    if (fault?.kind === 'reset') return void outgoing.socket?.resetAndDestroy();
    if (fault?.kind === 'late') await new Promise(resolve => setTimeout(resolve, fault.ms));
    if (fault?.kind === 'answer') {
      const headers: Record<string, string> =
        fault.location === undefined ? {} : { location: fault.location };
      return reply(outgoing, asked, { ...refusal(fault.status, fault.code), headers });
    }
    if (fault?.kind === 'changed') body[0] = (body[0] ?? 0) ^ 1;
    const answer = await answerTo(asked, body);
    if (fault?.kind === 'unheard') return void outgoing.socket?.resetAndDestroy();
    if (fault?.kind === 'cut') return cut(outgoing, answer);
    if (fault?.kind === 'spoilt') answer.body[0] = (answer.body[0] ?? 0) ^ 1;
    reply(outgoing, asked, answer);
  }

  async function answerTo(asked: Asked, body: Buffer): Promise<Answer> {
    if (!isSigned(asked, swift.secretAccessKey)) return refusal(403, 'SignatureDoesNotMatch');
    const said = asked.headers['x-amz-content-sha256'] ?? '';
    if (said !== 'UNSIGNED-PAYLOAD' && said !== sha256Hex(body))
      return refusal(400, 'XAmzContentSHA256Mismatch');
    const checked = checkedBody(book, asked, body);
    if (typeof checked === 'string') return refusal(400, checked);
    if (asked.headers['if-none-match'] === '*') {
      const there = await forward(
        { method: 'HEAD', path: asked.path.split('?')[0] ?? '', headers: {} },
        Buffer.alloc(0),
      );
      if (there.status === 200) return refusal(412, 'PreconditionFailed');
    }
    const answer = await forward(asked, checked);
    book.note(asked, answer);
    return answer;
  }

  async function forward(asked: Asked, body: Buffer): Promise<Answer> {
    const kept = Object.entries(asked.headers).filter(([name]) => KEPT.test(name));
    const date = new Date().toISOString().replace(/[:-]|\.\d+/g, '');
    const headers: Record<string, string> = {
      ...Object.fromEntries(kept),
      host: new URL(swift.endpoint).host,
      'x-amz-date': date,
      'x-amz-content-sha256': sha256Hex(body),
      'content-length': String(body.length),
    };
    const signed = Object.keys(headers)
      .filter(name => name !== 'content-length')
      .sort();
    const scope = `${date.slice(0, 8)}/us-east-1/s3/aws4_request`;
    const proof = signature({ ...asked, headers, signed }, scope, swift.secretAccessKey);
    headers.authorization = `AWS4-HMAC-SHA256 Credential=${swift.accessKeyId}/${scope}, SignedHeaders=${signed.join(';')}, Signature=${proof}`;
    return new Promise((resolve, reject) => {
      const outgoing = send(swift.endpoint + asked.path, { method: asked.method, headers }, response => {
        // Swift sends a body after the head of a HEAD, which is an error of the connection.
        if (asked.method === 'HEAD')
          resolve({ status: response.statusCode ?? 0, headers: headersOf(response), body: Buffer.alloc(0) });
        else
          bodyOf(response).then(
            bytes => resolve({ status: response.statusCode ?? 0, headers: headersOf(response), body: bytes }),
            reject,
          );
      });
      outgoing.once('error', reject);
      outgoing.end(body);
    });
  }

  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const proxy: VerifyingProxy = {
    endpoint: `http://127.0.0.1:${port}`,
    faultOf: () => undefined,
    asked: [],
    stop: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return proxy;
}

/** Headers that Swift gets; what it would refuse or not understand stays here. */
const KEPT = /^(content-type|range|if-match|x-amz-meta-.*)$/;

function isSigned({ method, path, headers }: Asked, secret: string): boolean {
  const found = /Credential=[^/]+\/([^,]+), ?SignedHeaders=([^,]+), ?Signature=(\w+)/.exec(
    headers.authorization ?? '',
  );
  const [, scope = '', signed = '', proof = ''] = found ?? [];
  return signature({ method, path, headers, signed: signed.split(';') }, scope, secret) === proof;
}

function refusal(status: number, code: string): Answer {
  const body = Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>no</Message></Error>`,
  );
  return { status, headers: {}, body };
}

function reply(outgoing: ServerResponse, { method }: Asked, { status, headers, body }: Answer): void {
  const { 'transfer-encoding': _, connection: __, ...kept } = headers;
  outgoing.writeHead(status, method === 'HEAD' ? kept : { ...kept, 'content-length': body.length });
  outgoing.end(method === 'HEAD' ? undefined : body);
}

function cut(outgoing: ServerResponse, { status, headers, body }: Answer): void {
  outgoing.writeHead(status, { ...headers, 'content-length': body.length });
  outgoing.write(body.subarray(0, body.length >> 1), () => outgoing.socket?.destroy());
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function headersOf(message: IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(message.headers).map(([name, value]) => [name, String(value)]));
}
