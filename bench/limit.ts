// What Node needs here at least: `limit.ts SOURCE [TARGET]`. One thread a core reads and hashes every file, and writes it where there is a
// target. Nothing is flushed, compared, renamed, held or signed. What Seqwarden takes beyond this is the price of its promises.
import { createHash, hash } from 'node:crypto';
import { closeSync, fstatSync, mkdirSync, openSync, readdirSync, readSync, writeSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';

interface Share {
  readonly source: string;
  readonly target: string | undefined;
  readonly paths: readonly string[];
}

function begin([source = '', target]: readonly string[]): void {
  const threads = Array.from({ length: availableParallelism() }, () => new Worker(new URL(import.meta.url)));
  const paths: string[] = [];
  list(source, target, '', paths);
  const size = Math.ceil(paths.length / threads.length);
  for (const [number, thread] of threads.entries()) {
    const share: Share = { source, target, paths: paths.slice(number * size, (number + 1) * size) };
    thread.postMessage(share);
  }
}

function list(source: string, target: string | undefined, folder: string, paths: string[]): void {
  if (target !== undefined) mkdirSync(target + folder, { recursive: true });
  for (const entry of readdirSync(source + folder, { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) list(source, target, path, paths);
    else paths.push(path);
  }
}

function work({ source, target, paths }: Share): void {
  const buffer = Buffer.allocUnsafeSlow(1 << 18);
  for (const path of paths) {
    const from = openSync(source + path, 'r');
    const to = target === undefined ? undefined : openSync(target + path, 'wx');
    const { size } = fstatSync(from);
    const digest = size > buffer.length ? createHash('sha256') : undefined;
    for (let left = size; left > 0; ) {
      const bytes = buffer.subarray(0, readSync(from, buffer));
      left -= bytes.length;
      if (digest === undefined) hash('sha256', bytes, 'hex');
      else digest.update(bytes);
      if (to !== undefined) writeSync(to, bytes);
    }
    digest?.digest('hex');
    closeSync(from);
    if (to !== undefined) closeSync(to);
  }
}

if (isMainThread) begin(process.argv.slice(2));
else
  parentPort?.once('message', (share: Share) => {
    work(share);
    process.exit();
  });
