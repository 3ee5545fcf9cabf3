import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { consistency, history, TestLog } from './support/test-log.ts';
import { newState, requestOf, type Serving, send, serving } from './support/witness-process.ts';

const SECRET = 'do-not-repeat-me';

/** Sends these bytes and returns all that comes until the other side ends the connection, which it has to. */
async function raw(port: number, bytes: string, drip = ''): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let text = '';
  socket.on('data', part => {
    text += part;
  });
  socket.on('error', () => {});
  socket.write(bytes);
  const dripping = setInterval(() => socket.write(drip), 100);
  const cut = setTimeout(() => socket.destroy(new Error('it was left open')), 9_000);
  await new Promise(resolve => socket.on('close', resolve));
  clearInterval(dripping);
  clearTimeout(cut);
  assert.notEqual(socket.errored?.message, 'it was left open');
  return text;
}

const statusOf = (answer: string) => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1]);

async function ready(t: TestContext): Promise<Serving & { readonly isWell: () => Promise<void> }> {
  const log = new TestLog();
  const { state } = newState(t, [log.vkey]);
  const served = await serving(t, state);
  let size = 0;
  const isWell = async () => {
    const entries = history(size + 1);
    const request = requestOf(size, consistency(entries, size), await log.checkpoint(entries));
    assert.equal((await send(served.url, request)).status, 200);
    size++;
  };
  return { ...served, isWell };
}

test('what is no request to add a checkpoint is refused, says nothing, and leaves the witness well', async t => {
  const { port, url, lines, isWell, stop } = await ready(t);
  const head = `Host: x\r\nX-Secret: ${SECRET}\r\n`;
  const requests: readonly (readonly [status: number, request: string])[] = [
    [404, `GET / HTTP/1.1\r\n${head}\r\n`],
    [404, `GET /checkpoint HTTP/1.1\r\n${head}\r\n`],
    [404, `POST /add-checkpoint/ HTTP/1.1\r\n${head}Content-Length: 0\r\n\r\n`],
    [404, `POST /add-checkpoint?${SECRET} HTTP/1.1\r\n${head}Content-Length: 0\r\n\r\n`],
    [404, `POST //add-checkpoint HTTP/1.1\r\n${head}Content-Length: 0\r\n\r\n`],
    [404, `POST http://x/add-checkpoint HTTP/1.1\r\n${head}Content-Length: 0\r\n\r\n`],
    [405, `GET /add-checkpoint HTTP/1.1\r\n${head}\r\n`],
    [405, `PUT /add-checkpoint HTTP/1.1\r\n${head}Content-Length: 3\r\n\r\nabc`],
    [405, `OPTIONS /add-checkpoint HTTP/1.1\r\n${head}\r\n`],
    [413, `POST /add-checkpoint HTTP/1.1\r\n${head}Content-Length: 65537\r\n\r\n`],
    [413, `POST /add-checkpoint HTTP/1.1\r\n${head}Content-Length: 99999999999\r\n\r\n`],
    [
      413,
      `POST /add-checkpoint HTTP/1.1\r\n${head}Transfer-Encoding: chunked\r\n\r\n11000\r\n${'a'.repeat(0x11000)}\r\n`,
    ],
    [400, `POST /add-checkpoint HTTP/1.1\r\n${head}Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello`],
    [
      400,
      `POST /add-checkpoint HTTP/1.1\r\n${head}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    ],
    [400, `POST /add-checkpoint HTTP/1.1\r\nContent-Length: 0\r\n\r\n`],
    [400, `${SECRET}\r\n\r\n`],
    [431, `POST /add-checkpoint HTTP/1.1\r\n${head}X-Long: ${'a'.repeat(10_000)}\r\n\r\n`],
    [417, `POST /add-checkpoint HTTP/1.1\r\n${head}Expect: ${SECRET}\r\nContent-Length: 0\r\n\r\n`],
  ];
  for (const [status, request] of requests) {
    const answer = await raw(port, request.replace(/\r\n\r\n/, '\r\nConnection: close\r\n\r\n'));
    assert.equal(statusOf(answer), status, request.slice(0, 80));
    assert.doesNotMatch(answer, new RegExp(`${SECRET}|\\.ts|node:|Error|    at `));
  }
  const upgrade = `GET / HTTP/1.1\r\n${head}Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n`;
  assert.equal(statusOf(await raw(port, upgrade)), 404);
  assert.equal(await raw(port, `CONNECT 127.0.0.1:22 HTTP/1.1\r\n${head}\r\n`), '');
  assert.equal((await send(url, `old 0\n\n${SECRET}\n1\nAAAA\n\n`)).status, 400);
  await isWell();
  assert.equal(await stop(), 0);
  const said = JSON.stringify(lines);
  assert.ok(!said.includes(SECRET), 'nothing of a request is in the log');
  assert.deepEqual(
    lines.map(({ event }) => event),
    ['listening', 'cosigned', 'stopping', 'refused'],
  );
});

test('slow requests are cut off, and hold up nobody', async t => {
  const { port, isWell } = await ready(t);
  const head = 'POST /add-checkpoint HTTP/1.1\r\nHost: x\r\n';
  const slow = [
    raw(port, ''),
    raw(port, head),
    raw(port, `${head}Content-Length: 500\r\n\r\nold 0\n`),
    raw(port, `${head}Content-Length: 500\r\n\r\n`, 'o'),
  ];
  await isWell();
  for (const answer of await Promise.all(slow)) assert.ok(['', '408'].includes(`${statusOf(answer) || ''}`));
  await isWell();
});

test('more connections than it takes are closed at once, and room comes back', async t => {
  const { port, isWell } = await ready(t);
  const sockets: Socket[] = [];
  t.after(() => {
    for (const socket of sockets) socket.destroy();
  });
  let closed = 0;
  for (let count = 0; count < 160; count++) {
    const socket = connect(port, '127.0.0.1').on('error', () => {});
    socket.on('close', () => closed++);
    sockets.push(socket);
  }
  for (let wait = 0; wait < 100 && closed < 32; wait++) await sleep(20);
  assert.ok(closed >= 32 && closed < 160, `${closed} closed`);
  for (const socket of sockets) socket.destroy();
  await sleep(100);
  await isWell();
});
