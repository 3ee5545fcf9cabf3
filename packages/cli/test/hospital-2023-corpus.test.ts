import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it, mock, type TestContext } from 'node:test';
import type { ItemState } from '@seqwarden/cases/state';
import { corpusOrSkip } from '../../../scripts/testing/needs.ts';
import { type Instrument, MINISEQ, makeRun, NOVASEQ } from './hospital-2023-runs.ts';
import { Clock, type Person, Site } from './hospital-2023-site.ts';
import { keepWorkers } from './kept-workers.ts';

keepWorkers({ after, mock });

const ISEQ: Instrument = { model: 'iseq-100', serial: ['FSSIM0001', 'FS10001234'] };
const LEAVES_THE_VERSION = ['--no-run-because', 'The patch leaves the version as it is'];

/** The same advisory with the bytes that CISA published one after the other in 2023, all under version 1 and one date. */
describe('2023 by the advisory on the copy service as it was published:', () => {
  const clock = new Clock();
  const site = new Site({ after }, 'site', clock);
  const persons: Person[] = [];

  /** The publications in their order. */
  function published(t: TestContext): readonly string[] {
    const folder = corpusOrSkip(t, 'csaf', 'illumina', 'history');
    if (folder === undefined) return [];
    const names = readdirSync(folder).filter(name => name.startsWith('icsma-23-117-01.'));
    // Two are of one day, and differ in their own address alone.
    return names.sort((a, b) => (a.slice(16, 26) < b.slice(16, 26) ? -1 : 1)).map(name => join(folder, name));
  }
  const person = (at: number): Person => persons[at] ?? assert.fail('nobody works here yet');
  async function receive(file: string, ...of: string[]): Promise<number> {
    await site.as(person(0), 'case', 'receive', of[0] ?? '', file, '--what', 'advisory', ...of.slice(1));
    return (await site.try('case', 'observe', site.at('archive'), '--kept')).code;
  }
  async function standing(serial: string): Promise<string> {
    const { items }: { readonly items: readonly ItemState[] } = await site.ask(0, 'finding', 'list');
    const here = items.filter(({ installed }) => installed.serial === serial);
    return [...new Set(here.map(one => `${one.verdict} ${one.remediation} ${one.reasons[0]?.code}`))].join();
  }

  it('its first bytes say of each instrument what they say', async t => {
    const [first] = published(t);
    if (first === undefined) return;
    await site.open();
    persons.push(await site.enrol('lead', 'decide'), await site.enrol('engineer', 'check'));
    clock.set('2023-03-20T08:00:00Z');
    for (const [at, instrument] of [NOVASEQ, MINISEQ, ISEQ].entries())
      await site.archive(await makeRun(instrument, { out: site.at('runs'), on: '2023-03-15', seed: at + 1 }));
    clock.set('2023-09-07T08:00:00Z');
    assert.equal(await receive(first, 'new', '--title', 'Copy service'), 1);
    assert.equal(await standing('A00987'), 'review not_remediated VERDICT_REVIEW');
    for (const { serial } of [MINISEQ, ISEQ])
      assert.equal(await standing(serial[1]), 'affected not_remediated VERDICT_AFFECTED');
  });

  it('what is patched stays so while other bytes say the same of it', async t => {
    const [, second, third] = published(t);
    if (second === undefined || third === undefined) return;
    const report = site.file('report.txt', 'service report 1');
    for (const { serial } of [MINISEQ, ISEQ]) {
      const patch = [
        'record',
        'patch',
        `${serial[1]}/main`,
        '--case',
        'ICSMA-23-117-01',
        '--on',
        '2023-09-07',
      ];
      const said = JSON.parse(await site.as(person(0), ...patch, '--evidence', report, '--json'));
      const confirm = [
        'record',
        'check',
        said.records[0].record,
        '--confirm',
        '--reason',
        'The report lies here',
      ];
      await site.as(person(1), ...confirm, ...LEAVES_THE_VERSION);
    }
    for (const file of [second, third]) assert.equal(await receive(file, 'ICSMA-23-117-01'), 0);
    for (const { serial } of [MINISEQ, ISEQ])
      assert.equal(await standing(serial[1]), 'affected done EFFECT_BY_WORD');
  });

  it('where the range of one product was spelt anew, it is open again, and nothing else is', async t => {
    const [, , , fourth, today] = published(t);
    if (fourth === undefined || today === undefined) return;
    assert.equal(await receive(fourth, 'ICSMA-23-117-01'), 1);
    assert.equal(await standing(ISEQ.serial[1]), 'affected not_remediated ADVISORY_CHANGED');
    assert.equal(await standing(MINISEQ.serial[1]), 'affected done EFFECT_BY_WORD');
    assert.equal(await receive(today, 'ICSMA-23-117-01'), 0);
  });
});
