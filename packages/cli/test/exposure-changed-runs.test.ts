import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { after, before, beforeEach, describe, it, mock } from 'node:test';
import { type Answer, askJson, simulate } from './ask-exposure.ts';
import { keepWorkers } from './kept-workers.ts';
import { World } from './world.ts';

// Once for all of the file: they end with it.
keepWorkers({ after, mock });

describe('exposure of a sealed run whose files were changed to say something else:', () => {
  const world = new World({ after });
  let archived: string;
  let files: ReadonlyMap<string, string>;

  before(async () => {
    await world.seqwarden('init', ...world.passphrase());
    const run = await simulate(world, 'miniseq');
    assert.equal((await world.seqwarden('copy', run, '--to', world.at('archive'))).code, 0);
    archived = world.at('archive', basename(run));
    files = new Map(
      ['RunInfo.xml', 'RunParameters.xml'].map(name => [
        name,
        readFileSync(world.at('archive', basename(run), name), 'utf8'),
      ]),
    );
  });
  beforeEach(() => {
    for (const [name, text] of files) writeFileSync(`${archived}/${name}`, text);
  });

  /** By serial, of the copy service's vulnerability. */
  async function asked(...argv: string[]): Promise<{ code: number; told: object; answer: Answer }> {
    const question = [world.at('archive'), '--simulated', '--fail-on', 'affected', ...argv];
    const { code, answer } = await askJson(world, ...question);
    const findings = answer.findings.filter(({ vulnerability }) => vulnerability === 'CVE-2023-1966');
    const told = findings.map(({ instrument: { serial }, verdict }) => [serial, verdict] as const);
    return { code, told: Object.fromEntries(told), answer };
  }

  function change(name: string, what: RegExp, to: string): void {
    const text = files.get(name) ?? '';
    assert.match(text, what);
    writeFileSync(`${archived}/${name}`, text.replaceAll(new RegExp(what, 'g'), to));
  }

  const VERSION = /(?<=<ApplicationVersion>)[^<]+/;

  it('its seal says what it was, to whoever judges seals', async () => {
    change('RunParameters.xml', VERSION, '1.0.0');
    assert.deepEqual((await asked()).told, { MNSIM0001: 'not_listed' });
    for (const option of [['--trust', world.trustFile], ['--verify-runs']]) {
      const { code, told, answer } = await asked(...option);
      assert.equal(code, 1);
      assert.deepEqual(told, { MNSIM0001: 'affected' });
      const runs = answer.findings.flatMap(({ window }) => window?.runs ?? []);
      assert.ok(runs.every(({ folder }) => folder === basename(archived)));
    }
  });

  it('so does that of a run whose files name another instrument, or are gone', async () => {
    change('RunInfo.xml', /MNSIM0001/, 'MNSIM0002');
    assert.deepEqual((await asked()).told, { MNSIM0002: 'review' });
    const both = { MNSIM0001: 'affected', MNSIM0002: 'review' };
    assert.deepEqual((await asked('--trust', world.trustFile)).told, both);
    for (const name of files.keys()) rmSync(`${archived}/${name}`);
    assert.deepEqual((await asked('--trust', world.trustFile)).told, { MNSIM0001: 'affected' });
  });

  it('a run that is as it was sealed counts once', async () => {
    assert.equal((await asked('--trust', world.trustFile)).answer.counts.runs, 1);
  });

  it('what is sealed as derived from it is no run of which something is gone', async () => {
    const fastq = world.at('archive', 'fastq');
    mkdirSync(fastq);
    writeFileSync(`${fastq}/s.fastq`, 'x');
    const sealed = await world.seqwarden('seal', fastq, '--derived-from', archived);
    assert.equal(sealed.code, 0, sealed.err);
    assert.equal((await asked()).answer.counts.unread, 0);
    // Nor is a seal that lies apart from its run, as `seal --custody` puts it.
    cpSync(`${archived}/Custody`, world.at('archive', 'seals', 'run', 'Custody'), { recursive: true });
    assert.equal((await asked()).answer.counts.unread, 0);
    rmSync(world.at('archive', 'seals'), { recursive: true });
    renameSync(archived, `${archived}.away`);
    mkdirSync(archived);
    cpSync(`${archived}.away/Custody`, `${archived}/Custody`, { recursive: true });
    renameSync(`${archived}.away`, world.at('away'));
    assert.equal((await asked()).answer.counts.unread, 1);
    rmSync(archived, { recursive: true });
    renameSync(world.at('away'), archived);
    rmSync(fastq, { recursive: true });
  });

  it('a seal by a key that nobody trusts says nothing', async () => {
    change('RunParameters.xml', VERSION, '1.0.0');
    const stranger = new World({ after });
    await stranger.seqwarden('init', ...stranger.passphrase());
    assert.deepEqual((await asked('--trust', stranger.trustFile)).told, { MNSIM0001: 'not_listed' });
  });
});
