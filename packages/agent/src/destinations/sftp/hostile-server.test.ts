import assert from 'node:assert/strict';
import { Duplex } from 'node:stream';
import { test } from 'node:test';
import { readFolder } from './server-folders.ts';
import { SftpSession } from './sftp-session.ts';
import { bytes, Reply, Request, u32 } from './wire.ts';

/** A server that says what `names` and `attributes` give. */
class Server extends Duplex {
  asked = 0;
  readonly #names: (asked: number) => Buffer[];

  constructor(names: (asked: number) => Buffer[]) {
    super();
    this.#names = names;
  }

  override _read(): void {}

  override _write(data: Buffer, _encoding: string, done: () => void): void {
    const type = data[4];
    const id = data.subarray(5, 9);
    if (type === Request.INIT) this.#say(Buffer.of(Reply.VERSION), u32(3));
    else if (type === Request.OPENDIR) this.#say(Buffer.of(Reply.HANDLE), id, bytes(Buffer.of(1)));
    else if (type === Request.LSTAT) this.#say(Buffer.of(Reply.ATTRS), id, u32(15));
    else if (type === Request.READDIR) {
      const names = this.#names(++this.asked);
      const entries = names.map(name => Buffer.concat([bytes(name), bytes(Buffer.of()), u32(0)]));
      if (this.asked > 5000) this.#say(Buffer.of(Reply.STATUS), id, u32(1));
      else this.#say(Buffer.of(Reply.NAME), id, u32(names.length), ...entries);
    } else this.#say(Buffer.of(Reply.STATUS), id, u32(0));
    done();
  }

  #say(...parts: Buffer[]): void {
    this.push(bytes(Buffer.concat(parts)));
  }
}

async function sessionWith(names: (asked: number) => Buffer[] = () => []) {
  const server = new Server(names);
  return { server, session: await SftpSession.start(server, () => {}) };
}

test('a malformed packet ends the session as down', async () => {
  const { session } = await sessionWith();
  await assert.rejects(session.lstat('/x'), { code: 'DESTINATION_DOWN' });
  assert.equal(session.isDead, true);
});

test('a name of more than 4,096 bytes is refused at once', async () => {
  const { server, session } = await sessionWith(() => [Buffer.alloc(4097, 'a')]);
  await assert.rejects(readFolder(session, '/x'), { code: 'DESTINATION_UNUSABLE' });
  assert.equal(server.asked, 1);
  session.close();
});

test('a folder that shows itself for ever comes to an end', async () => {
  const { server, session } = await sessionWith(() => [Buffer.from('.')]);
  await assert.rejects(readFolder(session, '/x'), { code: 'DESTINATION_UNUSABLE' });
  assert.ok(server.asked <= 1001);
  session.close();
});
