import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { after, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Heartbeat } from '../../src/events/heartbeat.ts';
import { reasonOf } from '../../src/events/output.ts';
import { eventJson, stampEvent } from '../../src/events/stamped-event.ts';
import { type WebhookOptions, webhookOutput } from '../../src/events/webhook-output.ts';
import { makeCertificate } from './certificate.ts';
import { startHttpServer } from './http-server.ts';

const certificate = makeCertificate();
const tls = { ...certificate, keyPem: readFileSync(certificate.key, 'utf8') };
after(() => certificate[Symbol.dispose]());

const EVENT = stampEvent({ event: 'alarm', run: 'R', code: 'CONFLICT' }, new Date(0), 'an-id');

async function outcome(
  options: Pick<WebhookOptions, 'url'> & Partial<WebhookOptions>,
): Promise<string | undefined> {
  const output = webhookOutput({
    name: 'webhook-1',
    events: '*',
    secret: undefined,
    ca: undefined,
    ...options,
  });
  try {
    await output.send([EVENT], new AbortController().signal);
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
}

describe('a webhook', () => {
  it('gets the event with an HMAC that its holder can compute, and not the secret', async () => {
    await using server = await startHttpServer(tls);
    assert.equal(await outcome({ url: server.url, secret: 'hunter2', ca: [tls.pem] }), undefined);
    const [request] = server.got;
    assert.equal(request?.method, 'POST');
    assert.equal(request?.body, eventJson(EVENT));
    const expected = createHmac('sha256', 'hunter2')
      .update(request?.body ?? '')
      .digest('hex');
    assert.equal(request?.headers['seqwarden-signature'], `sha256=${expected}`);
    assert.doesNotMatch(JSON.stringify(request), /hunter2/);
  });

  it('is not asked where the certificate is not good', async () => {
    await using server = await startHttpServer(tls);
    assert.equal(await outcome({ url: server.url }), 'DEPTH_ZERO_SELF_SIGNED_CERT');
    assert.deepEqual(server.got, []);
  });

  it('fails by any status but 2xx; a redirect is not followed', async () => {
    await using server = await startHttpServer();
    for (const status of [301, 302, 307, 308, 400, 403, 500, 503]) {
      server.status = status;
      assert.equal(await outcome({ url: server.url }), `HTTP_${status}`);
    }
    assert.equal(server.got.length, 8);
  });

  it('fails when no answer comes in time, and when nobody is there', async () => {
    const server = await startHttpServer();
    server.status = 0;
    const before = performance.now();
    assert.equal(await outcome({ url: server.url, timeLimitMs: 50 }), 'TIMEOUT');
    assert.ok(performance.now() - before < 5000);
    await server[Symbol.asyncDispose]();
    assert.equal(await outcome({ url: server.url }), 'ECONNREFUSED');
  });

  it('is never asked over http on another host', async () => {
    assert.equal(await outcome({ url: 'http://hooks.example/x' }), 'ADDRESS_REFUSED');
    assert.equal(await outcome({ url: 'http://127.0.0.1.example/x' }), 'ADDRESS_REFUSED');
  });
});

describe('the heartbeat', () => {
  it('beats while the service moves, is silent when it hangs, and says once when nobody takes it', async () => {
    await using server = await startHttpServer();
    const told: string[] = [];
    let turnAt = performance.now();
    const options = {
      url: server.url,
      everyMs: 20,
      patienceMs: 1000,
      ca: undefined,
      onDown: (reason: string) => void told.push(reason),
      onBack: () => void told.push('back'),
    };
    const heartbeat = new Heartbeat(options, () => ({ turnAt, transfers: [] }));
    try {
      await waitFor(() => server.got.length >= 2);
      assert.equal(server.got[0]?.method, 'GET');
      assert.ok((heartbeat.takenAt ?? 0) > Date.now() - 5000);
      server.status = 500;
      await waitFor(() => told.length === 1);
      server.status = 200;
      await waitFor(() => told.length === 2);
      assert.deepEqual(told, ['HTTP_500', 'back']);
      turnAt = performance.now() - 2000;
      await sleep(40);
      const before = server.got.length;
      await sleep(100);
      assert.equal(server.got.length, before);
    } finally {
      heartbeat.stop();
    }
  });
});

async function waitFor(condition: () => boolean): Promise<void> {
  for (let turn = 0; turn < 400 && !condition(); turn++) await sleep(5);
  assert.ok(condition(), 'did not happen in time');
}
