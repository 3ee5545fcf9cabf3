import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import { type TestContext, test } from 'node:test';
import { SeqwardenError } from '@seqwarden/proof';
import { rejectsWith } from '../../test/support/assert-code.ts';
import { webReader } from './web-reader.ts';

/** A server on loopback that answers so; its address. */
async function serving(t: TestContext, answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  return `http://127.0.0.1:${address.port}`;
}

test('a file is read below the prefix, with or without a slash at its end; what is not there is undefined', async t => {
  const asked: (string | undefined)[] = [];
  const at = await serving(t, ({ url }, response) => {
    asked.push(url);
    if (url?.endsWith('gone')) response.writeHead(url.startsWith('/a') ? 404 : 410).end();
    else response.end('bytes');
  });
  for (const prefix of [`${at}/a/log`, `${at}/a/log/`]) {
    const read = webReader(prefix);
    assert.deepEqual(await read('tile/0/x001/067.p/3'), new Uint8Array(Buffer.from('bytes')));
    assert.equal(await read('gone'), undefined);
  }
  assert.equal(await webReader(at)('gone'), undefined);
  assert.deepEqual(new Set(asked), new Set(['/a/log/tile/0/x001/067.p/3', '/a/log/gone', '/gone']));
});

test('an answer that is no file of a log is none: another status, a redirect, too much, cut off', async t => {
  const answers: Readonly<Record<string, RequestListener>> = {
    '/status/': (_, response) => void response.writeHead(500).end(),
    '/redirect/': (_, response) => void response.writeHead(302, { location: '/good/x' }).end(),
    '/much/': (_, response) => {
      for (let piece = 0; piece < 18; piece++) response.write(Buffer.alloc(2 ** 20));
      response.end();
    },
    '/cut/': (_, response) => {
      response.writeHead(200, { 'content-length': '10' });
      response.write('five', () => response.destroy());
    },
    '/good/': (_, response) => void response.end('good'),
  };
  const at = await serving(t, (request, response) => {
    const path = Object.keys(answers).find(one => request.url?.startsWith(one)) ?? '';
    answers[path]?.(request, response);
  });
  for (const path of ['/status/', '/redirect/', '/much/', '/cut/'])
    await rejectsWith('LOG_UNREADABLE', webReader(at + path)('x'));
  assert.equal(Buffer.from((await webReader(`${at}/good/`)('x')) ?? '').toString(), 'good');
  await rejectsWith('LOG_UNREADABLE', webReader('http://127.0.0.1:1/')('x'));
});

test('who gives up is not kept waiting by a server that stays silent', async t => {
  const at = await serving(t, () => {});
  const stop = new AbortController();
  const reading = webReader(at, stop.signal)('x');
  setTimeout(() => stop.abort(new SeqwardenError('INTERRUPTED', 'stopped')), 20);
  await rejectsWith('INTERRUPTED', reading);
});

test('an address that is none, that holds a password, or that others could listen to is not asked', async () => {
  for (const address of [
    'http://log.example/',
    'http://127.0.0.1.log.example/',
    'https://user:word@log.example/',
    'https://user@log.example/',
    'https://log.example/?q',
    'https://log.example/#x',
    'http://',
  ])
    await rejectsWith('USAGE', (async () => webReader(address))());
});
