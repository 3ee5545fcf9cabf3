import { Worker } from 'node:worker_threads';
import type { TreeRoot } from '../host/held-tree.ts';
import type { ExtraDigests } from './extra-digests.ts';
import type { Failure } from './failure.ts';
import type { FileTable } from './file-table.ts';
import { DONE, type FileWork } from './file-work.ts';
import { newShares, Shares, type SharesBuffers } from './shares.ts';

export interface Progress {
  readonly files: number;
  readonly bytes: number;
  readonly filesInAll: number;
}

export interface TransferOptions {
  readonly source: TreeRoot;
  /** Without it files are read and hashed only. */
  readonly destination?: TreeRoot;
  /** Digests to be made besides SHA-256; not where there is a destination. */
  readonly extra?: ExtraDigests | undefined;
  /** Whether to note attributes for {@link FilePool.recheck}; default true. */
  readonly attributes?: boolean;
  readonly largest?: number;
  readonly fresh?: boolean;
  readonly reread?: boolean;
  readonly bytesPerSecond?: number;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface PoolResult {
  /** The first {@link FAILURES_KEPT} of them in no order, and of every code at least one. */
  readonly failures: readonly Failure[];
  readonly failed: number;
}

/** A failure list is for people; beyond this many the count has to do. */
const FAILURES_KEPT = 100;
const PROGRESS_EVERY_MS = 100;

const ENTRY = new URL(
  import.meta.url.endsWith('.ts') ? './file-worker.ts' : './file-worker.js',
  import.meta.url,
);

/**
 * Threads that work through a table. They start when the pool is made, so that this goes on while the run is still being listed.
 * One piece of work at a time; {@link close} ends the threads.
 */
export class FilePool {
  readonly #workers: readonly Worker[];

  constructor(threads: number) {
    // Little garbage is made, so little room for it will do; the rest of the memory is the table's.
    const resourceLimits = { maxYoungGenerationSizeMb: 8 };
    this.#workers = Array.from({ length: threads }, () => new Worker(ENTRY, { resourceLimits }));
  }

  /**
   * Reads every pending row, and copies it where there is a destination. The table then tells what became of each row; rows that were
   * not reached after an abort, or after a failure that makes going on useless, stay pending.
   */
  async transfer(table: FileTable, options: TransferOptions): Promise<PoolResult> {
    const buffers = newShares(table.count, this.#workers.length);
    const shares = new Shares(buffers);
    const stop = () => shares.stop();
    options.signal?.addEventListener('abort', stop);
    if (options.signal?.aborted) stop();
    const report = () =>
      options.onProgress?.({ files: shares.filesDone, bytes: shares.bytesDone, filesInAll: table.count });
    const ticker = setInterval(report, PROGRESS_EVERY_MS);
    try {
      return await this.#work(thread => ({
        kind: 'transfer',
        thread,
        table: table.buffers,
        shares: buffers,
        source: options.source,
        destination: options.destination ?? null,
        extra: options.extra?.buffers ?? null,
        attributes: options.attributes ?? true,
        largest: options.largest ?? Number.POSITIVE_INFINITY,
        fresh: options.fresh ?? false,
        reread: options.reread ?? false,
        bytesPerSecond: options.bytesPerSecond ?? 0,
      }));
    } finally {
      report();
      clearInterval(ticker);
      options.signal?.removeEventListener('abort', stop);
    }
  }

  /** Compares the attributes of every file with its row. A failure for each difference that was seen before all stopped. */
  recheck(table: FileTable, source: TreeRoot): Promise<PoolResult> {
    const shares: SharesBuffers = newShares(table.count, this.#workers.length);
    return this.#work(thread => ({ kind: 'recheck', thread, table: table.buffers, shares, source }));
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map(worker => worker.terminate()));
  }

  async #work(workOf: (thread: number) => FileWork): Promise<PoolResult> {
    const failures: Failure[] = [];
    let failed = 0;
    const onFailure = (failure: Failure) => {
      failed++;
      // Whoever decides by codes must find each of them.
      if (failures.length < FAILURES_KEPT || !failures.some(({ code }) => code === failure.code))
        failures.push(failure);
    };
    await Promise.all(this.#workers.map((worker, thread) => perform(worker, workOf(thread), onFailure)));
    return { failures, failed };
  }
}

function perform(worker: Worker, work: FileWork, onFailure: (failure: Failure) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void) => {
      worker.off('message', onMessage);
      worker.off('error', onError);
      worker.off('exit', onExit);
      act();
    };
    const onMessage = (message: Failure | typeof DONE) =>
      message === DONE ? settle(resolve) : onFailure(message);
    const onError = (error: unknown) => settle(() => reject(error));
    const onExit = () => settle(() => reject(new Error('a worker thread ended before its work was done')));
    worker.on('message', onMessage);
    worker.on('error', onError);
    worker.on('exit', onExit);
    worker.postMessage(work);
  });
}
