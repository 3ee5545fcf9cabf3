import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { readPublisherKeys } from '@seqwarden/advisory/signature';
import { createMessage, generateKey, readKey, readPrivateKey, sign } from 'openpgp';
import { makeCertificate, type TestCertificate } from '../../test/events/certificate.ts';
import { AdvisoryStore } from './advisory-store.ts';
import type { TakenIn } from './source-intake.ts';
import { type TakeInOptions, takeIn } from './take-in.ts';

const DOCUMENT = JSON.stringify({
  document: {
    category: 'csaf_base',
    csaf_version: '2.0',
    publisher: { category: 'vendor', name: 'Example', namespace: 'https://psirt.example' },
    title: 'A flaw',
    tracking: { id: 'EX-1', version: '1', status: 'final' },
  },
});

/** Armoured. */
async function makeKey(): Promise<{
  readonly open: string;
  readonly fingerprint: string;
  readonly sign: (text: string) => Promise<string>;
}> {
  const made = await generateKey({ userIDs: [{ name: 'Example PSIRT' }], format: 'armored' });
  const key = await readKey({ armoredKey: made.publicKey });
  const signingKeys = await readPrivateKey({ armoredKey: made.privateKey });
  return {
    open: made.publicKey,
    fingerprint: key.getFingerprint().toUpperCase(),
    sign: async text => {
      const message = await createMessage({ binary: Buffer.from(text) });
      return await sign({ message, signingKeys, detached: true });
    },
  };
}

