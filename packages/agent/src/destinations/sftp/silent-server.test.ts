import assert from 'node:assert/strict';
import { Duplex } from 'node:stream';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { rejectsWith } from '../../../test/support/assert-code.ts';
import { Status } from './sftp-error.ts';
import { SftpSession } from './sftp-session.ts';
import { contentOf } from './whole-file.ts';
import { bytes, Reply, Request, string, u32, u64 } from './wire.ts';

const SILENCE = 200;
const SIZE = 1 << 20;

/** A server of one file whose answers come as `when` says: after so many milliseconds, or never. */
class Server extends Duplex {
  readonly #when: (type: number, turn: number) => number;
  readonly #turns = new Map<number, number>();

  constructor(when: (type: number, turn: number) => number) {
    super();
    this.#when = when;
  }

  override _read(): void {}

  override _write(data: Buffer, _encoding: string, done: () => void): void {
    const type = data[4] ?? 0;
    const turn = this.#turns.get(type) ?? 0;
    this.#turns.set(type, turn + 1);
    const after = this.#when(type, turn);
    if (Number.isFinite(after)) setTimeout(() => this.push(bytes(this.#answer(type, data))), after);
    done();
  }

  #answer(type: number, data: Buffer): Buffer {
    const id = data.subarray(5, 9);
    if (type === Request.INIT)
      return Buffer.concat([
        Buffer.of(Reply.VERSION),
        u32(3),
        string('fsync@openssh.com'),
        bytes(Buffer.from('1')),
      ]);
    if (type === Request.OPEN) return Buffer.concat([Buffer.of(Reply.HANDLE), id, bytes(Buffer.of(1))]);
    if (type === Request.FSTAT)
      return Buffer.concat([Buffer.of(Reply.ATTRS), id, u32(5), u64(SIZE), u32(0o100644)]);
    const isEnd = type === Request.READ && data.readBigUInt64BE(data.length - 12) >= SIZE;
    if (type === Request.READ && !isEnd) {
      const length = data.readUInt32BE(data.length - 4);
      return Buffer.concat([Buffer.of(Reply.DATA), id, bytes(Buffer.alloc(length))]);
    }
    return Buffer.concat([Buffer.of(Reply.STATUS), id, u32(isEnd ? Status.EOF : Status.OK)]);
  }
}

const start = (when: (type: number, turn: number) => number) =>
  SftpSession.start(new Server(when), () => {}, SILENCE);

async function took(act: Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await act;
  return performance.now() - begun;
}

async function readAll(session: SftpSession): Promise<number> {
  let size = 0;
  for await (const piece of contentOf(session, '/file')) size += piece.length;
  return size;
}

test('a server that accepts and stays silent is down after a silence', async () => {
  const ms = await took(
    rejectsWith(
      'DESTINATION_DOWN',
      start(() => Number.POSITIVE_INFINITY),
    ),
  );
  assert.ok(ms < 20 * SILENCE, `${ms} ms`);
});

test('a server that stops in the middle of a file is down after a silence, and for all that follows', async () => {
  const session = await start((type, turn) =>
    type === Request.READ && turn >= 3 ? Number.POSITIVE_INFINITY : 0,
  );
  const ms = await took(rejectsWith('DESTINATION_DOWN', readAll(session)));
  assert.ok(ms < 20 * SILENCE, `${ms} ms`);
  await rejectsWith('DESTINATION_DOWN', session.lstat('/file'));
});

test('a server that goes on slowly is not down, however long it takes in all', async () => {
  let due = 0;
  const session = await start(type => {
    if (type !== Request.READ) return 0;
    due = Math.max(due, performance.now()) + SILENCE / 4;
    return due - performance.now();
  });
  assert.equal(await readAll(session), SIZE);
  session.close();
});

test('a server is not down because this process stood still', async () => {
  const session = await start((type, turn) => (type === Request.READ && turn === 0 ? (SILENCE * 3) / 4 : 0));
  await sleep(SILENCE / 2);
  const reading = readAll(session);
  await sleep(SILENCE / 8);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 3 * SILENCE);
  assert.equal(await reading, SIZE);
  session.close();
});

test('a server to which nothing is said may be silent', async () => {
  const session = await start(() => 0);
  await sleep(3 * SILENCE);
  assert.equal(session.isDead, false);
  assert.equal(await readAll(session), SIZE);
  session.close();
});

test('a server that flushes has more time, and so has what waits behind it', async () => {
  const session = await start(type =>
    type === Request.EXTENDED || type === Request.FSTAT ? 3 * SILENCE : 0,
  );
  const flushing = session.flush(Buffer.of(1));
  await session.fstat(Buffer.of(1));
  await flushing;
  session.close();
});
