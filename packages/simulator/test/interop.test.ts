import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { missing } from '../../../scripts/testing/needs.ts';
import { MODELS, simulateRun } from '../src/index.ts';
import { need } from './files.ts';

/** An interpreter that has Illumina's interop library (`pip install interop`). */
const PYTHON = process.env.SEQWARDEN_PYTHON ?? 'python3';

/** Reads each folder with the library and prints what it found of it, a line of JSON each. */
const READER = `
import json, sys
from interop import py_interop_run_metrics, py_interop_summary
for folder in sys.argv[1:]:
    metrics = py_interop_run_metrics.run_metrics()
    metrics.read(folder)
    info, parameters = metrics.run_info(), metrics.run_parameters()
    tiles, qualities, intensities = (
        metrics.tile_metric_set(), metrics.q_metric_set(), metrics.corrected_intensity_metric_set())
    summary = py_interop_summary.run_summary()
    py_interop_summary.summarize_run_metrics(metrics, summary)
    print(json.dumps({
        "id": info.name(), "flowCell": info.flowcell().barcode(), "lanes": info.flowcell().lane_count(),
        "cycles": info.total_cycles(), "reads": info.reads().size(),
        "tiles": tiles.size(), "qualities": qualities.size(), "intensities": intensities.size(),
        "passing": sum(tiles.at(i).cluster_count_pf() for i in range(tiles.size())),
        "yieldGb": summary.total_summary().yield_g(), "q30": summary.total_summary().percent_gt_q30(),
    }))
`;

interface Found {
  readonly id: string;
  readonly lanes: number;
  readonly cycles: number;
  readonly reads: number;
  readonly tiles: number;
  readonly qualities: number;
  readonly intensities: number;
  readonly passing: number;
  readonly yieldGb: number;
  readonly q30: number;
}

function hasLibrary(): boolean {
  try {
    execFileSync(PYTHON, ['-c', 'import interop'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function readFolders(folders: readonly string[]): Found[] {
  const out = execFileSync(PYTHON, ['-c', READER, ...folders], { encoding: 'utf8' });
  return out
    .trim()
    .split('\n')
    .map(line => JSON.parse(line));
}

function scratch(t: TestContext): string {
  const out = mkdtempSync(join(tmpdir(), 'seqwarden-interop-'));
  t.after(() => rmSync(out, { recursive: true, force: true }));
  return out;
}

test("Illumina's interop library reads RunInfo, RunParameters and InterOp of every simulated sequencer", async t => {
  if (!hasLibrary()) return missing(t, `Illumina's interop library (pip install interop) in ${PYTHON}`);
  const out = scratch(t);
  const sequencers = Object.values(MODELS).filter(model => model.kind === 'sequencer');
  const folders: string[] = [];
  for (const { name } of sequencers) {
    folders.push((await simulateRun({ model: name, out, clusters: 200 })).folder);
  }
  const read = readFolders(folders);
  assert.equal(read.length, sequencers.length);
  for (const [at, model] of sequencers.entries()) {
    const found = need(read[at], model.name);
    assert.equal(join(out, found.id), folders[at]);
    assert.equal(found.lanes, model.defaults.lanes);
    assert.equal(found.cycles, model.defaults.cycles);
    assert.equal(found.reads, 4);
    assert.equal(found.qualities, found.tiles * found.cycles);
    assert.equal(found.intensities, found.tiles * found.cycles);
    // the library leaves the last cycle of each read out of its yield
    const bases = found.passing * (found.cycles - found.reads);
    assert.ok(
      Math.abs(found.yieldGb * 1e9 - bases) / bases < 0.001,
      `${model.name}: ${found.yieldGb * 1e9} v ${bases}`,
    );
    assert.ok(found.q30 > 75 && found.q30 < 100, `${model.name}: ${found.q30}`);
  }
});

test('it reads a NextSeq with any number of lanes', async t => {
  if (!hasLibrary()) return missing(t, `Illumina's interop library (pip install interop) in ${PYTHON}`);
  const out = scratch(t);
  const folders: string[] = [];
  for (const lanes of [1, 2, 3, 4]) {
    folders.push((await simulateRun({ model: 'nextseq-550', out, lanes, clusters: 50, seed: lanes })).folder);
  }
  assert.deepEqual(
    readFolders(folders).map(({ lanes, tiles }) => [lanes, tiles]),
    [1, 2, 3, 4].map(lanes => [lanes, 6 * lanes]),
  );
});
