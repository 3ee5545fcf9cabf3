import { type BytePath, SeqwardenError } from '@seqwarden/proof';
import { sha256 } from '../../host/sha256.ts';
import type { Hashed, StagedFile } from '../destination.ts';
import { buffersFor, partSize } from './part-size.ts';
import { PartUpload } from './part-upload.ts';
import { PartsUnderWay } from './parts-under-way.ts';
import { type Made, putNew, putOver } from './put-object.ts';
import { readBack } from './read-back.ts';
import type { RememberedUpload } from './remembered-upload.ts';
import { removeObject } from './remove-object.ts';
import type { StoreAbilities } from './store-abilities.ts';
import type { Wire } from './wire.ts';

export interface ObjectPlan {
  readonly key: string;
  /** For errors: what a person calls it. */
  readonly what: string;
  readonly path: BytePath;
  /** As announced; more or fewer bytes may come. */
  readonly size: number;
  readonly metadata: Record<string, string>;
  /** What is remembered of its upload over restarts. */
  readonly memory?: RememberedUpload | undefined;
}

/**
 * A file that becomes an object. What fits into one part waits in memory and is one PUT when it is published; of what does not, each part is
 * sent when it is full, while the next ones fill, and publishing completes the upload.
 */
export class StagedObject implements StagedFile {
  readonly #wire: Wire;
  readonly #abilities: StoreAbilities;
  readonly #plan: ObjectPlan;
  readonly #partSize: number;
  #part: Buffer;
  #filled = 0;
  /** Of parts that were acknowledged. */
  readonly #free: Buffer[] = [];
  #upload: PartUpload | undefined;
  readonly #underWay: PartsUnderWay;
  #whole: Hashed | undefined;
  #reread = false;
  /** The store could not be reached. */
  #isCutOff = false;

  constructor(wire: Wire, abilities: StoreAbilities, plan: ObjectPlan) {
    this.#wire = wire;
    this.#abilities = abilities;
    this.#plan = plan;
    this.#partSize = partSize(plan.size);
    this.#part = Buffer.allocUnsafeSlow(Math.min(plan.size, this.#partSize));
    this.#underWay = new PartsUnderWay(buffersFor(plan.size));
  }

  write(bytes: Uint8Array): void | Promise<void> {
    if (bytes.length > this.#part.length - this.#filled) return this.#writeOn(bytes);
    this.#take(bytes);
  }

  async #writeOn(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length; ) {
      if (this.#filled === this.#part.length) await this.#makeRoom();
      at += this.#take(bytes.subarray(at, at + this.#part.length - this.#filled));
    }
  }

