import assert from 'node:assert/strict';
import dns from 'node:dns';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { createServer } from 'node:https';
import { syncBuiltinESMExports } from 'node:module';
import { after, before, describe, test } from 'node:test';
import { makeCertificate, type TestCertificate } from '../../test/events/certificate.ts';
import { WebClient, type WebOptions } from './web-client.ts';

describe('getting a file of advisories by https', () => {
  let certificate: TestCertificate;
  let port = 0;
  let host = '';
  const asked: string[] = [];
  const answer: RequestListener = (request, response) => {
    const [path = ''] = request.url?.split('?') ?? [];
    asked.push(path);
    if (path === '/document.json') response.end('{}');
    else if (path === '/large') response.end('x'.repeat(5000));
    else if (path === '/moved') response.writeHead(302, { location: '/document.json' }).end();
    else if (path === '/round') response.writeHead(307, { location: '/round' }).end();
    else if (path === '/inside')
      response.writeHead(301, { location: 'https://localhost/document.json' }).end();
    else if (path === '/plain') response.writeHead(301, { location: `http://${host}/document.json` }).end();
    else if (path === '/packed') response.writeHead(200, { 'content-encoding': 'gzip' }).end('..');
    else if (path === '/cut') {
      response.writeHead(200, { 'content-length': '100' }).write('half');
      response.destroy();
    } else if (path === '/hangs') return;
    else if (path === '/endless') {
      const more = () => {
        while (response.write('x'.repeat(65_536)));
      };
      response.on('drain', more);
      more();
    } else response.writeHead(path === '/forbidden' ? 403 : 404).end('nothing');
  };
  let server: ReturnType<typeof createServer>;

  before(async () => {
    certificate = makeCertificate();
    server = createServer({ cert: certificate.pem, key: readFileSync(certificate.key) }, answer);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    host = `127.0.0.1:${port}`;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
    certificate[Symbol.dispose]();
  });

  async function get(address: string, options: Partial<WebOptions> = {}, limit = 1000) {
    using client = new WebClient({ allowed: [host], ca: [certificate.pem], ...options });
    const bytes = await client.get(new URL(address), limit);
    return bytes === undefined ? undefined : Buffer.from(bytes).toString();
  }
  const at = (path: string, options?: Partial<WebOptions>) => get(`https://${host}${path}`, options);
  const unusable = { code: 'ADVISORY_SOURCE_UNUSABLE' };
  const refused = { code: 'ADVISORY_ADDRESS_REFUSED' };

  test('gives its bytes from a host that a person named, through a redirect too; and nothing where there is none', async () => {
    assert.equal(await at('/document.json'), '{}');
    assert.equal(await at('/moved'), '{}');
    assert.equal(await at('/none'), undefined);
  });

  test('asks no private address that nobody named, neither by number nor by name, and sends nothing there', async () => {
    asked.length = 0;
    for (const name of [
      host,
      `localhost:${port}`,
      '127.0.0.1',
      'localhost',
      '[::1]',
      '0x7f.1',
      '169.254.169.254',
    ])
      await assert.rejects(get(`https://${name}/document.json`, { allowed: [] }), refused, name);
    assert.deepEqual(asked, []);
  });

  test('asks no name of which one address is private, whatever the others are', async t => {
    const found = ['1.1.1.1', '10.0.0.1'].map(address => ({ address, family: 4 }));
    t.mock.method(dns, 'lookup', (_name: string, _options: object, told: (...all: unknown[]) => void) =>
      told(null, found),
    );
    syncBuiltinESMExports();
    t.after(() => {
      t.mock.restoreAll();
      syncBuiltinESMExports();
    });
    await assert.rejects(
      get('https://mixed.example/document.json', { allowed: [], timeLimitMs: 500 }),
      refused,
    );
  });

  test('follows no redirect into the network, to plain http, or without end', async () => {
    await assert.rejects(at('/inside'), refused);
    await assert.rejects(at('/plain'), refused);
    asked.length = 0;
    await assert.rejects(at('/round'), unusable);
    assert.equal(asked.length, 5);
  });

  test('asks no port but that of https, of servers that nobody named', async () => {
    await assert.rejects(get('https://1.1.1.1:8443/', { allowed: [], timeLimitMs: 500 }), refused);
  });

  test('refuses other protocols, users and passwords', async () => {
    for (const address of [
      `http://${host}/document.json`,
      'file:///etc/passwd',
      `https://me:secret@${host}/`,
    ])
      await assert.rejects(get(address), refused, address);
  });

  test('ends at its limits of bytes and time', async () => {
    await assert.rejects(at('/large'), unusable);
    await assert.rejects(at('/endless'), unusable);
    await assert.rejects(at('/document.json', { totalBytes: 1 }), unusable);
    await assert.rejects(at('/hangs', { timeLimitMs: 50 }), unusable);
  });

  test('fails for what is cut off, packed, forbidden, or has a certificate that nobody vouches for', async () => {
    await assert.rejects(at('/cut'), unusable);
    await assert.rejects(at('/packed'), unusable);
    await assert.rejects(at('/forbidden'), unusable);
    await assert.rejects(at('/document.json', { ca: undefined }), unusable);
  });

  test('does not repeat what stands behind a question mark', async () => {
    await assert.rejects(at('/forbidden?token=secret'), (error: Error) => !error.message.includes('secret'));
  });

  test('ends when it is told to, with that reason', async () => {
    const stop = new AbortController();
    const got = at('/hangs', { signal: stop.signal });
    stop.abort(new Error('enough'));
    await assert.rejects(got, /enough/);
  });
});
