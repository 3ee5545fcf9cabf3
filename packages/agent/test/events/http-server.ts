import { once } from 'node:events';
import { createServer as createHttp, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { text } from 'node:stream/consumers';
import type { TestCertificate } from './certificate.ts';

export interface ReceivedRequest {
  readonly method: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface TestHttpServer extends AsyncDisposable {
  readonly url: string;
  readonly got: readonly ReceivedRequest[];
  /** Status of the next answers; 0: none at all. */
  status: number;
}

/** A server on loopback that keeps what it gets; https with a certificate. */
export async function startHttpServer(
  tls?: TestCertificate & { readonly keyPem: string },
): Promise<TestHttpServer> {
  const got: ReceivedRequest[] = [];
  const answer: RequestListener = async (request, response) => {
    got.push({ method: request.method, headers: request.headers, body: await text(request) });
    if (state.status === 0) return;
    response.writeHead(state.status, { location: '/elsewhere' }).end('an answer that nobody keeps');
  };
  const server =
    tls === undefined ? createHttp(answer) : createHttps({ cert: tls.pem, key: tls.keyPem }, answer);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const state: TestHttpServer = {
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}/hook`,
    got,
    status: 204,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return state;
}
