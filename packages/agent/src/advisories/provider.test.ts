import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import { after, before, beforeEach, describe, test } from 'node:test';
import { makeCertificate, type TestCertificate } from '../../test/events/certificate.ts';
import type { Offer } from './offered-advisory.ts';
import { Provider, type ProviderOptions } from './provider.ts';

const sha512 = (text: string) => createHash('sha512').update(text).digest('hex');

describe('a provider of advisories', () => {
  let certificate: TestCertificate;
  let server: Server;
  let host = '';
  let files: Map<string, string>;
  let asked: string[];

  before(async () => {
    certificate = makeCertificate();
    const tls = { cert: certificate.pem, key: readFileSync(certificate.key) };
    server = createServer(tls, (request, response) => {
      const path = request.url ?? '';
      asked.push(path);
      const file = files.get(path);
      if (file === undefined) response.writeHead(404).end();
      else if (file === 'forbidden') response.writeHead(403).end();
      else response.end(file);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    host = `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
    certificate[Symbol.dispose]();
  });
  beforeEach(() => {
    asked = [];
    files = new Map();
  });

  const url = (path: string) => `https://${host}${path}`;
  async function all(path: string, options: Partial<ProviderOptions> = {}) {
    const defaults = { allowed: [host], ca: [certificate.pem], documentBytes: 1000, isKept: () => false };
    using provider = new Provider(url(path), { ...defaults, ...options });
    const offers: Offer[] = [];
    for await (const offer of provider.documents()) offers.push(offer);
    return { offers, keys: provider.keys };
  }
  const names = (offers: readonly Offer[]) =>
    offers.map(offer =>
      offer.kind === 'document' ? offer.document.name : offer.kind === 'missed' ? offer.missed.code : 'kept',
    );

  test('is found at its well-known place, and gives the documents of feeds and folders once each, with what lies beside them', async () => {
    const metadata = {
      publisher: { name: 'Example' },
      public_openpgp_keys: [{ url: url('/key.asc'), fingerprint: 'AB'.repeat(20) }],
      distributions: [
        { rolie: { feeds: [{ url: url('/feed.json'), tlp_label: 'WHITE' }] } },
        { directory_url: url('/white') },
      ],
    };
    const self = (path: string) => ({ link: [{ rel: 'self', href: url(path) }] });
    files = new Map([
      ['/.well-known/csaf/provider-metadata.json', JSON.stringify(metadata)],
      ['/key.asc', 'a key'],
      [
        '/feed.json',
        JSON.stringify({ feed: { entry: [self('/white/a.json')], link: [{ rel: 'next', href: '2.json' }] } }),
      ],
      ['/2.json', JSON.stringify({ feed: { entry: [self('/white/c.json')] } })],
      ['/white/index.txt', '2023/b.json\na.json\n'],
      ['/white/a.json', '{"a":1}'],
      ['/white/2023/b.json', '{"b":1}'],
      ['/white/2023/b.json.sha512', `${sha512('{"b":1}')}  b.json`],
      ['/white/2023/b.json.asc', 'a signature'],
      ['/white/c.json', '{"c":1}'],
    ]);
    const { offers, keys } = await all('/');
    assert.deepEqual(names(offers), ['a.json', 'c.json', 'b.json']);
    const last = offers.at(-1);
    assert.ok(last?.kind === 'document');
    assert.deepEqual(Object.keys(last.document.companions), ['sha512', 'asc']);
    assert.equal(Buffer.from(last.document.bytes).toString(), '{"b":1}');
    assert.deepEqual(
      keys.map(({ place, fingerprint }) => [place, fingerprint]),
      [[url('/key.asc'), 'AB'.repeat(20)]],
    );
  });

  test('may be named by a feed, a listing, or one document', async () => {
    files = new Map([
      [
        '/feed.json',
        JSON.stringify({ feed: { entry: [{ link: [{ rel: 'self', href: url('/a.json') }] }] } }),
      ],
      ['/index.txt', 'a.json'],
      ['/changes.csv', '"a.json","2024-05-01T00:00:00Z"'],
      ['/a.json', '{"document":{}}'],
    ]);
    for (const path of ['/feed.json', '/index.txt', '/changes.csv', '/a.json'])
      assert.deepEqual(names((await all(path)).offers), ['a.json'], path);
  });

  test('that rewrote a document and left its hash file as it was is noticed; of what is kept nothing more is asked', async () => {
    files = new Map([
      ['/index.txt', 'a.json\nb.json'],
      ['/a.json', '{"a":1}'],
      ['/a.json.sha512', `${sha512('{"a":1}')}  a.json`],
      ['/b.json', '{"b":2}'],
      ['/b.json.sha512', `${sha512('{"b":1}')}  b.json`],
    ]);
    const kept = ['{"a":1}', '{"b":1}'].map(text => createHash('sha256').update(text).digest('hex'));
    const { offers } = await all('/index.txt', { isKept: digest => kept.includes(digest) });
    assert.deepEqual(names(offers), ['kept', 'b.json']);
    assert.deepEqual(
      asked.filter(path => path.startsWith('/a.json')),
      ['/a.json'],
    );
  });

  test('that has one document less than it lists, forbids one, or has one too large, gives the others', async () => {
    files = new Map([
      ['/index.txt', 'gone.json\nsecret.json\nlarge.json\na.json'],
      ['/secret.json', 'forbidden'],
      ['/large.json', `"${'x'.repeat(2000)}"`],
      ['/a.json', '{}'],
    ]);
    const { offers } = await all('/index.txt');
    const missed = 'ADVISORY_SOURCE_UNUSABLE';
    assert.deepEqual(names(offers), [missed, missed, missed, 'a.json']);
  });

  test('that lists a place inside the network gets nobody there', async () => {
    const inside = 'https://169.254.169.254/a.json';
    files = new Map([
      ['/feed.json', JSON.stringify({ feed: { entry: [{ link: [{ rel: 'self', href: inside }] }] } })],
    ]);
    assert.deepEqual(names((await all('/feed.json')).offers), ['ADVISORY_ADDRESS_REFUSED']);
  });

  test('is unusable without its metadata, with damaged ones, or as a feed that never ends', async () => {
    const unusable = { code: 'ADVISORY_SOURCE_UNUSABLE' };
    await assert.rejects(all('/'), unusable);
    files.set('/.well-known/csaf/provider-metadata.json', '{');
    await assert.rejects(all('/'), unusable);
    const round = {
      feed: {
        entry: [{ link: [{ rel: 'self', href: url('/a.json') }] }],
        link: [{ rel: 'next', href: url('/round.json') }],
      },
    };
    files.set('/round.json', JSON.stringify(round)).set('/a.json', '{}');
    assert.deepEqual(names((await all('/round.json')).offers), ['a.json']);
  });
});
