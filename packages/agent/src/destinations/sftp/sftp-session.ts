import type { Duplex } from 'node:stream';
import { type BytePath, SeqwardenError } from '@seqwarden/proof';
import { InFlight } from './in-flight.ts';
import { RequestChannel } from './request-channel.ts';
import { Status, StatusError } from './sftp-error.ts';
import { type Attributes, attributes, bytes, OpenFlag, Reply, Request, string, u32, u64 } from './wire.ts';

/** What draft-ietf-secsh-filexfer-02, section 3, lets every server take; `limits@openssh.com` may say more. */
const SAFE_CHUNK = 32 * 1024;
/** OpenSSH's own limit is 256 KiB a packet. */
const LARGEST_CHUNK = 255 * 1024;
/** To flush a large file may take a slow disk minutes, in which the server says nothing. */
const SILENCE_TO_FLUSH_MS = 600_000;

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

/** What SFTP version 3 with OpenSSH's extensions can do, a method for each request. Errors: {@link RequestChannel}. */
export class SftpSession {
  readonly #requests: RequestChannel;
  readonly #inFlight = new InFlight();
  #extensions: ReadonlyMap<string, string> = new Map();
  #chunk = SAFE_CHUNK;

  /** `end` closes what lies under the channel. `silenceMs`: how long the server may say nothing while it is asked; other than the usual in tests. */
  static async start(channel: Duplex, end: () => void, silenceMs?: number): Promise<SftpSession> {
    const session = new SftpSession(channel, end, silenceMs);
    session.#extensions = await session.#requests.agree();
    if (session.offers('limits@openssh.com')) await session.#askLimits();
    return session;
  }

  private constructor(channel: Duplex, end: () => void, silenceMs?: number) {
    const onEnd = () => {
      this.#inFlight.wake();
      end();
    };
    this.#requests = new RequestChannel(channel, onEnd, silenceMs);
  }

  /** Most bytes of one read or write. */
  get chunk(): number {
    return this.#chunk;
  }

  get isDead(): boolean {
    return this.#requests.isDead;
  }

  offers(extension: string): boolean {
    return this.#extensions.has(extension);
  }

  fail(error: SeqwardenError): void {
    this.#requests.fail(error);
  }

  /** Somebody asked for an end: what is under way and all that follows fails with INTERRUPTED. */
  interrupt(): void {
    this.fail(new SeqwardenError('INTERRUPTED', 'the connection was ended'));
  }

  /** Likewise, but a server that answers gets time for it, and one that is silent seconds. */
  hurry(): void {
    this.#requests.hurry();
  }

  close(): void {
    this.#requests.close();
  }

