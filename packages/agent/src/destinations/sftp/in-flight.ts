/**
 * Bytes that may be on the way at once through one connection, both ways: the memory that a connection needs. What it gives on a
 * line of 20 ms: decision 0031.
 */
const MOST = 4 << 20;

/** How many bytes are on the way. */
export class InFlight {
  #bytes = 0;
  readonly #queue: (() => void)[] = [];

  /** Waits until there is room for `size` more, or `isOver` says that nobody cares any more. */
  async room(size: number, isOver: () => boolean): Promise<void> {
    while (this.#bytes > 0 && this.#bytes + size > MOST && !isOver())
      await new Promise<void>(resolve => this.#queue.push(resolve));
  }

  async counted<T>(size: number, act: () => Promise<T>): Promise<T> {
    this.#bytes += size;
    try {
      return await act();
    } finally {
      this.#bytes -= size;
      this.wake();
    }
  }

  /** Each that waits looks again whether there is room. */
  wake(): void {
    for (const go of this.#queue.splice(0)) go();
  }
}
