// Seqwarden beside rclone, rsync, cp and sha256sum: `npm run bench [-- SECTION...]`, sections tmpfs, disk, million.
// Every round runs each command once, one after the other, so that a slow moment of the machine meets all of them.
// Figures are medians of five rounds; ratios are of medians. Nothing here is part of the tests.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Dataset, LARGE, MILLION, SMALL, writeDataset } from './datasets.ts';
import { install, NODE } from './installed.ts';
import { type Measured, measure, median } from './measure.ts';

const ROUNDS = 5;

interface Bench {
  readonly name: string;
  readonly command: readonly string[];
  /** Runs untimed before each round. */
  readonly prepare?: () => void;
  readonly cwd?: string;
}

interface Target {
  readonly of: string;
  readonly to: string;
  /** Seconds of `of` divided by seconds of `to`: at most this. */
  readonly atMost: number;
}

const sections = process.argv.slice(2);
const wanted = (name: string) => sections.length === 0 || sections.includes(name);

/** Node 26 that reads, hashes and writes and does nothing else: what is left between it and Seqwarden is Seqwarden's. */
const BARE_NODE = [process.execPath, join(import.meta.dirname, 'limit.ts')];

async function main(): Promise<void> {
  const memory = mkdtempSync('/dev/shm/seqwarden-bench-');
  const disk = mkdtempSync(join(process.env.BENCH_DISK ?? tmpdir(), 'seqwarden-bench-'));
  try {
    const { launcher, env } = await install(memory);
    const command = [NODE, launcher];
    console.log(
      `${cpus()[0]?.model}, ${availableParallelism()} cores, started by Node ${execFileSync(NODE, ['--version']).toString().trim()}, ${ROUNDS} rounds, medians`,
    );
    if (wanted('tmpfs'))
      for (const dataset of [SMALL, LARGE]) await compare(dataset, memory, command, env, true);
    if (wanted('disk'))
      for (const dataset of [SMALL, LARGE]) await compare(dataset, disk, command, env, false);
    if (wanted('million')) await million(memory, command, env);
  } finally {
    rmSync(memory, { recursive: true, force: true });
    rmSync(disk, { recursive: true, force: true });
  }
}

async function compare(
  dataset: Dataset,
  base: string,
  seqwarden: readonly string[],
  env: NodeJS.ProcessEnv,
  isMemory: boolean,
): Promise<void> {
  const run = writeDataset(dataset, join(base, 'source'));
  const archive = join(base, 'archive');
  const target = join(base, 'target');
  const fresh = (folder: string) => () => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
  };
  const copies: Bench[] = [
    {
      name: 'seqwarden copy',
      command: [...seqwarden, 'copy', run, '--to', archive],
      prepare: fresh(archive),
    },
    {
      name: 'seqwarden copy --reread',
      command: [...seqwarden, 'copy', run, '--to', archive, '--reread'],
      prepare: fresh(archive),
    },
    {
      name: 'rclone copy',
      command: ['rclone', 'copy', run, join(target, dataset.name)],
      prepare: fresh(target),
    },
    { name: 'rsync -a', command: ['rsync', '-a', run, target], prepare: fresh(target) },
    { name: 'bare Node', command: [...BARE_NODE, run, target], prepare: fresh(target) },
    isMemory
      ? { name: 'cp -r', command: ['cp', '-r', run, target], prepare: fresh(target) }
      : {
          name: 'cp -r + sync',
          command: ['/bin/sh', '-c', 'cp -r "$1" "$2" && sync -f "$2"', 'sh', run, target],
          prepare: fresh(target),
        },
  ];
  const sealed = join(archive, dataset.name);
  const checks: Bench[] = [
    { name: 'seqwarden verify', command: [...seqwarden, 'verify', sealed] },
    { name: 'sha256sum -c', command: ['sha256sum', '-c', '--quiet', 'Custody/SHA256SUMS'], cwd: sealed },
    { name: 'bare Node', command: [...BARE_NODE, run] },
    { name: 'rclone check', command: ['rclone', 'check', run, sealed, '--exclude', '/Custody/**'] },
  ];
  const large = dataset === LARGE;
  console.log(
    `\n${dataset.files} files of ${dataset.size} bytes, on ${isMemory ? 'tmpfs' : `disk (file system type 0x${statfsSync(base).type.toString(16)})`}`,
  );
  await table(
    copies,
    env,
    base,
    isMemory
      ? [
          { of: 'seqwarden copy', to: 'rclone copy', atMost: 0.5 },
          { of: 'seqwarden copy', to: 'rsync -a', atMost: 0.65 },
          { of: 'seqwarden copy', to: 'cp -r', atMost: large ? 1.6 : 1.2 },
        ]
      : [],
  );
  await table(
    checks,
    env,
    base,
    isMemory
      ? [
          { of: 'seqwarden verify', to: 'sha256sum -c', atMost: 1 / 4 },
          { of: 'seqwarden verify', to: 'rclone check', atMost: 1 / 3 },
        ]
      : [],
  );
  for (const folder of ['source', 'archive', 'target'])
    rmSync(join(base, folder), { recursive: true, force: true });
}

