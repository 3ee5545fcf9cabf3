import type { Duplex } from 'node:stream';
import { type BytePath, SeqwardenError } from '@seqwarden/proof';
import { isDown, Status, StatusError } from './sftp-error.ts';
import {
  type Attributes,
  attributes,
  bytes,
  OpenFlag,
  PacketReader,
  Reply,
  Request,
  string,
  u32,
  u64,
} from './wire.ts';

/** What draft-ietf-secsh-filexfer-02, section 3, lets every server take; `limits@openssh.com` may say more. */
const SAFE_CHUNK = 32 * 1024;
/** OpenSSH's own limit is 256 KiB a packet; what says it is longer is no SFTP. */
const LARGEST_CHUNK = 255 * 1024;
const LARGEST_PACKET = 300 * 1024;
/**
 * Bytes that may be on the way at once through one connection, both ways: the memory that a connection needs. What it gives on a
 * line of 20 ms: decision 0031.
 */
const MOST_IN_FLIGHT = 4 << 20;
/** How long an answer may take. To flush a large file may take a slow disk minutes. */
const PATIENCE_MS = 120_000;
const PATIENCE_TO_FLUSH_MS = 1_800_000;

export interface NameEntry {
  /** The bytes that the server gave. */
  readonly name: BytePath;
  readonly attributes: Attributes;
}

export interface Space {
  /** Bytes that an account without privileges may still write. */
  readonly free: number;
  /** Longest name in bytes; 0 where the server does not say. */
  readonly longestName: number;
}

interface Waiting {
  readonly resolve: (packet: { readonly type: number; readonly body: PacketReader }) => void;
  readonly reject: (error: Error) => void;
  readonly deadline: number;
}

/**
 * The client of one SFTP channel, version 3 with OpenSSH's extensions. Requests may be sent without waiting for earlier ones; a server works on those for
 * one file in the order in which they came (draft-ietf-secsh-filexfer-02, section 3.1).
 *
 * What a server refuses is a StatusError. When the channel ends, when the server breaks the protocol or does not answer in time, everything that waits and
 * every later call fails with DESTINATION_DOWN; a session does not come back.
 */
export class SftpSession {
  readonly #channel: Duplex;
  readonly #end: () => void;
  readonly #waiting = new Map<number, Waiting>();
  readonly #watch: NodeJS.Timeout;
  #extensions: ReadonlyMap<string, string> = new Map();
  #chunk = SAFE_CHUNK;
  #nextId = 0;
  #arrived: Buffer[] = [];
  #arrivedBytes = 0;
  #versionArrived: ((packet: Buffer) => void) | undefined;
  #dead: SeqwardenError | undefined;
  #inFlight = 0;
  readonly #queue: (() => void)[] = [];

  /** `end` closes what lies under the channel. */
  static async start(channel: Duplex, end: () => void): Promise<SftpSession> {
    const session = new SftpSession(channel, end);
    await session.#agree();
    return session;
  }

  private constructor(channel: Duplex, end: () => void) {
    this.#channel = channel;
    this.#end = end;
    channel.on('data', (data: Buffer) => this.#take(data));
    for (const event of ['end', 'close'] as const)
      channel.on(event, () => this.fail(isDown('the server ended the connection')));
    channel.on('error', error => this.fail(isDown('the connection broke', error)));
    this.#watch = setInterval(() => this.#checkTime(), 1000);
    this.#watch.unref();
  }

  /** Most bytes of one read or write. */
  get chunk(): number {
    return this.#chunk;
  }

  get isDead(): boolean {
    return this.#dead !== undefined;
  }

  offers(extension: string): boolean {
    return this.#extensions.has(extension);
  }

  fail(error: SeqwardenError): void {
    if (this.#dead !== undefined) return;
    this.#dead = error;
    clearInterval(this.#watch);
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
    for (const go of this.#queue.splice(0)) go();
    this.#end();
  }

  close(): void {
    this.fail(isDown('the connection was closed'));
  }

  async realpath(path: BytePath): Promise<BytePath> {
    return this.#expect(Reply.NAME, Request.REALPATH, [string(path)], body => {
      if (body.u32() < 1) throw new RangeError('the server names nothing');
      return body.string();
    });
  }

  /** The bytes that a link holds; nothing is followed. */
  async readLink(path: BytePath): Promise<BytePath> {
    return this.#expect(Reply.NAME, Request.READLINK, [string(path)], body => {
      if (body.u32() !== 1) throw new RangeError('a link has one target');
      return body.string();
    });
  }

