import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { MemoryShare } from './memory-share.ts';

const KIB = 1024;

function share(mostKiB: number) {
  const cells = new Int32Array(new SharedArrayBuffer(4));
  return { cells, memory: new MemoryShare(cells, 0, mostKiB) };
}

test('what is held never exceeds the figure, and everybody gets its turn', async () => {
  const { cells, memory } = share(10);
  let most = 0;
  const files = Array.from({ length: 50 }, async (_, at) => {
    const bytes = (1 + (at % 5)) * KIB;
    await memory.take(bytes);
    most = Math.max(most, cells[0] ?? 0);
    await sleep(1);
    memory.give(bytes);
  });
  await Promise.all(files);
  assert.ok(most <= 10 && most >= 8, `${most}`);
  assert.equal(cells[0], 0);
});

test('a file that is larger than all goes alone', async () => {
  const { cells, memory } = share(10);
  await memory.take(KIB);
  const large = Promise.resolve(memory.take(50 * KIB)).then(() => cells[0]);
  assert.equal(Atomics.notify(cells, 0), 1, 'it waits');
  // Woken for nothing it looks, and waits again.
  while (cells[0] === 1 && Atomics.notify(cells, 0) === 0) await turn();
  assert.equal(cells[0], 1);
  memory.give(KIB);
  assert.equal(await large, 50);
});

test('a place that takes no memory never waits', () => {
  const { memory } = share(1);
  assert.equal(memory.take(KIB), undefined);
  assert.equal(memory.take(0), undefined);
});

test('who gives back in one thread wakes whoever waits in another', async () => {
  const { cells, memory } = share(1);
  await memory.take(KIB);
  const url = new URL('./memory-share.ts', import.meta.url).href;
  const worker = new Worker(
    `import { workerData, parentPort } from 'node:worker_threads';
     const { MemoryShare } = await import(workerData.url);
     const memory = new MemoryShare(workerData.cells, 0, 1);
     // as a thread of the engine: waiting alone keeps none alive
     parentPort.on('message', () => {});
     parentPort.postMessage('waits');
     await memory.take(1024);
     parentPort.postMessage('has');`,
    { eval: true, workerData: { url, cells } },
  );
  const said: unknown[] = [];
  const giveWhenItWaits = async () => {
    while (said.length === 1 && Atomics.notify(cells, 0) === 0) await turn();
    assert.deepEqual(said, ['waits']);
    memory.give(KIB);
  };
  await new Promise<void>((resolve, reject) => {
    worker.on('error', reject);
    worker.on('exit', () => resolve());
    worker.on('message', word => {
      said.push(word);
      if (word === 'waits') giveWhenItWaits().catch(reject);
      else void worker.terminate();
    });
  });
  assert.deepEqual(said, ['waits', 'has']);
});
