import { syncBuiltinESMExports } from 'node:module';
import os from 'node:os';
import type { TestContext } from 'node:test';
import workerThreads from 'node:worker_threads';

/**
 * Lets every pool of threads in this process have one thread, always the same. A thread takes one piece of work after the other
 * anyway, and to start one costs ten times what it costs to read a small run.
 */
export function keepOneWorker(t: TestContext): void {
  const { Worker } = workerThreads;
  let kept: InstanceType<typeof Worker> | undefined;
  t.mock.method(os, 'availableParallelism', () => 1);
  const proxy = new Proxy(Worker, {
    construct: (_, [entry, options]: ConstructorParameters<typeof Worker>) => {
      if (kept === undefined) {
        const worker = new Worker(entry, options);
        const end = worker.terminate.bind(worker);
        t.after(end);
        worker.terminate = async () => 0;
        kept = worker;
      }
      return kept;
    },
  });
  t.mock.property(workerThreads, 'Worker', proxy);
  syncBuiltinESMExports();
}
