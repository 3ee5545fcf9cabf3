import assert from 'node:assert/strict';
import { mkdirSync, renameSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { SeqwardenError } from '@seqwarden/proof';
import { scratch } from '../../../test/support/scratch.ts';
import type { DestinationSpec } from '../../destinations/destination.ts';
import { UsedDestination } from './used-destination.ts';

const DOWN = new SeqwardenError('DESTINATION_DOWN', 'down');
/** Longer than the longest pause. */
const LONG = 1_000_000;

function used(spec: DestinationSpec) {
  let at = 0;
  let opened = 0;
  let read = 0;
  const said: string[] = [];
  const destination = new UsedDestination({
    slot: 0,
    config: {
      ...{ name: 'archive', reserve: 0, reread: false, confirm: true },
      ...{ reverifyDays: undefined, limits: [] },
      // Nothing but opening the place has to know where it is.
      get spec() {
        opened++;
        return spec;
      },
    },
    roots: [],
    clock: () => {
      read++;
      return at;
    },
    emit: ({ event }) => void said.push(event),
    isPlace: () => true,
  });
  /** Whether asking if it is due begins a trial. */
  const begins = () => {
    const before = opened;
    assert.equal(destination.isDue, false);
    return opened > before;
  };
  /** Until the trial under way has failed, which is when the next one is set by the clock: while one lasts nobody else looks there. */
  const failed = async () => {
    const before = read;
    for (let tries = 0; read === before; tries++) {
      assert.ok(tries < 1000);
      await sleep(1);
    }
    await setImmediate();
  };
  return { destination, said, begins, failed, wait: (ms: number) => (at += ms) };
}

async function untilDue(destination: UsedDestination): Promise<void> {
  for (let tries = 0; !destination.isDue; tries++) {
    assert.ok(tries < 100);
    await sleep(5);
  }
}

test('a destination that is gone is left alone for a while, then asked, and due once it has answered', async t => {
  const folder = scratch(t);
  const place = join(folder, 'place');
  const { destination, said, begins, failed, wait } = used({ kind: 'folder', path: place });
  await assert.rejects(destination.open(0));
  await destination.failed(DOWN);
  assert.equal(begins(), false, 'it is left alone');
  wait(LONG);
  assert.equal(begins(), true);
  await failed();
  mkdirSync(place);
  assert.equal(begins(), false, 'it is left alone again');
  wait(LONG);
  assert.equal(begins(), true);
  await untilDue(destination);
  await destination.open(0);
  destination.worked();
  assert.deepEqual(said, ['destination-down', 'destination-back']);
  renameSync(place, `${place} away`);
  await destination.close();
});

async function silentServer(t: TestContext): Promise<{ port: number; sockets: Socket[] }> {
  const sockets: Socket[] = [];
  const server = createServer(socket => void sockets.push(socket.resume()));
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  return { port: address.port, sockets };
}

test('one that is silent is asked beside whoever asks, once at a time, and holds up nobody, not even the end', async t => {
  process.env.AWS_ACCESS_KEY_ID = 'x';
  process.env.AWS_SECRET_ACCESS_KEY = 'y';
  process.env.AWS_REGION = 'us-east-1';
  const { port, sockets } = await silentServer(t);
  const spec = { kind: 's3', bucket: 'lab-runs', prefix: '', endpoint: `http://127.0.0.1:${port}` } as const;
  const { destination, begins, wait } = used(spec);
  await destination.failed(DOWN);
  wait(LONG);
  const begun = performance.now();
  assert.equal(begins(), true);
  while (sockets.length === 0) {
    assert.equal(begins(), false);
    await sleep(5);
  }
  wait(LONG);
  assert.equal(begins(), false);
  await destination.close();
  assert.ok(performance.now() - begun < 5000);
});