describe('advisories of a publisher that names its own key', () => {
  let certificate: TestCertificate;
  let server: Server;
  let host = '';
  let own: Awaited<ReturnType<typeof makeKey>>;
  const files = new Map<string, string>();
  const scratch = mkdtempSync(join(tmpdir(), 'take-in-'));
  const named = (fingerprint: string) =>
    JSON.stringify({
      publisher: { name: 'Example' },
      public_openpgp_keys: [{ url: `https://${host}/key.asc`, fingerprint }],
      distributions: [{ directory_url: `https://${host}/white/` }],
    });
  const METADATA = '/.well-known/csaf/provider-metadata.json';

  before(async () => {
    certificate = makeCertificate();
    const tls = { cert: certificate.pem, key: readFileSync(certificate.key) };
    server = createServer(tls, (request, response) => {
      const file = files.get(request.url ?? '');
      if (file === undefined) response.writeHead(404).end();
      else response.end(file);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    host = `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
    own = await makeKey();
    files.set(METADATA, named(own.fingerprint));
    files.set('/key.asc', own.open);
    files.set('/white/index.txt', 'ex-1.json\n');
    files.set('/white/ex-1.json', DOCUMENT);
    files.set('/white/ex-1.json.asc', await own.sign(DOCUMENT));
  });
  after(() => {
    server.closeAllConnections();
    server.close();
    certificate[Symbol.dispose]();
    rmSync(scratch, { recursive: true });
  });

  async function taken(more: Partial<TakeInOptions> = {}, folder?: string): Promise<TakenIn[]> {
    using store = await AdvisoryStore.open(folder ?? mkdtempSync(join(scratch, 'store-')));
    const options = { keys: [], pins: [], allowed: [host], ca: [certificate.pem], now: () => new Date() };
    const all: TakenIn[] = [];
    for await (const one of takeIn([`https://${host}/`], store, { ...options, ...more })) all.push(one);
    return all;
  }
  const told = (all: readonly TakenIn[]) =>
    all.map(one =>
      one.kind === 'arrival'
        ? [one.arrival.signature?.signature, one.arrival.signature?.keyTrustedNow]
        : one.kind === 'missed'
          ? one.missed.code
          : one.kind,
    );

  test('are signed well by a key that nobody trusts yet: it is the publisher’s own word', async () => {
    assert.deepEqual(told(await taken()), [['good', false]]);
    assert.deepEqual(told(await taken({ pins: ['AB'.repeat(20)] })), [['good', false]]);
  });

  test('are signed by a trusted key where a person pinned its fingerprint, or named the key', async () => {
    assert.deepEqual(told(await taken({ pins: [own.fingerprint] })), [['good', true]]);
    const keys = await readPublisherKeys(Buffer.from(own.open), 'key.asc', true);
    assert.deepEqual(told(await taken({ keys })), [['good', true]]);
  });

  test('are not checked by a key that is another than the metadata say, even one that is pinned', async t => {
    t.after(() => files.set(METADATA, named(own.fingerprint)));
    files.set(METADATA, named('CD'.repeat(20)));
    assert.deepEqual(told(await taken({ pins: [own.fingerprint] })), [
      'PUBLISHER_KEY_UNUSABLE',
      ['not_checked', null],
    ]);
  });

  test('are taken in again when their signature is stronger than it was found before', async t => {
    const folder = mkdtempSync(join(scratch, 'store-'));
    const signature = files.get('/white/ex-1.json.asc') ?? '';
    t.after(() => files.set('/white/ex-1.json.asc', signature));
    files.delete('/white/ex-1.json.asc');
    assert.deepEqual(told(await taken({}, folder)), [[undefined, undefined]]);
    assert.deepEqual(told(await taken({}, folder)), ['kept']);
    files.set('/white/ex-1.json.asc', signature);
    assert.deepEqual(told(await taken({}, folder)), [['good', false]]);
    assert.deepEqual(told(await taken({ pins: [own.fingerprint] }, folder)), [['good', true]]);
    assert.deepEqual(told(await taken({}, folder)), ['kept']);
    const events = AdvisoryStore.read(folder).events();
    assert.deepEqual(
      events.map(({ event }) => event),
      ['new', 'signed', 'signed'],
    );
    assert.equal(AdvisoryStore.read(folder).arrivals.current().length, 1);
  });

  test('are taken in once where an older one lies beside them, also where that is signed only later', async t => {
    const folder = mkdtempSync(join(scratch, 'store-'));
    t.after(() => {
      files.set('/white/index.txt', 'ex-1.json\n');
      files.delete('/white/old.json');
      files.delete('/white/old.json.asc');
    });
    const events = () =>
      AdvisoryStore.read(folder)
        .events()
        .map(({ event, version }) => `${event} ${version}`);
    const older = DOCUMENT.replace('"version":"1"', '"version":"0"');
    files.set('/white/index.txt', 'old.json\nex-1.json\n');
    files.set('/white/old.json', older);
    assert.deepEqual(told(await taken({}, folder)), [[undefined, undefined], ['good', false], 'several']);
    assert.deepEqual(told(await taken({}, folder)), ['kept', 'kept', 'several']);
    files.set('/white/old.json.asc', await own.sign(older));
    assert.deepEqual(told(await taken({}, folder)), [['good', false], ['good', false], 'several']);
    assert.deepEqual(told(await taken({}, folder)), ['kept', 'kept', 'several']);
    assert.deepEqual(events(), ['new 0', 'new_version 1', 'back 0', 'back 1']);
  });

  const digestOf = (text: string) => createHash('sha256').update(text).digest('hex');

  test('are vouched for by a good signature alone, whatever they call themselves, and for good', async t => {
    const folder = mkdtempSync(join(scratch, 'store-'));
    const before = files.get('/white/ex-1.json.asc') ?? '';
    const inOwnName = DOCUMENT.replace('https://psirt.example', 'https://127.0.0.1');
    const signature = await own.sign(inOwnName);
    t.after(() => {
      files.set('/white/ex-1.json', DOCUMENT);
      files.set('/white/ex-1.json.asc', before);
    });
    files.set('/white/ex-1.json', inOwnName);
    const isVouchedFor = () => AdvisoryStore.read(folder).arrivals.isVouchedFor(digestOf(inOwnName));
    files.set('/white/ex-1.json.asc', await own.sign('another document'));
    await taken({}, folder);
    assert.equal(isVouchedFor(), false, 'by a bad one');
    files.delete('/white/ex-1.json.asc');
    await taken({}, folder);
    assert.equal(isVouchedFor(), false, 'by none');
    files.set('/white/ex-1.json.asc', signature);
    await taken({}, folder);
    assert.equal(isVouchedFor(), true);
    assert.equal(AdvisoryStore.read(folder).arrivals.isVouchedFor('ab'.repeat(32)), false);
  });

  test('are vouched for by nobody under the name of another publisher, until a person pins the key', async () => {
    const folder = mkdtempSync(join(scratch, 'store-'));
    const isVouchedFor = () => AdvisoryStore.read(folder).arrivals.isVouchedFor(digestOf(DOCUMENT));
    assert.deepEqual(told(await taken({}, folder)), [['good', false]]);
    assert.equal(isVouchedFor(), false);
    assert.deepEqual(told(await taken({}, folder)), ['kept']);
    assert.deepEqual(told(await taken({ pins: [own.fingerprint] }, folder)), [['good', true]]);
    assert.equal(isVouchedFor(), true);
  });

  test('are taken in once', async () => {
    const folder = mkdtempSync(join(scratch, 'store-'));
    assert.deepEqual(told(await taken({}, folder)), [['good', false]]);
    assert.deepEqual(told(await taken({}, folder)), ['kept']);
  });
});
