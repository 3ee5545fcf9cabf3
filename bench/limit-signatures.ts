// What signatures alone cost here: `limit-signatures.ts COUNT`. One thread a core checks its share of so many ECDSA P-256 signatures by one key, with `crypto.verify`, and does nothing else: nothing
// is read, parsed, hashed into a tree or judged. No audit is faster on this machine. What is signed is as long as the statements of `log-audit.ts`.
import { generateKeyPairSync, randomBytes, sign, verify } from 'node:crypto';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';

const DIFFERENT = 1024;
const BYTES = 730;

async function main(count: number): Promise<void> {
  const threads = Array.from({ length: availableParallelism() }, () => new Worker(new URL(import.meta.url)));
  const answers = () => Promise.all(threads.map(thread => once(thread, 'message')));
  await answers();
  const before = process.cpuUsage();
  const started = performance.now();
  for (const thread of threads) thread.postMessage(Math.ceil(count / threads.length));
  await answers();
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(before);
  const megabytes = (process.resourceUsage().maxRSS * 1024) / 1e6;
  console.log(JSON.stringify({ seconds, cpu: (user + system) / 1e6, megabytes }));
}

function work(): void {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const signed = Array.from({ length: DIFFERENT }, () => {
    const bytes = randomBytes(BYTES);
    return [bytes, sign('sha256', bytes, { key: privateKey, dsaEncoding: 'ieee-p1363' })] as const;
  });
  const key = { key: publicKey, dsaEncoding: 'ieee-p1363' } as const;
  parentPort?.once('message', (count: number) => {
    for (let left = count; left > 0; left -= DIFFERENT)
      for (const [bytes, signature] of signed.slice(0, left))
        if (!verify('sha256', bytes, key, signature)) throw new Error('a signature does not verify');
    parentPort?.postMessage('done');
  });
  parentPort?.postMessage('ready');
}

if (isMainThread) await main(Number(process.argv[2]));
else work();