  async lstat(path: BytePath): Promise<Attributes | undefined> {
    try {
      return await this.#expect(Reply.ATTRS, Request.LSTAT, [string(path)], body => body.attributes());
    } catch (error) {
      if (error instanceof StatusError && error.status === Status.NO_SUCH_FILE) return undefined;
      throw error;
    }
  }

  async fstat(handle: Buffer): Promise<Attributes> {
    return this.#expect(Reply.ATTRS, Request.FSTAT, [bytes(handle)], body => body.attributes());
  }

  async fsetstat(handle: Buffer, value: Attributes): Promise<void> {
    await this.#expectOk(Request.FSETSTAT, [bytes(handle), attributes(value)]);
  }

  /** A new file; fails where anything is of that name, a link included. */
  async create(path: BytePath, mode: number): Promise<Buffer> {
    const flags = OpenFlag.WRITE | OpenFlag.CREAT | OpenFlag.EXCL;
    return this.#handle(Request.OPEN, [string(path), u32(flags), attributes({ mode })]);
  }

  /** Follows links: look first. OpenSSH opens a folder so, too. */
  async openToRead(path: BytePath): Promise<Buffer> {
    return this.#handle(Request.OPEN, [string(path), u32(OpenFlag.READ), attributes({})]);
  }

  async openFolder(path: BytePath): Promise<Buffer> {
    return this.#handle(Request.OPENDIR, [string(path)]);
  }

  async closeHandle(handle: Buffer): Promise<void> {
    await this.#expectOk(Request.CLOSE, [bytes(handle)]);
  }

