import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { simulateRun } from '@seqwarden/simulator';
import type { AgentEvent } from '../../src/events/event.ts';
import { copy, TRUST } from '../support/sealing.ts';
import { untilDone, watched } from './watching.ts';

const SMALL = { model: 'miseq', lanes: 1, tiles: 1, cycles: 3, clusters: 20 };

const alarmsOf = (events: readonly AgentEvent[]) =>
  events.flatMap(event =>
    event.event === 'alarm' ? [{ code: event.code, destination: event.destination }] : [],
  );

const confirmedAt = (events: readonly AgentEvent[]) =>
  events.flatMap(event => (event.event === 'confirmed' ? [event.destination] : []));

/** So many turns after it was first so: whatever is said again and again shows. */
function andLater(isSo: () => boolean, turns = 1500): () => boolean {
  let left = turns;
  return () => isSo() && left-- === 0;
}

test('another seal than the one that was made is an alarm, said once, and is not confirmed', async t => {
  const { folder, root, events, agent, journal } = watched(t);
  const { folder: run } = await simulateRun({ ...SMALL, out: root });
  await copy(run, join(folder, 'elsewhere'));
  const there = join(folder, 'b', basename(run), 'Custody');
  let isSwapped = false;
  const isDone = andLater(() => alarmsOf(events).length > 0 && confirmedAt(events).length > 0);
  await untilDone(agent, () => {
    if (!isSwapped && existsSync(there)) {
      rmSync(there, { recursive: true });
      cpSync(join(folder, 'elsewhere', basename(run), 'Custody'), there, { recursive: true });
      isSwapped = true;
    }
    return isDone();
  });
  assert.deepEqual(alarmsOf(events), [{ code: 'CONFLICT', destination: 'b' }]);
  assert.deepEqual(confirmedAt(events), ['a']);
  const [a, b] = journal()?.deliveries(1) ?? [];
  assert.deepEqual([a?.state, b?.state, b?.reason], ['confirmed', 'sealed', 'CONFLICT']);
  assert.equal(a?.sealed?.seal, b?.sealed?.seal, 'the one that was made');
});

test('a next generation that the trust file knows is confirmed in place of the seal that was made', async t => {
  const { folder, root, events, agent, journal } = watched(t, ['a']);
  const { folder: run } = await simulateRun({ ...SMALL, out: root });
  const other = await copy(run, join(folder, 'elsewhere'));
  const by = other.destinations[0]?.seal;
  assert.ok(by);
  const there = join(folder, 'a', basename(run), 'Custody');
  const superseded: { seal: string; by: string }[] = [];
  await untilDone(
    (signal, more) => agent(signal, { ...more, trust: { ...TRUST, superseded } }),
    () => {
      const seal = journal()?.deliveries(1)[0]?.sealed?.seal;
      if (superseded.length === 0 && seal !== undefined) {
        superseded.push({ seal, by });
        rmSync(there, { recursive: true });
        cpSync(join(folder, 'elsewhere', basename(run), 'Custody'), there, { recursive: true });
      }
      return alarmsOf(events).length > 0 || confirmedAt(events).length > 0;
    },
  );
  assert.deepEqual(alarmsOf(events), []);
  assert.deepEqual(confirmedAt(events), ['a']);
});

test('a sealed run that is gone from a destination before it is read back is an alarm', async t => {
  const { folder, root, events, agent } = watched(t);
  const { folder: run } = await simulateRun({ ...SMALL, out: root });
  const there = join(folder, 'b', basename(run));
  const isDone = andLater(() => alarmsOf(events).length > 0 && confirmedAt(events).length > 0);
  await untilDone(agent, () => {
    if (existsSync(join(there, 'Custody'))) renameSync(there, join(folder, 'taken away'));
    return isDone();
  });
  assert.deepEqual(alarmsOf(events), [{ code: 'RUN_NOT_FOUND', destination: 'b' }]);
});

test('a run that conflicts at one destination is sealed at the others, and that is said once', async t => {
  const { folder, root, events, agent, journal } = watched(t);
  const { folder: run } = await simulateRun({ ...SMALL, out: root });
  const stranger = join(folder, 'b', basename(run), 'STRANGER.txt');
  mkdirSync(join(folder, 'b', basename(run)));
  writeFileSync(stranger, 'not ours');
  await untilDone(
    agent,
    andLater(() => confirmedAt(events).length > 0),
  );
  assert.deepEqual(alarmsOf(events), [{ code: 'CONFLICT', destination: 'b' }]);
  assert.deepEqual(confirmedAt(events), ['a']);
  assert.equal([...(journal()?.runs() ?? [])][0]?.state, 'sealed');
});

test('another place under the name of a destination is not used, and the others go on', async t => {
  const { folder, root, events, agent } = watched(t);
  const first = await simulateRun({ ...SMALL, out: root });
  await untilDone(agent, () => confirmedAt(events).length === 2);
  renameSync(join(folder, 'b'), join(folder, 'former'));
  mkdirSync(join(folder, 'b'));
  const second = await simulateRun({ ...SMALL, out: root, seed: 2 });
  events.length = 0;
  await untilDone(agent, () => confirmedAt(events).length === 1);
  const down = events.find(({ event }) => event === 'destination-down');
  assert.deepEqual(down, { event: 'destination-down', destination: 'b', code: 'DESTINATION_OTHER' });
  assert.deepEqual(
    readdirSync(join(folder, 'b')).filter(name => !name.startsWith('.')),
    [],
  );
  rmSync(join(folder, 'b'), { recursive: true });
  renameSync(join(folder, 'former'), join(folder, 'b'));
  await untilDone(agent, () => confirmedAt(events).length === 2);
  assert.deepEqual(
    readdirSync(join(folder, 'b'))
      .filter(name => !name.startsWith('.'))
      .sort(),
    [first, second].map(run => basename(run.folder)).sort(),
  );
});
