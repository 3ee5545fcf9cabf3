import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ACTS } from '@seqwarden/proof/acts';
import { readObservations } from './read-observations.ts';

const RUN = { id: 'run', seal: null };
const AT = { from: '2023-03-01T08:00:00.000Z', until: '2023-03-01T08:00:00.000Z' };

async function statement(version: string): Promise<string> {
  const bytes = await ACTS.observation.encode({
    installed: { vendor: 'Illumina', model: null, serial: 'MN12345', id: 'main' },
    advisory: null,
    overlay: null,
    readings: [{ component: 'control', name: null, version, at: AT, run: RUN }],
    findings: [],
    runs: { count: 1, first: AT, last: AT },
    statedAt: '2026-11-23T00:00:00.000Z',
    log: 'a'.repeat(32),
    tool: { name: 'seqwarden', version: '1' },
  });
  return new TextDecoder().decode(bytes);
}

async function* lines(...texts: readonly string[]): AsyncGenerator<string> {
  yield* texts;
}

const END = '{"advisories":[],"unread":[],"unfit":[]}';

describe('what the confined process says of installations', () => {
  it('is read as observations without the time and program of who did not sign them', async () => {
    const line = `{"now":[${await statement('2.0')}],"before":[${await statement('1.0')}]}`;
    const { installations } = await readObservations(lines(line, END));
    const [{ now, before }] = [installations[0] ?? assert.fail()];
    assert.deepEqual(Object.keys(now[0]), [
      'installed',
      'advisory',
      'overlay',
      'readings',
      'findings',
      'runs',
    ]);
    assert.deepEqual(
      before.map(({ version }) => version),
      ['1.0'],
    );
  });

  it('is nothing where it ends too early, goes on after its end, or says anything else than observations', async () => {
    const good = await statement('2.0');
    const line = `{"now":[${good}],"before":[]}`;
    const patch = good.replaceAll('urn:seqwarden:observation:v1', 'urn:seqwarden:patch:v1');
    const wrong: readonly (readonly string[])[] = [
      [],
      [line],
      [line, END, line],
      [line, END, END],
      ['{"now":[],"before":[]}', END],
      [`{"now":[${patch}],"before":[]}`, END],
      [`{"now":[${good.replace('"count":1', '"count":1,"more":1')}],"before":[]}`, END],
      [`{"now":[${good.replace('"version":"2.0"', `"version":"${'2'.repeat(300)}"`)}],"before":[]}`, END],
      [`{"now":[${good}],"before":[{}]}`, END],
      ['null', END],
      [line.slice(0, 50)],
      [line, '{"advisories":[],"unread":[{}],"unfit":[]}'],
    ];
    for (const texts of wrong)
      await assert.rejects(readObservations(lines(...texts)), { code: 'INTERNAL' }, texts.join('\n'));
  });

  it('leaves the word to a process that failed', async () => {
    async function* broken(): AsyncGenerator<string> {
      yield '{"now":[';
      throw new Error('it failed');
    }
    await assert.rejects(readObservations(broken()), /it failed/);
  });
});
