import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

export interface Listed {
  readonly key: string;
  readonly size: number;
}

/** What a store that cannot be trusted does otherwise than an honest one. */
export interface Lies {
  /** Every page of a listing says that more comes. */
  readonly endless?: boolean;
  readonly list?: (objects: Listed[]) => Listed[];
  /** True: it has answered, or never will. */
  readonly get?: (key: string, answer: ServerResponse) => boolean;
}

export interface FakeStore {
  readonly endpoint: string;
  /** Methods and paths, in the order in which they came. */
  readonly asked: string[];
  /** Is gone at once, in the middle of whatever it says. */
  readonly stop: () => void;
}

/** Shows a folder as the bucket `lab-runs`, by the two requests of S3 that a reader makes; checks no signature. */
export async function fakeStore(t: TestContext, folder: string, lies: Lies = {}): Promise<FakeStore> {
  const asked: string[] = [];
  const server = createServer((request, answer) => {
    asked.push(`${request.method} ${request.url}`);
    respond(folder, lies, request, answer);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const stop = () => {
    server.close();
    server.closeAllConnections();
  };
  t.after(stop);
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { endpoint: `http://127.0.0.1:${port}`, asked, stop };
}

function respond(folder: string, lies: Lies, request: IncomingMessage, answer: ServerResponse): void {
  const url = new URL(request.url ?? '', 'http://store');
  const key = decodeURIComponent(url.pathname.replace(/^\/lab-runs\/?/, ''));
  if (url.searchParams.get('list-type') === '2') {
    const prefix = url.searchParams.get('prefix') ?? '';
    const objects = keysBelow(folder, '').filter(object => object.key.startsWith(prefix));
    const shown = lies.list?.(objects) ?? objects;
    const rows = shown.map(
      one => `<Contents><Key>${encodeURIComponent(one.key)}</Key><Size>${one.size}</Size></Contents>`,
    );
    const more = lies.endless ? '<NextContinuationToken>again</NextContinuationToken>' : '';
    answer.end(
      `<?xml version="1.0"?><ListBucketResult><EncodingType>url</EncodingType><IsTruncated>${lies.endless ?? false}</IsTruncated>${more}${rows.join('')}</ListBucketResult>`,
    );
    return;
  }
  if (lies.get?.(key, answer)) return;
  const path = join(folder, key);
  if (existsSync(path) && statSync(path).isFile()) {
    answer.setHeader('etag', '"1"');
    answer.end(request.method === 'HEAD' ? undefined : readFileSync(path));
  } else {
    answer.statusCode = 404;
    answer.end('<?xml version="1.0"?><Error><Code>NoSuchKey</Code></Error>');
  }
}

function keysBelow(folder: string, below: string): Listed[] {
  return readdirSync(join(folder, below), { withFileTypes: true }).flatMap(entry => {
    const key = below === '' ? entry.name : `${below}/${entry.name}`;
    return entry.isDirectory() ? keysBelow(folder, key) : [{ key, size: statSync(join(folder, key)).size }];
  });
}
