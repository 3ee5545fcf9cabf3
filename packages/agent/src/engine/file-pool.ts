import { Worker } from 'node:worker_threads';
import type { SinkSpec } from '../destinations/destination.ts';
import type { TreeRoot } from '../host/held-tree.ts';
import type { CopyTo } from './copy-rows.ts';
import type { ExtraDigests } from './extra-digests.ts';
import type { Failure } from './failure.ts';
import type { FileTable } from './file-table.ts';
import { DONE, type FileWork } from './file-work.ts';
import { settle } from './settle.ts';
import { newShares, Shares, type SharesBuffers } from './shares.ts';
import type { WholeBuffers } from './whole-folders.ts';

export interface Progress {
  readonly files: number;
  readonly bytes: number;
  readonly filesInAll: number;
}

interface WorkOptions {
  readonly bytesPerSecond?: number;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface ReadOptions extends WorkOptions {
  readonly source: TreeRoot;
  /** Digests to be made besides SHA-256. */
  readonly extra?: ExtraDigests | undefined;
  /** Whether to note attributes for {@link FilePool.recheck}; default true. */
  readonly attributes?: boolean;
  readonly largest?: number;
}

export interface CopyOptions extends WorkOptions {
  readonly source: TreeRoot;
  readonly destinations: readonly CopyTo[];
  /** What a stop leaves of them is for the caller to publish. */
  readonly whole?: WholeBuffers | undefined;
  readonly reread?: boolean;
}

export interface ConfirmOptions extends WorkOptions {
  readonly sink: SinkSpec;
}

export interface HashOptions extends WorkOptions {
  readonly sink: SinkSpec;
  readonly largest: number;
}

export interface PoolResult {
  /** The first {@link FAILURES_KEPT} of them in no order, and of every code at every destination at least one. */
  readonly failures: readonly Failure[];
  readonly failed: number;
  /** By the number of a destination, how many of them befell it alone. */
  readonly failedAt: readonly number[];
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
  /** Why a thread ended. A dead one would never answer. */
  #dead: { readonly error: unknown } | undefined;

  constructor(threads: number) {
    // Little garbage is made, so little room for it will do; the rest of the memory is the table's.
    const resourceLimits = { maxYoungGenerationSizeMb: 8 };
    this.#workers = Array.from({ length: threads }, () => new Worker(ENTRY, { resourceLimits }));
  }

  /**
   * Reads and hashes every pending row. The table then tells what became of each; rows that were not reached after an abort, or after a
   * failure that makes going on useless, stay pending.
   */
  transfer(table: FileTable, options: ReadOptions): Promise<PoolResult> {
    return this.#watched(table, options, (thread, shares) => ({
      kind: 'read',
      thread,
      table: table.buffers,
      shares,
      source: options.source,
      extra: options.extra?.buffers ?? null,
      attributes: options.attributes ?? true,
      largest: options.largest ?? Number.POSITIVE_INFINITY,
      bytesPerSecond: options.bytesPerSecond ?? 0,
    }));
  }

  /** As {@link transfer}, and copies each row to all destinations while it is read. Failures at destinations name them. */
  copy(table: FileTable, options: CopyOptions): Promise<PoolResult> {
    return this.#watched(table, options, (thread, shares) => ({
      kind: 'copy',
      thread,
      table: table.buffers,
      shares,
      source: options.source,
      destinations: options.destinations,
      whole: options.whole ?? null,
      reread: options.reread ?? false,
      bytesPerSecond: options.bytesPerSecond ?? 0,
    }));
  }

  /** Reads every pending row back from a destination and compares it with its digest. */
  confirm(table: FileTable, options: ConfirmOptions): Promise<PoolResult> {
    return this.#watched(table, options, (thread, shares) => ({
      kind: 'confirm',
      thread,
      table: table.buffers,
      shares,
      sink: options.sink,
      bytesPerSecond: options.bytesPerSecond ?? 0,
    }));
  }

  /** Hashes every pending row as a destination returns it; sizes in the table are those that were listed. */
  hash(table: FileTable, options: HashOptions): Promise<PoolResult> {
    return this.#watched(table, options, (thread, shares) => ({
      kind: 'hash',
      thread,
      table: table.buffers,
      shares,
      sink: options.sink,
      largest: options.largest,
    }));
  }

  /** Compares the attributes of every file with its row. A failure for each difference that was seen before all stopped. */
  recheck(table: FileTable, source: TreeRoot): Promise<PoolResult> {
    const shares = newShares(table.count, this.#workers.length);
    const workOf = (thread: number): FileWork => ({
      kind: 'recheck',
      thread,
      table: table.buffers,
      shares,
      source,
    });
    return this.#work(new Shares(shares), workOf);
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map(worker => worker.terminate()));
  }

  async #watched(
    table: FileTable,
    options: WorkOptions,
    workOf: (thread: number, shares: SharesBuffers) => FileWork,
  ): Promise<PoolResult> {
    const buffers = newShares(table.count, this.#workers.length);
    const shares = new Shares(buffers);
    const stop = () => shares.stop();
    options.signal?.addEventListener('abort', stop);
    if (options.signal?.aborted) stop();
    const report = () =>
      options.onProgress?.({ files: shares.filesDone, bytes: shares.bytesDone, filesInAll: table.count });
    const ticker = setInterval(report, PROGRESS_EVERY_MS);
    try {
      return await this.#work(shares, thread => workOf(thread, buffers));
    } finally {
      report();
      clearInterval(ticker);
      options.signal?.removeEventListener('abort', stop);
    }
  }

  /** Whether it returns or throws, no thread works then. */
  async #work(shares: Shares, workOf: (thread: number) => FileWork): Promise<PoolResult> {
    if (this.#dead !== undefined) throw this.#dead.error;
    const failures: Failure[] = [];
    const failedAt: number[] = [];
    let failed = 0;
    const onFailure = (failure: Failure) => {
      failed++;
      if (failure.destination !== undefined)
        failedAt[failure.destination] = (failedAt[failure.destination] ?? 0) + 1;
      // Whoever decides by codes must find each of them, at each destination.
      const isLike = (other: Failure) =>
        other.code === failure.code && other.destination === failure.destination;
      if (failures.length < FAILURES_KEPT || !failures.some(isLike)) failures.push(failure);
    };
    const working = this.#workers.map((worker, thread) => perform(worker, workOf(thread), onFailure));
    try {
      await settle(working, shares);
    } catch (error) {
      this.#dead = { error };
      throw error;
    }
    return { failures, failed, failedAt };
  }
}

/** Rejects with what ended the thread, when it has ended: until then it may still hold what the caller closes. */
function perform(worker: Worker, work: FileWork, onFailure: (failure: Failure) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (act: () => void) => {
      worker.off('message', onMessage);
      worker.off('error', onError);
      worker.off('exit', onExit);
      act();
    };
    const onMessage = (message: Failure | typeof DONE) =>
      message === DONE ? end(resolve) : onFailure(message);
    let cause: unknown = new Error('a worker thread ended before its work was done');
    const onError = (error: unknown) => {
      cause = error;
    };
    const onExit = () => end(() => reject(cause));
    worker.on('message', onMessage);
    worker.on('error', onError);
    worker.on('exit', onExit);
    worker.postMessage(work);
  });
}
