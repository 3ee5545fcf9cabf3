/**
 * Imported by a test file, lets the threads that one pool has ended serve the next one. They take one piece of work after the other
 * anyway, and to start one costs ten times what it costs to read a small run.
 */
import { syncBuiltinESMExports } from 'node:module';
import { after } from 'node:test';
import workerThreads, { Worker } from 'node:worker_threads';

const idle: Worker[] = [];
const ends: (() => Promise<number>)[] = [];

workerThreads.Worker = new Proxy(Worker, {
  construct: (Real, [entry, options]: ConstructorParameters<typeof Worker>) => {
    // Others, such as the writers of these tests, end when they are told to.
    if (!String(entry).endsWith('/file-worker.ts')) return new Real(entry, options);
    const kept = idle.pop();
    if (kept !== undefined) return kept;
    const worker = new Real(entry, options);
    let alive = true;
    worker.once('exit', () => {
      alive = false;
    });
    ends.push(worker.terminate.bind(worker));
    worker.terminate = async () => (alive ? idle.push(worker) : 0);
    return worker;
  },
});
syncBuiltinESMExports();
after(async () => void (await Promise.all(ends.map(end => end()))));
