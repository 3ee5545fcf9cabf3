import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { SeqwardenError } from '@seqwarden/proof';
import { World } from './world.ts';

/** A store that takes connections and says nothing; `asked` comes with the first. */
async function silentStore(t: TestContext) {
  const sockets = new Set<Socket>();
  const asked = Promise.withResolvers<void>();
  const server = createServer(socket => {
    sockets.add(socket.resume().on('error', () => {}));
    asked.resolve();
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  return { endpoint: `http://127.0.0.1:${address.port}`, asked: asked.promise };
}

for (const [command, ...more] of [
  ['hold', '--reason', 'x'],
  ['hold', '--reason', 'x', '--lift'],
  ['dispose', '--copy', 'source', '--reason', 'retention'],
  ['may-delete', '--read-back-within', '30', '--keep', '0'],
] as const)
  test(`${[command, ...more].join(' ')} ends as soon as somebody asks for an end, while a store is silent`, async t => {
    Object.assign(process.env, {
      AWS_ACCESS_KEY_ID: 'x',
      AWS_SECRET_ACCESS_KEY: 'y',
      AWS_REGION: 'us-east-1',
    });
    const world = new World(t);
    await world.seqwarden('init');
    const run = world.at('runs', 'RUN');
    mkdirSync(run);
    const { endpoint, asked } = await silentStore(t);
    const stop = new AbortController();
    const at = ['--at', 's3://lab-runs/there', '--endpoint', endpoint];
    const saying = world.with({ signal: stop.signal }, command, run, ...at, ...more);
    await asked;
    stop.abort(new SeqwardenError('INTERRUPTED', 'stopped by SIGINT'));
    const said = await Promise.race([saying, sleep(5000, undefined, { ref: false })]);
    assert.match(said?.err ?? 'it is still at work', /\[INTERRUPTED\]/);
    assert.equal(said?.code, 2);
  });
