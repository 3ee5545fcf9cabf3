import assert from 'node:assert/strict';
import { appendFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { simulateRun } from '@seqwarden/simulator';
import type { AgentView } from '../../src/service/agent-view.ts';
import { verify } from '../support/sealing.ts';
import { contents } from '../support/tree.ts';
import { untilDone, watched } from './watching.ts';

const SMALL = { model: 'miseq', lanes: 1, tiles: 1, cycles: 3, clusters: 20 };
const GROWS = 'InterOp/TileMetricsOut.bin';

/** A run that is sealed at `a` and confirmed there, while `b` was down; its agent has a clock that stands where it was slowed down. */
async function withOneDown(t: TestContext) {
  const { folder, root, events, agent, journal } = watched(t);
  const away = (name: string) => renameSync(join(folder, name), join(folder, `${name}-away`));
  const back = (name: string) => renameSync(join(folder, `${name}-away`), join(folder, name));
  away('b');
  const { folder: run } = await simulateRun({ ...SMALL, out: root });
  const places = ['a', 'b'].map(name => join(folder, name, basename(run)));
  let at = 0;
  let isSlow = false;
  const clock = () => at;
  const sleep = async (ms: number) => {
    at += isSlow ? 1 : ms;
    await setTimeout(ms > 200 && !isSlow ? 0 : 2);
  };
  const confirmed = (name: string) =>
    events.some(one => one.event === 'confirmed' && one.destination === name);
  return {
    ...{ run, places, events, away, back, confirmed },
    /** Nothing that takes longer than a moment comes to pass any more: no look at the run above all. */
    slow: (is: boolean) => {
      isSlow = is;
    },
    /** Far enough for whatever was put off; the next turn comes to it. */
    skip: () => {
      at += 400_000;
    },
    work: (onTurn: (view: AgentView) => void, isDone: () => boolean) =>
      untilDone(
        (signal, more) =>
          agent(signal, {
            ...more,
            ...{ clock, sleep },
            onTurn: view => {
              onTurn(view);
              more.onTurn?.(view);
            },
          }),
        isDone,
      ),
    seals: () => (journal()?.deliveries(1) ?? []).map(({ sealed }) => sealed?.seal),
    alarms: () => events.flatMap(one => (one.event === 'alarm' ? [one] : [])),
  };
}

function growLate(run: string): void {
  appendFileSync(join(run, GROWS), 'more');
  writeFileSync(join(run, 'late.csv'), 'late');
}

/** All have the same, all of it, and it verifies. */
async function requireSame(places: readonly string[]): Promise<void> {
  const [a = '', b = ''] = places;
  assert.deepEqual(contents(b), contents(a));
  for (const place of places) assert.equal((await verify(place)).verdict.answer, 'unchanged');
}

test('a destination that comes back before anybody saw that files are late gets the seal that there is', async t => {
  const { run, places, back, confirmed, slow, skip, work, seals, alarms } = await withOneDown(t);
  let step = 0;
  const onTurn = (view: AgentView) => {
    if (step === 0 && confirmed('a')) {
      back('b');
      skip();
      step = 1;
    } else if (step === 1) {
      // The turn that is over has looked at the run, and begun to try the destination.
      slow(true);
      growLate(run);
      step = 2;
    } else if (step === 2 && (view.status().runs[0]?.isLate === true || confirmed('b'))) slow(false);
  };
  await work(onTurn, () => confirmed('b'));
  assert.deepEqual(alarms(), []);
  assert.equal(seals()[1], seals()[0]);
  await requireSame(places);
});

test('files that come while the seal is brought to a destination are late there too', async t => {
  const { run, places, back, confirmed, skip, work, seals, alarms } = await withOneDown(t);
  let step = 0;
  const onTurn = (view: AgentView) => {
    if (step === 0 && confirmed('a')) {
      back('b');
      skip();
      step = 1;
    } else if (step === 1 && view.status().runs[0]?.pass?.kind === 'seal') {
      growLate(run);
      step = 2;
    }
  };
  await work(onTurn, () => confirmed('b'));
  assert.equal(step, 2);
  assert.deepEqual(alarms(), []);
  assert.equal(seals()[1], seals()[0]);
  await requireSame(places);
});

test('a destination that comes back when the one that has the seal is down waits for it, and gets no seal of its own', async t => {
  const { places, events, away, back, confirmed, skip, work, seals, alarms } = await withOneDown(t);
  let step = 0;
  let turns = 0;
  const onTurn = () => {
    if (step === 0 && confirmed('a')) {
      away('a');
      back('b');
      skip();
      step = 1;
    } else if (step === 1 && ++turns === 500) {
      assert.equal(seals()[1], undefined);
      back('a');
      step = 2;
    }
  };
  await work(onTurn, () => confirmed('b'));
  assert.deepEqual(alarms(), []);
  assert.equal(seals()[1], seals()[0]);
  assert.equal(events.filter(({ event }) => event === 'sealed').length, 1);
  await requireSame(places);
});
