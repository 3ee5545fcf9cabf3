import type { Duplex } from 'node:stream';
import { type BytePath, SeqwardenError } from '@seqwarden/proof';
import { PacketCutter } from './packet-cutter.ts';
import { isDown, Status, StatusError } from './sftp-error.ts';
import { PacketReader, Reply, Request, u32 } from './wire.ts';

/** How long a server may stay silent while something is asked of it. */
const SILENCE_MS = 60_000;
/** How long, once somebody has asked for an end. */
const HURRIED_MS = 3_000;
/** How long one answer may take, whatever else arrives meanwhile. */
const OLDEST_MS = 1_800_000;

interface Answer {
  readonly type: number;
  readonly body: PacketReader;
}

interface Waiting {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
  readonly since: number;
  /** How long it may be silent until then. */
  readonly silenceMs: number;
}

/**
 * Requests and answers on one SFTP channel. Requests may be sent without waiting for earlier ones; a server works on those for
 * one file in the order in which they came (draft-ietf-secsh-filexfer-02, section 3.1).
 *
 * What a server refuses is a StatusError. When the channel ends, when the server breaks the protocol or does not answer in time, everything that waits and
 * every later call fails with DESTINATION_DOWN; a channel does not come back.
 */
export class RequestChannel {
  readonly #channel: Duplex;
  readonly #onEnd: () => void;
  readonly #waiting = new Map<number, Waiting>();
  readonly #watch: NodeJS.Timeout;
  readonly #cutter = new PacketCutter();
  #nextId = 0;
  #versionArrived: ((packet: Buffer) => void) | undefined;
  readonly #silenceMs: number;
  /** Milliseconds since bytes arrived last, or something was asked while nothing else was, as far as this process was awake to see it. */
  #silentMs = 0;
  readonly #lookEveryMs: number;
  #lookedAt = performance.now();
  #isHurried = false;
  #dead: SeqwardenError | undefined;

  /** `onEnd` is called once, when the channel has failed or was closed. */
  constructor(channel: Duplex, onEnd: () => void, silenceMs = SILENCE_MS) {
    this.#channel = channel;
    this.#silenceMs = silenceMs;
    this.#onEnd = onEnd;
    channel.on('data', (data: Buffer) => this.#take(data));
    for (const event of ['end', 'close'] as const)
      channel.on(event, () => this.fail(isDown('the server ended the connection')));
    channel.on('error', error => this.fail(isDown('the connection broke', error)));
    this.#lookEveryMs = Math.min(1000, silenceMs / 10);
    this.#watch = setInterval(() => this.#checkTime(), this.#lookEveryMs);
    this.#watch.unref();
  }

  get isDead(): boolean {
    return this.#dead !== undefined;
  }

  fail(error: SeqwardenError): void {
    if (this.#dead !== undefined) return;
    this.#dead = error;
    clearInterval(this.#watch);
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
    this.#onEnd();
  }

  close(): void {
    this.fail(isDown('the connection was closed'));
  }

  /** Somebody asked for an end: from now on a silence of seconds is enough to give up. */
  hurry(): void {
    this.#isHurried = true;
    this.#silentMs = 0;
  }

  /** To be called first: agrees on version 3. Returns the server's extensions. Throws DESTINATION_UNUSABLE for another version. */
  async agree(): Promise<ReadonlyMap<string, string>> {
    const answer = new Promise<Buffer>((resolve, reject) => {
      this.#versionArrived = resolve;
      this.#await(-1, { resolve: () => {}, reject });
    });
    this.#channel.write(Buffer.concat([u32(5), Buffer.of(Request.INIT), u32(3)]));
    const body = new PacketReader(await answer);
    this.#waiting.delete(-1);
    try {
      if (body.u8() !== Reply.VERSION || body.u32() !== 3) throw new RangeError('no version 3');
      const extensions = new Map<string, BytePath>();
      while (!body.isAtEnd) extensions.set(body.string(), body.string());
      return extensions;
    } catch (error) {
      this.close();
      throw new SeqwardenError('DESTINATION_UNUSABLE', 'the server does not speak SFTP version 3', {
        cause: error,
      });
    }
  }

  /** Throws a StatusError for any other status than OK, and ends the channel where the answer is of another kind. */
  async expectOk(type: number, fields: readonly Uint8Array[], silenceMs?: number): Promise<void> {
    await this.expect(undefined, type, fields, () => {}, silenceMs);
  }

  /**
   * As {@link expectOk}, for an answer of the kind `due`, of which `read` takes what it needs before this returns. What `read` finds malformed (RangeError)
   * ends the channel.
   */
  async expect<T>(
    due: number | undefined,
    type: number,
    fields: readonly Uint8Array[],
    read: (body: PacketReader) => T,
    silenceMs?: number,
  ): Promise<T> {
    const reply = await this.#send(type, fields, silenceMs);
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

  #send(type: number, fields: readonly Uint8Array[], silenceMs?: number): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (this.#dead !== undefined) {
        reject(this.#dead);
        return;
      }
      const id = this.#nextId;
      this.#nextId = (id + 1) >>> 0;
      this.#await(id, { resolve, reject }, silenceMs);
      const length = fields.reduce((sum, field) => sum + field.length, 5);
      const head = Buffer.allocUnsafe(9);
      head.writeUInt32BE(length, 0);
      head.writeUInt8(type, 4);
      head.writeUInt32BE(id, 5);
      this.#channel.write(Buffer.concat([head, ...fields], length + 4));
    });
  }

  #await(
    id: number,
    { resolve, reject }: Pick<Waiting, 'resolve' | 'reject'>,
    silenceMs = this.#silenceMs,
  ): void {
    if (this.#waiting.size === 0) this.#silentMs = 0;
    this.#waiting.set(id, { resolve, reject, since: performance.now(), silenceMs });
  }

  #take(data: Buffer): void {
    this.#silentMs = 0;
    this.#cutter.add(data);
    try {
      while (!this.isDead) {
        const packet = this.#cutter.next();
        if (packet === undefined) return;
        this.#dispatch(packet);
      }
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.#broken(error.message, error);
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
      this.#broken('an answer that nobody asked for');
      return;
    }
    this.#waiting.delete(id);
    waiting.resolve({ type, body });
  }

  #broken(what: string, cause?: unknown): SeqwardenError {
    const broken = isDown(`the server broke the protocol: ${what}`, cause);
    this.fail(broken);
    return broken;
  }

  #checkTime(): void {
    const now = performance.now();
    // What was sent while this process stood still has not been read yet: that is no silence of the server.
    this.#silentMs += Math.min(now - this.#lookedAt, 2 * this.#lookEveryMs);
    this.#lookedAt = now;
    let silenceMs = 0;
    let oldest = now;
    for (const waiting of this.#waiting.values()) {
      // a server works on one thing after the other: what takes it long holds up the rest
      silenceMs = Math.max(silenceMs, waiting.silenceMs);
      oldest = Math.min(oldest, waiting.since);
    }
    if (this.#isHurried) silenceMs = Math.min(silenceMs, HURRIED_MS);
    if (this.#waiting.size > 0 && (this.#silentMs >= silenceMs || now - oldest >= OLDEST_MS))
      this.fail(isDown('the server did not answer in time'));
  }
}
