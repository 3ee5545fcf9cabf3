import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { after, before, describe, it, mock } from 'node:test';
import { corpusOrSkip } from '../../../scripts/testing/needs.ts';
import { keepWorkers } from './kept-workers.ts';
import { personalValues } from './personal-values.ts';
import { World } from './world.ts';

/** Every folder of the corpus that the command takes for a run. */
function runsOf(corpus: string): string[] {
  const names = ['RunInfo.xml', 'runinfo.xml', 'RunParameters.xml', 'runParameters.xml', '*.idat'];
  const found = globSync(
    names.map(name => `**/${name}`),
    { cwd: corpus },
  );
  return [...new Set(found.map(path => join(corpus, dirname(path))))].sort();
}

/** Whether an output has the value, as words of their own, plain or as JSON writes it. */
function says(output: string, value: string): boolean {
  return [value, JSON.stringify(value).slice(1, -1)].some(form => {
    for (let at = output.indexOf(form); at >= 0; at = output.indexOf(form, at + 1)) {
      const around = `${output[at - 1] ?? ''}${output[at + form.length] ?? ''}`;
      if (!/\w/.test(around)) return true;
    }
    return false;
  });
}

/** All strings of a document, keys not counted. */
function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(strings) : [];
}

describe('names of people, computers, shares, experiments and samples', () => {
  keepWorkers({ after, mock });
  const world = new World({ after });
  /** What the command says of any run, so that a sample called `complete` is no finding. */
  const words = new Set<string>();
  before(async () => {
    await world.seqwarden('init');
    const { out } = await world.seqwarden('simulate', 'miseq', '--out', world.at('runs'), '--cycles', '3');
    const { out: json } = await world.seqwarden('inspect', out.trimEnd(), '--json');
    for (const word of json.match(/\w+/g) ?? []) words.add(word);
  });

  it('appear neither in what inspect prints nor in what a seal says, for every run of the corpus', async t => {
    const corpus = corpusOrSkip(t, 'runfolders');
    if (corpus === undefined) return;
    let looked = 0;
    let sealed = 0;
    for (const [at, run] of runsOf(corpus).entries()) {
      const json = await world.seqwarden('inspect', run, '--json');
      const text = await world.seqwarden('inspect', run);
      const custody = ['--custody', world.at('custody', String(at))];
      const { out } = await world.seqwarden(
        ...['seal', run, '--incomplete', '--despite-mismatch', ...custody, '--json'],
      );
      const said = [json.out, json.err, text.out, text.err, out];
      if (JSON.parse(out).runs?.[0]?.outcome === 'sealed') {
        const seal = join(world.at('custody', String(at)), basename(run), 'Custody', 'seal.intoto.json');
        const { payload } = JSON.parse(readFileSync(seal, 'utf8'));
        said.push(Buffer.from(payload, 'base64').toString());
        sealed++;
      }
      const document = JSON.parse(json.out);
      // no run id: the run's XML is damaged, and the document says so
      const runId = document.runId?.value ?? '';
      if (runId !== '') assert.ok(says(json.out, runId), 'what is there is seen');
      // where the run lies is what the caller said; what identifies run, flow cell and instrument is meant to be said
      const { folderName, flowCell, instrument } = document;
      const known = [run, folderName, runId, flowCell, instrument].flatMap(strings);
      for (const value of personalValues(run)) {
        if (words.has(value) || known.some(one => one.includes(value))) continue;
        looked++;
        for (const output of said) assert.ok(!says(output, value), `${run}: ${value} in\n${output}`);
      }
    }
    t.diagnostic(`${looked} values, ${sealed} seals`);
    assert.ok(looked > 500 && sealed > 100);
  });
});
