import { MemoryShare } from './memory-share.ts';

/**
 * How threads share out the rows of a table without messages.
 *
 * The rows are cut into one range a thread, so that each works in folders of its own (two threads that create files in one
 * folder wait for each other in the kernel). Who has finished his range takes from the range with most left.
 * Layout of the shared Int32 array: [stop flag, files done, destinations given up, memory held, next row of range 0, next row of range 1, …].
 */
const STOP = 0;
const DONE = 1;
const GIVEN_UP = 2;
const MEMORY = 3;
const RANGES = 4;

/** Rows taken at once: few enough that large files spread evenly, enough that the counter is no bottleneck. */
const TAKE = 4;

export interface SharesBuffers {
  readonly counters: SharedArrayBuffer;
  readonly bytes: SharedArrayBuffer;
  readonly rows: number;
  readonly threads: number;
}

export function newShares(rows: number, threads: number): SharesBuffers {
  const counters = new SharedArrayBuffer((RANGES + threads) * 4);
  const view = new Int32Array(counters);
  for (let range = 0; range < threads; range++) view[RANGES + range] = rangeStart(rows, threads, range);
  return { counters, bytes: new SharedArrayBuffer(8), rows, threads };
}

function rangeStart(rows: number, threads: number, range: number): number {
  return Math.floor((rows * range) / threads);
}

export class Shares {
  /** For files on their way. */
  readonly memory: MemoryShare;
  readonly #counters: Int32Array<SharedArrayBuffer>;
  readonly #bytes: BigInt64Array;
  readonly #rows: number;
  readonly #threads: number;

  constructor(buffers: SharesBuffers) {
    this.#counters = new Int32Array(buffers.counters);
    this.#bytes = new BigInt64Array(buffers.bytes);
    this.memory = new MemoryShare(this.#counters, MEMORY);
    this.#rows = buffers.rows;
    this.#threads = buffers.threads;
  }

  /** Half-open ranges of rows for one thread, until none is left or {@link stop} was called. */
  *take(thread: number): Generator<readonly [number, number]> {
    for (let range = thread; range >= 0; range = this.#fullest()) {
      const end = rangeStart(this.#rows, this.#threads, range + 1);
      for (;;) {
        if (this.stopped) return;
        const first = Atomics.add(this.#counters, RANGES + range, TAKE);
        if (first >= end) break;
        yield [first, Math.min(first + TAKE, end)];
      }
    }
  }

  #fullest(): number {
    let fullest = -1;
    let most = 0;
    for (let range = 0; range < this.#threads; range++) {
      const left =
        rangeStart(this.#rows, this.#threads, range + 1) - Atomics.load(this.#counters, RANGES + range);
      if (left > most) {
        most = left;
        fullest = range;
      }
    }
    return fullest;
  }

  stop(): void {
    Atomics.store(this.#counters, STOP, 1);
  }

  get stopped(): boolean {
    return Atomics.load(this.#counters, STOP) === 1;
  }

  /** No thread writes to destination `at` any more. Whether this was the first to say so. */
  giveUp(at: number): boolean {
    return (Atomics.or(this.#counters, GIVEN_UP, 1 << at) & (1 << at)) === 0;
  }

  /** As bits. */
  get givenUp(): number {
    return Atomics.load(this.#counters, GIVEN_UP);
  }

  count(files: number, bytes: number): void {
    Atomics.add(this.#counters, DONE, files);
    if (bytes > 0) Atomics.add(this.#bytes, 0, BigInt(bytes));
  }

  get filesDone(): number {
    return Atomics.load(this.#counters, DONE);
  }

  get bytesDone(): number {
    return Number(Atomics.load(this.#bytes, 0));
  }
}
