import { syncBuiltinESMExports } from 'node:module';
import os from 'node:os';
import type { MockTracker } from 'node:test';
import workerThreads, { type Worker } from 'node:worker_threads';
import type { Ending } from './world.ts';

/**
 * Lets every pool of threads in this process have one thread, always the same. A thread takes one piece of work after the other
 * anyway, and to start one costs ten times what it costs to read a small run.
 */
export function keepOneWorker({ after, mock }: Ending & { readonly mock: MockTracker }): void {
  let kept: Worker | undefined;
  let end: Worker['terminate'] | undefined;
  after(async () => void (await end?.()));
  const proxy = new Proxy(workerThreads.Worker, {
    construct: (Real, [entry, options]: ConstructorParameters<typeof Worker>) => {
      if (kept === undefined) {
        kept = new Real(entry, options);
        end = kept.terminate.bind(kept);
        kept.terminate = async () => 0;
      }
      return kept;
    },
  });
  mock.method(os, 'availableParallelism', () => 1);
  mock.property(workerThreads, 'Worker', proxy);
  syncBuiltinESMExports();
}