  #take(bytes: Uint8Array): number {
    this.#part.set(bytes, this.#filled);
    this.#filled += bytes.length;
    return bytes.length;
  }

  /** A file that outgrows what was announced gets a whole part; one that outgrows a part is sent. */
  async #makeRoom(): Promise<void> {
    if (this.#part.length < this.#partSize) {
      const part = Buffer.allocUnsafeSlow(this.#partSize);
      this.#part.copy(part, 0, 0, this.#filled);
      this.#part = part;
      return;
    }
    await this.#send();
    this.#part = this.#free.pop() ?? Buffer.allocUnsafeSlow(this.#partSize);
  }

  /** Its bytes are on their way then: what is filled next is another buffer. */
  async #send(): Promise<void> {
    const part = this.#part;
    const bytes = part.subarray(0, this.#filled);
    await this.#reaching(async () => {
      const upload = await this.#begun();
      await this.#underWay.add(async () => {
        await upload.put(bytes);
        this.#free.push(part);
      });
    });
    this.#filled = 0;
  }

  async #begun(): Promise<PartUpload> {
    const { key, what, metadata, memory } = this.#plan;
    this.#upload ??= await PartUpload.begin(this.#wire, this.#abilities, key, what, metadata, memory);
    return this.#upload;
  }

  async #reaching<T>(act: () => Promise<T>): Promise<T> {
    try {
      return await act();
    } catch (error) {
      this.#isCutOff = error instanceof SeqwardenError && error.code === 'DESTINATION_DOWN';
      throw error;
    }
  }

  async finish(whole: Hashed, reread: boolean): Promise<void> {
    const upload = this.#upload;
    if (upload !== undefined) {
      if (this.#filled > 0) await this.#send();
      await this.#reaching(() => this.#underWay.settled());
    }
    const taken = upload?.acknowledged ?? this.#filled;
    if (taken !== whole.size) throw this.#failed(`${taken} of ${whole.size} bytes were taken`);
    if (upload === undefined && reread && this.#digest() !== whole.sha256)
      throw this.#failed('the bytes are not those that were hashed');
    this.#whole = whole;
    this.#reread = reread;
  }

  async publish(): Promise<boolean> {
    const whole = this.#finished;
    const made = await this.#make();
    if (made === 'taken') return false;
    if (made === 'unclear') {
      if (!(await this.#isSame(whole))) return false;
    } else await this.#confirm(whole);
    this.#release();
    return true;
  }

  async replace(): Promise<void> {
    const whole = this.#finished;
    const { key, what } = this.#plan;
    if (this.#upload === undefined)
      await putOver(this.#wire, this.#abilities, key, this.#content(whole), what);
    else if ((await this.#upload.complete(false)) === 'unclear' && !(await this.#isSame(whole)))
      throw this.#failed('the upload is gone, and so is what it held');
    await this.#confirm(whole);
    this.#release();
  }

  /** An upload that another try can go on with stays where the store is down. */
  async discard(): Promise<void> {
    const upload = this.#upload;
    // What is acknowledged after an upload was aborted would be paid for.
    await this.#underWay.ended();
    this.#release();
    if (!(this.#isCutOff && upload?.isRemembered)) await upload?.abort();
  }

  #make(): Promise<Made> {
    const upload = this.#upload;
    if (upload !== undefined) return this.#reaching(() => upload.complete(true));
    const { key, what } = this.#plan;
    return putNew(this.#wire, this.#abilities, key, this.#content(this.#finished), what);
  }

  #content(whole: Hashed) {
    return {
      bytes: this.#part.subarray(0, this.#filled),
      sha256: whole.sha256,
      metadata: this.#plan.metadata,
    };
  }

  /** Unless the store compared the digests itself, or where it was asked for: what came back otherwise is taken away at once. */
  async #confirm(whole: Hashed): Promise<void> {
    const { checksums, partChecksums } = this.#abilities;
    const isChecked = this.#upload === undefined ? checksums : partChecksums;
    if ((isChecked && !this.#reread) || (await this.#isSame(whole))) return;
    const { key, what, path } = this.#plan;
    await removeObject(this.#wire, key, what);
    throw new SeqwardenError('DESTINATION_READ_BACK', `${what}: came back with other bytes`, { path });
  }

  async #isSame(whole: Hashed): Promise<boolean> {
    const { key, what } = this.#plan;
    const back = await readBack(this.#wire, key, what, whole.size, this.#partSize);
    return back?.sha256 === whole.sha256 && back.size === whole.size;
  }

  get #finished(): Hashed {
    if (this.#whole === undefined) throw this.#failed('was not finished');
    return this.#whole;
  }

  #digest(): string {
    return Buffer.from(sha256(this.#part.subarray(0, this.#filled))).toString('hex');
  }

  #release(): void {
    this.#upload = undefined;
    this.#whole = undefined;
    this.#part = Buffer.alloc(0);
    this.#free.length = 0;
    this.#filled = 0;
  }

  #failed(why: string): SeqwardenError {
    const { what, path } = this.#plan;
    return new SeqwardenError('DESTINATION_WRITE_FAILED', `${what}: ${why}`, { path });
  }
}
