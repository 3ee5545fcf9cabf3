import type { Duplex } from 'node:stream';
import { type BytePath, SeqwardenError } from '@seqwarden/proof';
import { PacketCutter } from './packet-cutter.ts';
import { isDown, Status, StatusError } from './sftp-error.ts';
import { PacketReader, Reply, Request, u32 } from './wire.ts';

/** How long an answer may take. */
export const PATIENCE_MS = 120_000;

interface Answer {
  readonly type: number;
  readonly body: PacketReader;
}

interface Waiting {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
  readonly deadline: number;
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
  #dead: SeqwardenError | undefined;

  /** `onEnd` is called once, when the channel has failed or was closed. */
  constructor(channel: Duplex, onEnd: () => void) {
    this.#channel = channel;
    this.#onEnd = onEnd;
    channel.on('data', (data: Buffer) => this.#take(data));
    for (const event of ['end', 'close'] as const)
      channel.on(event, () => this.fail(isDown('the server ended the connection')));
    channel.on('error', error => this.fail(isDown('the connection broke', error)));
    this.#watch = setInterval(() => this.#checkTime(), 1000);
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

  /** To be called first: agrees on version 3. Returns the server's extensions. Throws DESTINATION_UNUSABLE for another version. */
  async agree(): Promise<ReadonlyMap<string, string>> {
    const answer = new Promise<Buffer>((resolve, reject) => {
      this.#versionArrived = resolve;
      this.#waiting.set(-1, { resolve: () => {}, reject, deadline: performance.now() + PATIENCE_MS });
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
  async expectOk(type: number, fields: readonly Uint8Array[], patience = PATIENCE_MS): Promise<void> {
    await this.expect(undefined, type, fields, () => {}, patience);
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

  #send(type: number, fields: readonly Uint8Array[], patience: number): Promise<Answer> {
    return new Promise((resolve, reject) => {
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
    for (const { deadline } of this.#waiting.values()) {
      if (now < deadline) continue;
      this.fail(isDown('the server did not answer in time'));
      return;
    }
  }
}