async function table(
  benches: readonly Bench[],
  env: NodeJS.ProcessEnv,
  base: string,
  targets: readonly Target[],
): Promise<void> {
  const there = benches.filter(({ command: [program = ''] }) => existsSync(program) || isOnPath(program));
  for (const bench of benches) if (!there.includes(bench)) console.log(`  ${bench.name}: not installed`);
  const results = new Map<string, Measured[]>(there.map(({ name }) => [name, []]));
  for (let round = 0; round <= ROUNDS; round++) {
    for (const { name, command, prepare, cwd } of there) {
      prepare?.();
      const measured = await measure(command, { cwd: cwd ?? base, env });
      // the first round warms caches and, on a virtual machine, memory
      if (round > 0) results.get(name)?.push(measured);
    }
  }
  const [first = there[0]] = there;
  const seconds = (name: string) => median((results.get(name) ?? []).map(one => one.seconds));
  for (const { name } of there) {
    const all = results.get(name) ?? [];
    const spread = `${Math.min(...all.map(one => one.seconds)).toFixed(2)}–${Math.max(...all.map(one => one.seconds)).toFixed(2)}`;
    const ratio =
      first === undefined || first.name === name
        ? ''
        : `  ${first.name} takes ${(seconds(first.name) / seconds(name)).toFixed(2)} x as long`;
    console.log(
      `  ${name.padEnd(24)}${seconds(name).toFixed(2)} s (${spread})  ${median(all.map(one => one.megabytes)).toFixed(0)} MB${ratio}`,
    );
  }
  for (const { of, to, atMost } of targets) {
    if (!results.has(of) || !results.has(to)) continue;
    const ratio = seconds(of) / seconds(to);
    console.log(
      `  ${ratio <= atMost ? 'reached' : 'MISSED '}  ${of} / ${to}: ${ratio.toFixed(2)}, to reach ${atMost.toFixed(2)}`,
    );
  }
}

async function million(base: string, seqwarden: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const run = writeDataset(MILLION, join(base, 'source'));
  const archive = join(base, 'archive');
  mkdirSync(archive);
  console.log('\n1000000 files of 16 bytes, on tmpfs: memory');
  for (const [name, command] of [
    ['seqwarden copy', [...seqwarden, 'copy', run, '--to', archive]],
    ['seqwarden verify', [...seqwarden, 'verify', join(archive, MILLION.name)]],
  ] as const) {
    const { seconds, megabytes } = await measure(command, { cwd: base, env });
    console.log(
      `  ${name.padEnd(24)}${seconds.toFixed(1)} s  ${megabytes.toFixed(0)} MB${megabytes <= 400 ? '' : '  MISSED'}, to reach 400 MB`,
    );
  }
}

function isOnPath(program: string): boolean {
  try {
    execFileSync('/bin/sh', ['-c', 'command -v "$1"', 'sh', program], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

await main();
