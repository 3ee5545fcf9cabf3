import { setImmediate as nextTurn } from 'node:timers/promises';
import { SeqwardenError } from '@seqwarden/proof';

/** What waits for one batch, and how much of it goes into one. */
export interface QueueLimits {
  readonly batch: number;
  readonly batchBytes: number;
  readonly waiting: number;
  readonly waitingBytes: number;
}

interface Waiting<In, Out> {
  readonly item: In;
  readonly bytes: number;
  readonly resolve: (result: Out) => void;
  readonly reject: (error: unknown) => void;
}

/** Resolves to a result or an error for each item, in their order; what it rejects with, all of its callers get. */
export type Work<In, Out> = (items: readonly In[]) => Promise<readonly (Out | Error)[]>;

/**
 * Callers that come while a batch is at work go into the next one together. One batch at a time; the order is that of the calls.
 */
export class AppendQueue<In, Out> {
  readonly #work: Work<In, Out>;
  readonly #limits: QueueLimits;
  #waiting: Waiting<In, Out>[] = [];
  #waitingBytes = 0;
  #running: Promise<void> | undefined;

  constructor(work: Work<In, Out>, limits: QueueLimits) {
    this.#work = work;
    this.#limits = limits;
  }

  /** Rejects with LOG_BUSY where too many wait already. */
  add(item: In, bytes: number): Promise<Out> {
    return new Promise((resolve, reject) => {
      const { waiting, waitingBytes } = this.#limits;
      if (this.#waiting.length >= waiting || this.#waitingBytes >= waitingBytes)
        throw new SeqwardenError('LOG_BUSY', `${this.#waiting.length} entries wait to be appended already`);
      this.#waiting.push({ item, bytes, resolve, reject });
      this.#waitingBytes += bytes;
      this.#running ??= this.#run();
    });
  }

  /** Resolves when nothing waits. */
  async idle(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  async #run(): Promise<void> {
    do {
      // Whoever was answered by the batch before has time to come again.
      await nextTurn();
      await this.#doBatch(this.#take());
    } while (this.#waiting.length > 0);
    this.#running = undefined;
  }

  async #doBatch(batch: readonly Waiting<In, Out>[]): Promise<void> {
    try {
      const results = await this.#work(batch.map(({ item }) => item));
      for (const [at, { resolve, reject }] of batch.entries()) {
        const result = results[at];
        if (result === undefined)
          reject(new SeqwardenError('INTERNAL', 'a batch has fewer results than entries'));
        else if (result instanceof Error) reject(result);
        else resolve(result);
      }
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }

  #take(): Waiting<In, Out>[] {
    let [count, bytes] = [0, 0];
    for (const waiting of this.#waiting) {
      bytes += waiting.bytes;
      if (count > 0 && (count === this.#limits.batch || bytes > this.#limits.batchBytes)) break;
      count++;
    }
    const batch = this.#waiting.splice(0, count);
    for (const { bytes } of batch) this.#waitingBytes -= bytes;
    return batch;
  }
}
