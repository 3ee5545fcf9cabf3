import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { TreeRoot } from '../host/held-tree.ts';
import type { FileTable } from './file-table.ts';
import type { Failure, FileWork } from './file-worker.ts';
import { newShares, Shares } from './shares.ts';

export interface Progress {
  readonly files: number;
  readonly bytes: number;
  readonly filesInAll: number;
}

export interface PoolOptions {
  readonly source: TreeRoot;
  readonly destination?: TreeRoot;
  readonly fresh?: boolean;
  readonly reread?: boolean;
  readonly bytesPerSecond?: number;
  readonly threads?: number;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A failure list is for people; beyond this many the count has to do. */
const FAILURES_KEPT = 100;

const ENTRY = new URL(
  import.meta.url.endsWith('.ts') ? './file-worker.ts' : './file-worker.js',
  import.meta.url,
);

/** More threads than cores help where a disk makes them wait, and cost memory. */
function threadsFor(files: number): number {
  return Math.max(1, Math.min(availableParallelism(), 8, files));
}

export interface PoolResult {
  /** The first {@link FAILURES_KEPT} of them, in no order. */
  readonly failures: readonly Failure[];
  readonly failed: number;
}

/**
 * Reads every pending row of the table, and copies it where a destination is given. Resolves when all threads have ended;
 * the table then tells what became of each row. Rows that were not reached after an abort stay pending.
 */
export async function runPool(table: FileTable, options: PoolOptions): Promise<PoolResult> {
  const threads = options.threads ?? threadsFor(table.count);
  const buffers = newShares(table.count, threads);
  const shares = new Shares(buffers);
  const failures: Failure[] = [];
  let failed = 0;
  const work = (thread: number): FileWork => ({
    thread,
    table: table.buffers,
    shares: buffers,
    source: options.source,
    destination: options.destination ?? null,
    fresh: options.fresh ?? false,
    reread: options.reread ?? false,
    bytesPerSecond: options.bytesPerSecond ?? 0,
  });
  const stop = () => shares.stop();
  options.signal?.addEventListener('abort', stop);
  if (options.signal?.aborted) stop();
  const report = options.onProgress;
  const ticker =
    report &&
    setInterval(
      () => report({ files: shares.filesDone, bytes: shares.bytesDone, filesInAll: table.count }),
      100,
    );
  try {
    await Promise.all(
      Array.from({ length: threads }, (_, thread) =>
        runThread(work(thread), failure => {
          failed++;
          if (failures.length < FAILURES_KEPT) failures.push(failure);
        }),
      ),
    );
    report?.({ files: shares.filesDone, bytes: shares.bytesDone, filesInAll: table.count });
  } finally {
    clearInterval(ticker);
    options.signal?.removeEventListener('abort', stop);
  }
  return { failures, failed };
}

function runThread(work: FileWork, onFailure: (failure: Failure) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(ENTRY, { workerData: work, resourceLimits: { maxYoungGenerationSizeMb: 16 } });
    worker.on('message', onFailure);
    worker.on('error', reject);
    worker.on('exit', () => resolve());
  });
}
