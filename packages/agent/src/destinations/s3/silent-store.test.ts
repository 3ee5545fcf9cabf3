import assert from 'node:assert/strict';
import { createServer, type ServerResponse } from 'node:http';
import { createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { rejectsWith } from '../../../test/support/assert-code.ts';
import { listObjects } from './list-objects.ts';
import { openS3 } from './open-s3.ts';
import { putOver } from './put-object.ts';
import { hashObject } from './read-object.ts';
import { interrupt, openWire, type S3Spec, type Wire } from './wire.ts';

const IDLE = { idleMs: 300 };
/** Enough for one silence on a busy machine, and not for five. */
const SOON = 3000;
const NONE = {
  ...{ conditionalPut: false, conditionalComplete: false, checksums: false, partChecksums: false },
  unsignedBodies: false,
};

async function specOf(t: TestContext, server: Server, scheme = 'http'): Promise<S3Spec> {
  process.env.AWS_ACCESS_KEY_ID = 'x';
  process.env.AWS_SECRET_ACCESS_KEY = 'y';
  process.env.AWS_REGION = 'us-east-1';
  const sockets = new Set<Socket>();
  server.on('connection', socket => void sockets.add(socket));
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { kind: 's3', bucket: 'lab-runs', prefix: '', endpoint: `${scheme}://127.0.0.1:${address.port}` };
}

function wireTo(t: TestContext, spec: S3Spec, patience = IDLE): Wire {
  const wire = openWire(spec, patience);
  t.after(() => wire.client.destroy());
  return wire;
}

/** Accepts, reads what comes where `reads` says so, and never says a word. */
const silent = (reads: boolean) => createTcpServer(socket => void (reads ? socket.resume() : socket.pause()));

/** An object of a megabyte, of which a half comes, and then nothing. */
const stops = () =>
  createServer((_, answer: ServerResponse) => {
    answer.writeHead(200, { 'content-length': 1 << 20, etag: '"e"' });
    answer.write(Buffer.alloc(1 << 19));
  });

async function took(act: Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await act;
  return performance.now() - begun;
}

for (const scheme of ['http', 'https'])
  test(`a store that accepts an ${scheme} connection and stays silent is down after a silence`, async t => {
    const wire = wireTo(t, await specOf(t, silent(true), scheme));
    const ms = await took(rejectsWith('DESTINATION_DOWN', listObjects(wire, '', 'list')));
    assert.ok(ms < SOON, `${ms} ms`);
  });

test('a store that does not take what is sent is down after a silence', async t => {
  const wire = wireTo(t, await specOf(t, silent(false)));
  const content = { bytes: Buffer.alloc(8 << 20), sha256: '0'.repeat(64) };
  const ms = await took(rejectsWith('DESTINATION_DOWN', putOver(wire, NONE, 'a', content, 'a')));
  assert.ok(ms < SOON, `${ms} ms`);
});

test('a store that stops in the middle of an object is down after a silence', async t => {
  const wire = wireTo(t, await specOf(t, stops()));
  const ms = await took(rejectsWith('DESTINATION_DOWN', hashObject(wire, 'a', 'a')));
  assert.ok(ms < SOON, `${ms} ms`);
});

test('a store that goes on slowly is not down, however long it takes in all', async t => {
  const slow = createServer((_, answer) => {
    answer.writeHead(200, { 'content-length': 12, etag: '"e"' });
    let left = 12;
    const drip = setInterval(() => {
      answer.write('x');
      if (--left > 0) return;
      clearInterval(drip);
      answer.end();
    }, 100);
  });
  const wire = wireTo(t, await specOf(t, slow));
  assert.equal((await hashObject(wire, 'a', 'a'))?.size, 12);
});

for (const [what, server] of [
  ['stays silent', () => silent(true)],
  ['stops in the middle of an object', stops],
] as const)
  test(`who asks for an end does not wait for a store that ${what}`, async t => {
    const wire = wireTo(t, await specOf(t, server()), { idleMs: 60_000 });
    const hashing = rejectsWith('INTERRUPTED', hashObject(wire, 'a', 'a'));
    setTimeout(() => interrupt(wire), 50);
    const ms = await took(hashing);
    assert.ok(ms < 5000, `${ms} ms`);
  });

test('nor for the next attempt at a store that is busy', async t => {
  const busy = createServer((_, answer) => void answer.writeHead(503).end());
  const wire = wireTo(t, await specOf(t, busy));
  const listing = rejectsWith('INTERRUPTED', listObjects(wire, '', 'list'));
  setTimeout(() => interrupt(wire), 150);
  assert.ok((await took(listing)) < 5000);
});

test('a store that is opened when somebody asks for an end is given up at once', async t => {
  const stop = new AbortController();
  const opening = openS3(await specOf(t, silent(true)), {}, stop.signal);
  setTimeout(() => stop.abort(), 50);
  assert.ok((await took(rejectsWith('INTERRUPTED', opening))) < 5000);
});

test('after an interruption a lock can still be given back', async t => {
  const works = createServer((_, answer) => void answer.writeHead(200, { 'content-length': 2 }).end('ok'));
  const wire = wireTo(t, await specOf(t, works));
  interrupt(wire);
  assert.equal((await hashObject(wire, 'a', 'a'))?.size, 2);
});
