import assert from 'node:assert/strict';
import { renameSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { simulateRun } from '@seqwarden/simulator';
import { contents } from '../support/tree.ts';
import { untilDone, watched } from './watching.ts';

const SMALL = { model: 'miseq', lanes: 1, tiles: 1, cycles: 4, clusters: 20 };
const DAYS = 86_400_000;

/** Of two archived runs one is cleared from the source, and the agents of the next months forget what its files looked like. */
async function forgotten(t: TestContext) {
  const s = watched(t, ['a']);
  const { folder: run } = await simulateRun({ ...SMALL, out: s.root });
  const { folder: other } = await simulateRun({ ...SMALL, out: s.root, seed: 2 });
  const confirmed = () => s.events.filter(({ event }) => event === 'confirmed').length;
  await untilDone(s.agent, () => confirmed() === 2);
  const away = join(s.folder, basename(run));
  renameSync(run, away);
  let days = 0;
  const later = (isDone: () => boolean) =>
    untilDone(
      (signal, more) => s.agent(signal, { ...more, now: () => new Date(Date.now() + days * DAYS) }),
      isDone,
    );
  const filesOf = (path: string) => {
    const journal = s.journal();
    const found = [...(journal?.runs() ?? [])].find(({ name }) => name === basename(path));
    const files = found === undefined ? -1 : [...(journal?.files(found.id) ?? [])].length;
    journal?.close();
    return files;
  };
  const states = () => {
    const journal = s.journal();
    const all = Array.from(journal?.runs() ?? [], ({ state }) => state);
    journal?.close();
    return all;
  };
  let turns = 0;
  await later(() => ++turns === 5);
  assert.ok(filesOf(run) > 0, 'it may come back tomorrow');
  days = 31;
  await later(() => filesOf(run) === 0);
  assert.ok(filesOf(other) > 0);
  assert.deepEqual(states(), ['confirmed', 'confirmed']);
  s.events.length = 0;
  const back = () => renameSync(away, run);
  const told = () => s.events.map(({ event }) => event).filter(event => event !== 'started');
  return { ...s, run, away, back, later, filesOf, states, told };
}

test('a run that comes back long after it was cleared is held against its seal, taken over no more, and its files are known again', async t => {
  const s = await forgotten(t);
  const archive = contents(join(s.folder, 'a', basename(s.run)));
  s.back();
  await s.later(() => s.filesOf(s.run) > 0 && s.states().every(state => state === 'confirmed'));
  assert.deepEqual(s.told(), []);
  assert.deepEqual(contents(join(s.folder, 'a', basename(s.run))), archive);
  const known = s.filesOf(s.run);
  let turns = 0;
  await s.later(() => ++turns === 20);
  assert.deepEqual([s.told(), s.filesOf(s.run)], [[], known]);
});

test('base calls that changed while the run was away are an alarm all the same', async t => {
  const s = await forgotten(t);
  const calls = join(s.away, 'Data', 'Intensities', 'BaseCalls', 'L001', 'C1.1', 's_1_1101.bcl');
  writeFileSync(calls, 'other base calls');
  utimesSync(calls, 1, 1);
  s.back();
  await s.later(() => s.told().includes('alarm'));
  const alarm = s.events.find(({ event }) => event === 'alarm');
  assert.equal(alarm?.event === 'alarm' && alarm.code, 'WRITE_ONCE_CHANGED');
});
