import { syncBuiltinESMExports } from 'node:module';
import type { MockTracker } from 'node:test';
import workerThreads, { type Worker } from 'node:worker_threads';
import type { Ending } from './world.ts';

/**
 * Lets threads that one pool has ended serve the next one. They take one piece of work after the other anyway, and to start one
 * costs ten times what it costs to read a small run.
 */
export function keepWorkers({ after, mock }: Ending & { readonly mock: MockTracker }): void {
  const idle: Worker[] = [];
  const ends: Worker['terminate'][] = [];
  after(async () => void (await Promise.all(ends.map(end => end()))));
  const proxy = new Proxy(workerThreads.Worker, {
    construct: (Real, [entry, options]: ConstructorParameters<typeof Worker>) => {
      const kept = idle.pop();
      if (kept !== undefined) return kept;
      const worker = new Real(entry, options);
      ends.push(worker.terminate.bind(worker));
      worker.terminate = async () => idle.push(worker);
      return worker;
    },
  });
  mock.property(workerThreads, 'Worker', proxy);
  syncBuiltinESMExports();
}