  /** Waits until there is room for `size` more bytes on the way; then send them at once. */
  async room(size: number): Promise<void> {
    while (this.#inFlight > 0 && this.#inFlight + size > MOST_IN_FLIGHT && !this.isDead)
      await new Promise<void>(resolve => this.#queue.push(resolve));
  }

  /** Copies `data`, which the caller may use again at once. At most {@link chunk} bytes. */
  async write(handle: Buffer, position: number, data: Uint8Array): Promise<void> {
    await this.#counted(data.length, () =>
      this.#expectOk(Request.WRITE, [bytes(handle), u64(position), u32(data.length), data]),
    );
  }

  /** Fewer bytes than asked for are no end; undefined is. */
  async read(handle: Buffer, position: number, length: number): Promise<Buffer | undefined> {
    try {
      return await this.#counted(length, () =>
        this.#expect(Reply.DATA, Request.READ, [bytes(handle), u64(position), u32(length)], body => {
          const data = body.bytes();
          if (data.length > length || data.length === 0)
            throw new RangeError('more or less was read than asked');
          return data;
        }),
      );
    } catch (error) {
      if (error instanceof StatusError && error.status === Status.EOF) return undefined;
      throw error;
    }
  }

  /** The next names of a folder; undefined: there are no more. */
  async readFolder(handle: Buffer): Promise<NameEntry[] | undefined> {
    try {
      return await this.#expect(Reply.NAME, Request.READDIR, [bytes(handle)], body => {
        const entries: NameEntry[] = [];
        for (let left = body.u32(); left > 0; left--) {
          const name = body.string();
          body.bytes(); // the line of ls, for people
          entries.push({ name, attributes: body.attributes() });
        }
        return entries;
      });
    } catch (error) {
      if (error instanceof StatusError && error.status === Status.EOF) return undefined;
      throw error;
    }
  }

  async remove(path: BytePath): Promise<void> {
    await this.#expectOk(Request.REMOVE, [string(path)]);
  }

  async makeFolder(path: BytePath, mode: number): Promise<void> {
    await this.#expectOk(Request.MKDIR, [string(path), attributes({ mode })]);
  }

  async removeFolder(path: BytePath): Promise<void> {
    await this.#expectOk(Request.RMDIR, [string(path)]);
  }

  /** By version 3 it fails where `to` is there; not every server keeps to that. */
  async rename(from: BytePath, to: BytePath): Promise<void> {
    await this.#expectOk(Request.RENAME, [string(from), string(to)]);
  }

  async posixRename(from: BytePath, to: BytePath): Promise<void> {
    await this.#extended('posix-rename@openssh.com', [string(from), string(to)]);
  }

  async link(from: BytePath, to: BytePath): Promise<void> {
    await this.#extended('hardlink@openssh.com', [string(from), string(to)]);
  }

  async flush(handle: Buffer): Promise<void> {
    await this.#extended('fsync@openssh.com', [bytes(handle)], PATIENCE_TO_FLUSH_MS);
  }

  /** undefined where the server cannot say. */
  async space(path: BytePath): Promise<Space | undefined> {
    if (!this.offers('statvfs@openssh.com')) return undefined;
    const fields = [string('statvfs@openssh.com'), string(path)];
    // OpenSSH's PROTOCOL, 4.5: bsize, frsize, blocks, bfree, bavail, files, ffree, favail, fsid, flag, namemax
    const numbers = await this.#expect(Reply.EXTENDED_REPLY, Request.EXTENDED, fields, body =>
      Array.from({ length: 11 }, () => body.u64OrMost()),
    );
    const [, fragment = 0, , , available = 0] = numbers;
    return { free: fragment * available, longestName: numbers[10] ?? 0 };
  }

  async #agree(): Promise<void> {
    const answer = new Promise<Buffer>((resolve, reject) => {
      this.#versionArrived = resolve;
      this.#waiting.set(-1, { resolve: () => {}, reject, deadline: performance.now() + PATIENCE_MS });
    });
    this.#channel.write(Buffer.concat([u32(5), Buffer.of(Request.INIT), u32(3)]));
    const body = new PacketReader(await answer);
    this.#waiting.delete(-1);
    try {
      if (body.u8() !== Reply.VERSION || body.u32() !== 3) throw new RangeError('no version 3');
      const extensions = new Map<string, string>();
      while (!body.isAtEnd) extensions.set(body.string(), body.string());
      this.#extensions = extensions;
    } catch (error) {
      this.close();
      throw new SeqwardenError('DESTINATION_UNUSABLE', 'the server does not speak SFTP version 3', {
        cause: error,
      });
    }
    if (this.offers('limits@openssh.com')) await this.#askLimits();
  }

  async #askLimits(): Promise<void> {
    // OpenSSH's PROTOCOL, 4.8: max-packet-length, max-read-length, max-write-length, max-open-handles; 0 is unknown
    const [, read = 0, write = 0] = await this.#expect(
      Reply.EXTENDED_REPLY,
      Request.EXTENDED,
      [string('limits@openssh.com')],
      body => Array.from({ length: 4 }, () => body.u64OrMost()),
    );
    this.#chunk = Math.max(SAFE_CHUNK, Math.min(LARGEST_CHUNK, read, write));
  }

  async #extended(name: string, fields: readonly Uint8Array[], patience = PATIENCE_MS): Promise<void> {
    if (!this.offers(name)) throw new StatusError(Status.OP_UNSUPPORTED);
    await this.#expectOk(Request.EXTENDED, [string(name), ...fields], patience);
  }

  async #handle(type: number, fields: readonly Uint8Array[]): Promise<Buffer> {
    // a copy: what was read out of a packet keeps all of the packet in memory
    return this.#expect(Reply.HANDLE, type, fields, body => Buffer.from(body.bytes()));
  }

  async #expectOk(type: number, fields: readonly Uint8Array[], patience = PATIENCE_MS): Promise<void> {
    await this.#expect(undefined, type, fields, () => {}, patience);
  }

  /** Throws a StatusError for any other status than OK, and ends the session where the answer is of another kind or `read` finds it malformed. */
  async #expect<T>(
    due: number | undefined,
    type: number,
    fields: readonly Uint8Array[],
    read: (body: PacketReader) => T,
    patience = PATIENCE_MS,
  ): Promise<T> {
    const reply = await this.#send(type, fields, patience);
    try {
      if (reply.type === Reply.STATUS) {
        const status = reply.body.u32();
        if (status !== Status.OK) throw new StatusError(status);
        if (due === undefined) return read(reply.body);
      }
      if (reply.type === due) return read(reply.body);
    } catch (error) {
      if (error instanceof RangeError) throw this.#broken('a malformed answer', error);
      throw error;
    }
    throw this.#broken('an answer of the wrong kind');
  }

  #broken(what: string, cause?: unknown): SeqwardenError {
    const broken = isDown(`the server broke the protocol: ${what}`, cause);
    this.fail(broken);
    return broken;
  }

  async #counted<T>(size: number, act: () => Promise<T>): Promise<T> {
    this.#inFlight += size;
    try {
      return await act();
    } finally {
      this.#inFlight -= size;
      // each looks again whether there is room
      for (const go of this.#queue.splice(0)) go();
    }
  }

  #send(type: number, fields: readonly Uint8Array[], patience: number) {
    return new Promise<{ readonly type: number; readonly body: PacketReader }>((resolve, reject) => {
      if (this.#dead !== undefined) {
        reject(this.#dead);
        return;
      }
      const id = this.#nextId;
      this.#nextId = (id + 1) >>> 0;
      this.#waiting.set(id, { resolve, reject, deadline: performance.now() + patience });
      const length = fields.reduce((sum, field) => sum + field.length, 5);
      const head = Buffer.allocUnsafe(9);
      head.writeUInt32BE(length, 0);
      head.writeUInt8(type, 4);
      head.writeUInt32BE(id, 5);
      this.#channel.write(Buffer.concat([head, ...fields], length + 4));
    });
  }

  #take(data: Buffer): void {
    this.#arrived.push(data);
    this.#arrivedBytes += data.length;
    while (this.#arrivedBytes >= 4 && !this.isDead) {
      let [first = data] = this.#arrived;
      if (first.length < 4) {
        first = Buffer.concat(this.#arrived);
        this.#arrived = [first];
      }
      const length = first.readUInt32BE(0);
      if (length < 5 || length > LARGEST_PACKET) {
        this.fail(isDown('the server broke the protocol: a packet of an impossible length'));
        return;
      }
      if (this.#arrivedBytes < length + 4) return;
      const all = this.#arrived.length === 1 ? first : Buffer.concat(this.#arrived);
      const rest = all.subarray(length + 4);
      this.#arrived = rest.length > 0 ? [rest] : [];
      this.#arrivedBytes = rest.length;
      this.#dispatch(all.subarray(4, length + 4));
    }
  }

  #dispatch(packet: Buffer): void {
    if (this.#versionArrived !== undefined) {
      this.#versionArrived(packet);
      this.#versionArrived = undefined;
      return;
    }
    const body = new PacketReader(packet);
    const type = body.u8();
    const id = body.u32();
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) {
      this.fail(isDown('the server broke the protocol: an answer that nobody asked for'));
      return;
    }
    this.#waiting.delete(id);
    waiting.resolve({ type, body });
  }

  #checkTime(): void {
    const now = performance.now();
    for (const { deadline } of this.#waiting.values()) {
      if (now < deadline) continue;
      this.fail(isDown('the server did not answer in time'));
      return;
    }
  }
}