  async realpath(path: BytePath): Promise<BytePath> {
    return this.#requests.expect(Reply.NAME, Request.REALPATH, [string(path)], body => {
      if (body.u32() < 1) throw new RangeError('the server names nothing');
      return body.string();
    });
  }

  /** The bytes that a link holds; nothing is followed. */
  async readLink(path: BytePath): Promise<BytePath> {
    return this.#requests.expect(Reply.NAME, Request.READLINK, [string(path)], body => {
      if (body.u32() !== 1) throw new RangeError('a link has one target');
      return body.string();
    });
  }

  async lstat(path: BytePath): Promise<Attributes | undefined> {
    try {
      return await this.#requests.expect(Reply.ATTRS, Request.LSTAT, [string(path)], body =>
        body.attributes(),
      );
    } catch (error) {
      if (error instanceof StatusError && error.status === Status.NO_SUCH_FILE) return undefined;
      throw error;
    }
  }

  async fstat(handle: Buffer): Promise<Attributes> {
    return this.#requests.expect(Reply.ATTRS, Request.FSTAT, [bytes(handle)], body => body.attributes());
  }

  async fsetstat(handle: Buffer, value: Attributes): Promise<void> {
    await this.#requests.expectOk(Request.FSETSTAT, [bytes(handle), attributes(value)]);
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
    await this.#requests.expectOk(Request.CLOSE, [bytes(handle)]);
  }

  /** Waits until there is room for `size` more bytes on the way; then send them at once. */
  async room(size: number): Promise<void> {
    await this.#inFlight.room(size, () => this.isDead);
  }

  /** Copies `data`, which the caller may use again at once. At most {@link chunk} bytes. */
  async write(handle: Buffer, position: number, data: Uint8Array): Promise<void> {
    await this.#inFlight.counted(data.length, () =>
      this.#requests.expectOk(Request.WRITE, [bytes(handle), u64(position), u32(data.length), data]),
    );
  }

  /** Fewer bytes than asked for are no end; undefined is. */
  async read(handle: Buffer, position: number, length: number): Promise<Buffer | undefined> {
    try {
      return await this.#inFlight.counted(length, () =>
        this.#requests.expect(Reply.DATA, Request.READ, [bytes(handle), u64(position), u32(length)], body => {
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
      return await this.#requests.expect(Reply.NAME, Request.READDIR, [bytes(handle)], body => {
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
    await this.#requests.expectOk(Request.REMOVE, [string(path)]);
  }

  async makeFolder(path: BytePath, mode: number): Promise<void> {
    await this.#requests.expectOk(Request.MKDIR, [string(path), attributes({ mode })]);
  }

  async removeFolder(path: BytePath): Promise<void> {
    await this.#requests.expectOk(Request.RMDIR, [string(path)]);
  }

  /** By version 3 it fails where `to` is there; not every server keeps to that. */
  async rename(from: BytePath, to: BytePath): Promise<void> {
    await this.#requests.expectOk(Request.RENAME, [string(from), string(to)]);
  }

  async posixRename(from: BytePath, to: BytePath): Promise<void> {
    await this.#extended('posix-rename@openssh.com', [string(from), string(to)]);
  }

  async link(from: BytePath, to: BytePath): Promise<void> {
    await this.#extended('hardlink@openssh.com', [string(from), string(to)]);
  }

  async flush(handle: Buffer): Promise<void> {
    await this.#extended('fsync@openssh.com', [bytes(handle)], SILENCE_TO_FLUSH_MS);
  }

  /** undefined where the server cannot say. */
  async space(path: BytePath): Promise<Space | undefined> {
    if (!this.offers('statvfs@openssh.com')) return undefined;
    const fields = [string('statvfs@openssh.com'), string(path)];
    // OpenSSH's PROTOCOL, 4.5: bsize, frsize, blocks, bfree, bavail, files, ffree, favail, fsid, flag, namemax
    const numbers = await this.#requests.expect(Reply.EXTENDED_REPLY, Request.EXTENDED, fields, body =>
      Array.from({ length: 11 }, () => body.u64OrMost()),
    );
    const [, fragment = 0, , , available = 0] = numbers;
    return { free: fragment * available, longestName: numbers[10] ?? 0 };
  }

  async #askLimits(): Promise<void> {
    // OpenSSH's PROTOCOL, 4.8: max-packet-length, max-read-length, max-write-length, max-open-handles; 0 is unknown
    const fields = [string('limits@openssh.com')];
    const [, read = 0, write = 0] = await this.#requests.expect(
      Reply.EXTENDED_REPLY,
      Request.EXTENDED,
      fields,
      body => Array.from({ length: 4 }, () => body.u64OrMost()),
    );
    this.#chunk = Math.max(SAFE_CHUNK, Math.min(LARGEST_CHUNK, read, write));
  }

  async #extended(name: string, fields: readonly Uint8Array[], silenceMs?: number): Promise<void> {
    if (!this.offers(name)) throw new StatusError(Status.OP_UNSUPPORTED);
    await this.#requests.expectOk(Request.EXTENDED, [string(name), ...fields], silenceMs);
  }

  async #handle(type: number, fields: readonly Uint8Array[]): Promise<Buffer> {
    // a copy: what was read out of a packet keeps all of the packet in memory
    return this.#requests.expect(Reply.HANDLE, type, fields, body => Buffer.from(body.bytes()));
  }
}
