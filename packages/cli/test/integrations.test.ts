import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, delimiter, join } from 'node:path';
import { after, before, describe, it, mock } from 'node:test';
import { simulateRun } from '@seqwarden/simulator';
import { ROOT, toolOrSkip } from '../../../scripts/testing/needs.ts';
import { keepWorkers } from './kept-workers.ts';
import { World } from './world.ts';

const EXAMPLES = join(ROOT, 'docs', 'integrations');
/** The program; `.ci/nextflow/install` puts one where it is not installed. */
const NEXTFLOW = process.env.SEQWARDEN_NEXTFLOW ?? 'nextflow';
/** `pip install snakemake`. */
const SNAKEMAKE = process.env.SEQWARDEN_SNAKEMAKE ?? 'snakemake';
const FIRST_CYCLE = 'Data/Intensities/BaseCalls/L001/C1.1/s_1_1101.bcl';

interface Ended {
  readonly code: number | null;
  /** Both streams. */
  readonly said: string;
}

interface Pipeline {
  readonly name: string;
  readonly program: string;
  readonly args: (options: Readonly<Record<string, string>>) => readonly string[];
}

const PIPELINES: readonly Pipeline[] = [
  {
    name: 'Nextflow',
    program: NEXTFLOW,
    args: options => [
      ...['run', join(EXAMPLES, 'nextflow', 'main.nf'), '-ansi-log', 'false', '-resume'],
      ...Object.entries(options).flatMap(([key, value]) => [`--${key}`, value]),
    ],
  },
  {
    name: 'Snakemake',
    program: SNAKEMAKE,
    args: options => [
      ...['--snakefile', join(EXAMPLES, 'snakemake', 'Snakefile'), '--cores', '2'],
      ...['--nocolor', '--config', ...Object.entries(options).map(([key, value]) => `${key}=${value}`)],
    ],
  },
];

describe('the gate before demultiplexing', () => {
  keepWorkers({ after, mock });
  const world = new World({ after });
  let good = '';
  let setAside = '';

  before(async () => {
    await world.seqwarden('init');
    for (const folder of ['landing', 'bin']) mkdirSync(world.at(folder));
    const launcher = join(ROOT, 'packages', 'cli', 'bin', 'seqwarden.js');
    const shim = `#!/bin/sh\nexec '${process.execPath}' '${launcher}' "$@"\n`;
    writeFileSync(world.at('bin', 'seqwarden'), shim, { mode: 0o755 });
    const [root, to] = [world.at('landing'), world.at('archive')];
    writeFileSync(
      world.at('agent.toml'),
      `version = 1\nstate = "${world.at('agent')}"\n` +
        `[root.lab]\npath = "${root}"\ndestinations = ["archive"]\nquiet-seconds = 1\n[destination.archive]\nto = "${to}"\n`,
    );
    const runs = [1, 2].map(seed =>
      simulateRun({ model: 'miseq', out: root, seed, lanes: 1, tiles: 1, cycles: 4, clusters: 10 }),
    );
    [good = '', setAside = ''] = (await Promise.all(runs)).map(({ folder }) => basename(folder));
    // Somebody else's bytes under a name of the second run: the agent sets that run aside.
    mkdirSync(join(to, setAside, FIRST_CYCLE, '..'), { recursive: true });
    writeFileSync(join(to, setAside, FIRST_CYCLE), 'not from the instrument');

    const stop = new AbortController();
    const config = ['--config', world.at('agent.toml')];
    const agent = world.with({ signal: stop.signal }, 'agent', ...config);
    const waiting = ['--for', 'confirmed', '--timeout', '60', ...config];
    for (const [run, expected] of [
      [setAside, 1],
      [good, 0],
    ] as const) {
      const { code, err } = await world.seqwarden('wait', run, ...waiting);
      assert.equal(code, expected, err);
    }
    stop.abort();
    assert.equal((await agent).code, 0);
  });

  /** In a folder of its own, as a user would start it. */
  function start({ program, args }: Pipeline, folder: string, run: string): Promise<Ended> {
    const options = {
      run,
      archive: world.at('archive'),
      trust: world.at('config', 'seqwarden', 'trust.json'),
      config: world.at('agent.toml'),
      timeout: '1',
    };
    mkdirSync(world.at(folder), { recursive: true });
    const env = {
      ...process.env,
      ...world.env,
      HOME: world.at(folder),
      NXF_HOME: world.at(folder, 'nextflow'),
      NXF_OFFLINE: 'true',
      PATH: `${world.at('bin')}${delimiter}${process.env.PATH}`,
    };
    const child = spawn(program, args(options), {
      cwd: world.at(folder),
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', chunk => {
        said += chunk;
      });
    return new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', code => resolve({ code, said }));
    });
  }

  for (const pipeline of PIPELINES) {
    const { name } = pipeline;
    const results = (...parts: string[]) => world.at(name, 'results', ...parts);

    it(`${name}: a confirmed run is verified and demultiplexed, once`, async t => {
      if (toolOrSkip(t, pipeline.program) === undefined) return;
      const { code, said } = await start(pipeline, name, good);
      assert.equal(code, 0, said);
      assert.ok(Number(readFileSync(results(good, 'fastq', 'files.txt'), 'utf8')) > 0);
      const again = await start(pipeline, name, good);
      assert.equal(again.code, 0, again.said);
      assert.doesNotMatch(again.said, /Submitted process > DEMULTIPLEX|rule demultiplex:/);
    });

    it(`${name}: a run that the agent set aside ends the pipeline, with the reason, before anything is read`, async t => {
      if (toolOrSkip(t, pipeline.program) === undefined) return;
      const { code, said } = await start(pipeline, name, setAside);
      assert.notEqual(code, 0);
      assert.match(said, new RegExp(`${setAside} is set aside or damaged`));
      assert.ok(!existsSync(results(setAside, 'fastq')));
    });

    it(`${name}: a run that is not there in time ends the pipeline, and says so`, async t => {
      if (toolOrSkip(t, pipeline.program) === undefined) return;
      const { code, said } = await start(pipeline, name, '250101_M00000_0001_000000000-NONE1');
      assert.notEqual(code, 0);
      assert.match(said, /not confirmed after 1 seconds: the agent knows no such run/);
    });

    it(`${name}: a name that is none of a run folder never comes into a script`, async t => {
      if (toolOrSkip(t, pipeline.program) === undefined) return;
      const { code } = await start(pipeline, name, "x'$(touch planted)'");
      assert.notEqual(code, 0);
      assert.ok(!existsSync(world.at(name, 'planted')));
    });
  }

  // Last: it alters the run that the others need.
  it('a run that was altered in the archive after it was confirmed is not demultiplexed, and the pipeline says what differs', async t => {
    appendFileSync(world.at('archive', good, FIRST_CYCLE), 'X');
    for (const pipeline of PIPELINES) {
      if (toolOrSkip(t, pipeline.program) === undefined) continue;
      // Nextflow has verified this very run there before, and asks again; Snakemake would rest on that.
      const folder = pipeline.name === 'Nextflow' ? pipeline.name : `${pipeline.name} later`;
      const { code, said } = await start(pipeline, folder, good);
      assert.notEqual(code, 0);
      assert.match(said, /CHANGED: this is not what was sealed \[FILE_CHANGED\]/);
      assert.doesNotMatch(said, /Submitted process > DEMULTIPLEX|rule demultiplex:/);
    }
  });
});
