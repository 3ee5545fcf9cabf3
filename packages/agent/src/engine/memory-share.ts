import type { Awaitable } from '../destinations/destination.ts';

/**
 * Memory for files on their way to object stores, for all threads of a process together: 8 parts of 32 MiB. Without it, threads and lanes
 * would multiply: 2 GiB on 16 cores.
 */
const MOST_KIB = 256 << 10;
/** Whoever waits looks again, should nobody wake it. */
const LOOK_MS = 1000;

/** One cell of shared memory counts what is held, in KiB. */
export class MemoryShare {
  readonly #cells: Int32Array<SharedArrayBuffer>;
  readonly #at: number;
  readonly #most: number;

  constructor(cells: Int32Array<SharedArrayBuffer>, at: number, mostKiB = MOST_KIB) {
    this.#cells = cells;
    this.#at = at;
    this.#most = mostKiB;
  }

  /**
   * Waits until there is room for so many bytes. One file may have more than there is in all, while nobody else has any. Take once for a file, for all
   * places that it goes to: who held some while it waits for more could wait for itself. Waiting keeps no thread alive.
   */
  take(bytes: number): Awaitable<void> {
    if (bytes > 0 && !this.#tryTo(bytes)) return this.#wait(bytes);
  }

  /** As many bytes as were taken at once. */
  give(bytes: number): void {
    if (bytes === 0) return;
    Atomics.sub(this.#cells, this.#at, kib(bytes));
    Atomics.notify(this.#cells, this.#at);
  }

  async #wait(bytes: number): Promise<void> {
    while (!this.#tryTo(bytes)) {
      const held = Atomics.load(this.#cells, this.#at);
      if (this.#hasRoom(held, bytes)) continue;
      const woken = Atomics.waitAsync(this.#cells, this.#at, held, LOOK_MS);
      if (woken.async) await woken.value;
    }
  }

  #tryTo(bytes: number): boolean {
    for (;;) {
      const held = Atomics.load(this.#cells, this.#at);
      if (!this.#hasRoom(held, bytes)) return false;
      if (Atomics.compareExchange(this.#cells, this.#at, held, held + kib(bytes)) === held) return true;
    }
  }

  #hasRoom(held: number, bytes: number): boolean {
    return held === 0 || held + kib(bytes) <= this.#most;
  }
}

function kib(bytes: number): number {
  return Math.ceil(bytes / 1024);
}
