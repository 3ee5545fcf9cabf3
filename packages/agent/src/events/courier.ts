import { type Output, reasonOf } from './output.ts';
import type { StampedEvent } from './stamped-event.ts';
import { backOffMs, givesWay } from './waiting-events.ts';

/** No send may take longer, whatever an output does. */
const LONGEST_SEND_MS = 60_000;

export interface CourierOptions {
  /** Told once when the output fails, and once when it works again. */
  readonly onDown: (reason: string) => void;
  readonly onBack: (dropped: number) => void;
  readonly backOff?: (failures: number) => number;
  readonly longestSendMs?: number;
  readonly most?: number;
  readonly mostAlarms?: number;
}

/** Holds what waits for one output and sends it, one send at a time. Nothing here throws, and nothing here is waited for. */
export class Courier {
  readonly output: Output;
  readonly #options: CourierOptions;
  readonly #ended = new AbortController();
  #waiting: StampedEvent[] = [];
  #failures = 0;
  #closing = false;
  #dropped = 0;
  #droppedInAll = 0;
  #working: Promise<void> | undefined;
  #wake: (() => void) | undefined;

  constructor(output: Output, options: CourierOptions) {
    this.output = output;
    this.#options = options;
  }

  get isUp(): boolean {
    return this.#failures === 0;
  }

  /** Events that were never delivered, since the start. */
  get droppedInAll(): number {
    return this.#droppedInAll;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** Takes an event over, whether or not the output asks for it by its filter: that is the dispatcher's to know. */
  offer(event: StampedEvent): void {
    if (this.#closing) return;
    const index = givesWay(this.#waiting, event.severity, this.#options.most, this.#options.mostAlarms);
    if (index !== undefined) {
      this.#dropped++;
      this.#droppedInAll++;
    }
    if (index === -1) return;
    if (index !== undefined) this.#waiting.splice(index, 1);
    this.tell(event);
  }

  /** As {@link offer}, but nothing gives way: for what there is one of after each failure. */
  tell(event: StampedEvent): void {
    if (this.#closing) return;
    this.#waiting.push(event);
    this.#start();
  }

  /**
   * Resolves when everything was delivered that can be now, at the latest after `graceMs`; the rest is given up, and nothing is taken
   * any more.
   */
  async close(graceMs: number): Promise<void> {
    this.#closing = true;
    this.#wake?.();
    const grace = Promise.withResolvers<void>();
    const timer = setTimeout(grace.resolve, graceMs);
    await Promise.race([this.#working, grace.promise]);
    clearTimeout(timer);
    this.#ended.abort();
  }

  #start(): void {
    if (this.#working !== undefined) {
      // What waits for its hour is planned anew; what waits after a failure goes on waiting.
      if (this.isUp) this.#wake?.();
      return;
    }
    this.#working = this.#work().finally(() => {
      this.#working = undefined;
      if (this.#waiting.length > 0 && !this.#closing) this.#start();
    });
  }

  async #work(): Promise<void> {
    // A turn later, so that whoever emits goes on first.
    await this.#sleep(0);
    while (this.#waiting.length > 0 && !this.#ended.signal.aborted) {
      const waitMs = await this.#step();
      if (waitMs > 0 && this.#closing) return;
      if (waitMs > 0) await this.#sleep(waitMs);
    }
  }

  /** Sends what is to be sent now, and returns how long to wait before the next step. */
  async #step(): Promise<number> {
    try {
      const step = this.output.next(this.#waiting, performance.now());
      if ('waitMs' in step) return Math.max(step.waitMs, 1);
      await this.#limited(step.send);
      this.#delivered(step.send);
      return 0;
    } catch (error) {
      if (this.#ended.signal.aborted) return 0;
      this.#failures++;
      if (this.#failures === 1) this.#options.onDown(reasonOf(error));
      return Math.max((this.#options.backOff ?? backOffMs)(this.#failures), 1);
    }
  }

  #delivered(events: readonly StampedEvent[]): void {
    const waiting = new Set(this.#waiting);
    // Those that gave way while they were on their way did arrive.
    const wrongly = events.filter(event => !waiting.has(event)).length;
    this.#dropped -= wrongly;
    this.#droppedInAll -= wrongly;
    for (const event of events) waiting.delete(event);
    this.#waiting = [...waiting];
    this.output.sent?.(events, performance.now());
    if (this.#failures === 0) return;
    const dropped = this.#dropped;
    this.#failures = 0;
    this.#dropped = 0;
    this.#options.onBack(dropped);
  }

  /** A send that ignores its signal is left behind, so that it holds up nothing but itself. */
  async #limited(events: readonly StampedEvent[]): Promise<void> {
    const limit = AbortSignal.timeout(this.#options.longestSendMs ?? LONGEST_SEND_MS);
    const signal = AbortSignal.any([this.#ended.signal, limit]);
    const aborted = Promise.withResolvers<never>();
    const onAbort = () => aborted.reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      await Promise.race([this.output.send(events, signal), aborted.promise]);
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  /** Ends early when woken. Does not keep the process alive. */
  #sleep(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, ms).unref();
    this.#wake = () => {
      clearTimeout(timer);
      resolve();
    };
    return promise;
  }
}
