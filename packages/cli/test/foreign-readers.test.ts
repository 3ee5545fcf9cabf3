import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, describe, it, mock, type TestContext } from 'node:test';
import { corpusOrSkip, missing, ROOT, toolOrSkip } from '../../../scripts/testing/needs.ts';
import { keepWorkers } from './kept-workers.ts';
import { World } from './world.ts';

/** An interpreter that has Illumina's interop library (`pip install interop`). */
const PYTHON = process.env.SEQWARDEN_PYTHON ?? 'python3';

/** Debian's package picard-tools; elsewhere its jar. */
const PICARD_JAR = '/usr/share/java/picard.jar';

/** Reads each folder with the library and prints what it found of it, a line of JSON each. */
const INTEROP_READER = `
import json, sys
from interop import py_interop_run_metrics, py_interop_summary
for folder in sys.argv[1:]:
    metrics = py_interop_run_metrics.run_metrics()
    metrics.read(folder)
    summary = py_interop_summary.run_summary()
    py_interop_summary.summarize_run_metrics(metrics, summary)
    print(json.dumps([
        metrics.run_info().name(), metrics.run_info().total_cycles(), metrics.tile_metric_set().size(),
        metrics.q_metric_set().size(), summary.total_summary().yield_g(), summary.total_summary().percent_gt_q30(),
    ]))
`;

/** One model of each layout. */
const MODELS = ['miseq', 'hiseq-4000', 'nextseq-550', 'novaseq-6000'];

/** 30 cycles, as the simulator splits them, in Picard's words. */
const CYCLES = '30';
const READ_STRUCTURE = '12T3B3B12T';

describe('a copied and sealed run is read by', () => {
  keepWorkers({ after, mock });
  const world = new World({ after });
  /** The run where it was simulated, and its sealed copy. */
  const runs: { readonly model: string; readonly source: string; readonly copy: string }[] = [];

  async function copied(source: string): Promise<string> {
    const { code, out, err } = await world.seqwarden(
      ...['copy', source, '--to', world.at('archive'), '--incomplete', '--json'],
    );
    assert.equal(code, 0, err);
    const folder = JSON.parse(out).destinations[0].place;
    assert.ok(existsSync(join(folder, 'Custody', 'seal.intoto.json')));
    return folder;
  }

  before(async () => {
    await world.seqwarden('init');
    for (const model of MODELS) {
      const { out } = await world.seqwarden(
        ...['simulate', model, '--out', world.at('runs')],
        ...['--cycles', CYCLES, '--tiles', '1', '--clusters', '100'],
      );
      const source = out.trimEnd();
      runs.push({ model, source, copy: await copied(source) });
    }
  });

  function interop(t: TestContext, folders: readonly string[]): unknown[] | undefined {
    if (spawnSync(PYTHON, ['-c', 'import interop']).status !== 0)
      return missing(t, `Illumina's interop library (pip install interop) in ${PYTHON}`);
    const lines = execFileSync(PYTHON, ['-c', INTEROP_READER, ...folders], { encoding: 'utf8' });
    return lines
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line));
  }

  it("Illumina's interop library, as before", t => {
    const found = interop(t, [...runs.map(run => run.copy), ...runs.map(run => run.source)]);
    if (found === undefined) return;
    assert.equal(found.length, 2 * runs.length);
    assert.deepEqual(found.slice(0, runs.length), found.slice(runs.length));
    assert.ok(!JSON.stringify(found).includes('null'), 'every number is one');
  });

  it("Illumina's interop library, as before: a real run", async t => {
    const source = corpusOrSkip(t, 'runfolders', 'MiSeq', '130412_M00612_0070_000000000-A3GJA');
    if (source === undefined) return;
    const found = interop(t, [source, await copied(source)]);
    if (found !== undefined) assert.deepEqual(found[1], found[0]);
  });

  it("Picard's CheckIlluminaDirectory, which sees a file that is missing", t => {
    if (toolOrSkip(t, 'java') === undefined) return;
    if (!existsSync(PICARD_JAR)) return missing(t, `Picard as ${PICARD_JAR} (Debian: picard-tools)`);
    const check = (copy: string) =>
      spawnSync(
        'java',
        [
          ...[
            '-jar',
            PICARD_JAR,
            'CheckIlluminaDirectory',
            '--LANES',
            '1',
            '--READ_STRUCTURE',
            READ_STRUCTURE,
          ],
          ...['--BASECALLS_DIR', join(copy, 'Data/Intensities/BaseCalls')],
          ...['BaseCalls', 'QualityScores', 'PF', 'Position'].flatMap(type => ['--DATA_TYPES', type]),
        ],
        // it leaves a file where it works
        { encoding: 'utf8', cwd: dirname(copy) },
      );
    for (const { model, copy } of runs) {
      const { status, stderr } = check(copy);
      assert.equal(status, 0, `${model}: ${stderr}`);
      assert.match(stderr, /SUCCEEDED! {2}All required files are present/);
    }
    const [miseq] = runs;
    const path = join(miseq?.copy ?? '', 'Data/Intensities/BaseCalls/L001/C7.1/s_1_1101.bcl');
    const bytes = readFileSync(path);
    writeFileSync(path, '');
    assert.notEqual(check(miseq?.copy ?? '').status, 0);
    writeFileSync(path, bytes);
  });

  it('sha256sum, ssh-keygen and openssl by the recipes of docs/VERIFYING.md, with the keys that init made', t => {
    for (const tool of ['sha256sum', 'ssh-keygen', 'openssl']) if (toolOrSkip(t, tool) === undefined) return;
    const doc = readFileSync(join(ROOT, 'docs', 'VERIFYING.md'), 'utf8');
    const steps = doc.slice(doc.indexOf('\n## 1. '), doc.indexOf('\n## 4. '));
    const recipes = [...steps.matchAll(/```sh\n(.*?)```/gs)].map(([, code]) => code).join('');
    for (const { copy } of runs) {
      const { status, stdout, stderr } = spawnSync('/bin/sh', ['-e', '-c', recipes], {
        cwd: copy,
        env: { PATH: process.env.PATH, TMPDIR: world.folder, KEYS: world.at('config', 'seqwarden') },
        encoding: 'utf8',
      });
      assert.equal(status, 0, stderr);
      assert.match(stdout, /as many files as listed: \d+\n/);
      assert.match(stdout, /Good "run-seal@seqwarden" signature for seal@seqwarden/);
      assert.match(stdout, /Verified OK\nthe seal names this list\n$/);
    }
  });
});
