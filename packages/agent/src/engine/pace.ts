import { setImmediate, setTimeout } from 'node:timers/promises';
import { pauseMs } from './throttle.ts';

/** Bytes after which others get a turn: some tenths of a second, however dense they are. */
const TURN_EVERY = 1 << 20;
/** What a file costs beside its bytes, in bytes. */
const COST_OF_A_FILE = 4096;

export interface PaceOptions {
  /** 0, the default, is no limit. */
  readonly bytesPerSecond?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * For long reading on the main thread: keeps to the rate, and lets others have their turn now and then, without whom no signal
 * arrives and no progress is shown.
 */
export class Pace {
  readonly #rate: number;
  readonly #signal: AbortSignal | undefined;
  readonly #started = performance.now();
  #bytes = 0;
  #sinceTurn = 0;

  constructor({ bytesPerSecond = 0, signal }: PaceOptions) {
    this.#rate = bytesPerSecond;
    this.#signal = signal;
  }

  /** To be awaited after each piece that was read. Throws the signal's reason after an abort. */
  async spend(bytes: number): Promise<void> {
    this.#bytes += bytes;
    await this.#turn(bytes);
    for (let ms = this.#pause(); ms > 0; ms = this.#pause()) {
      await setTimeout(ms);
      this.#signal?.throwIfAborted();
    }
  }

  /** To be awaited after each file, however small. Throws as {@link spend}. */
  async file(): Promise<void> {
    await this.#turn(COST_OF_A_FILE);
  }

  #pause(): number {
    return this.#rate === 0 ? 0 : pauseMs(this.#bytes, this.#rate, performance.now() - this.#started);
  }

  async #turn(cost: number): Promise<void> {
    this.#sinceTurn += cost;
    if (this.#sinceTurn < TURN_EVERY) return;
    this.#sinceTurn = 0;
    await setImmediate();
    this.#signal?.throwIfAborted();
  }
}
