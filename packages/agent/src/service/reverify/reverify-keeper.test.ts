import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { destinationOf } from '../../../test/service/places.ts';
import type { ArchivedRun } from '../../journal/records.ts';
import type { RunState } from '../../journal/run-state.ts';
import type { LimitConfig } from '../config/agent-config.ts';
import { ReverifyKeeper } from './reverify-keeper.ts';

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
/** Local time, as limits are by the clock on the wall. */
const MIDNIGHT = new Date(2026, 2, 1).getTime();

function archived(run: number, days: number, destination = 0): ArchivedRun {
  const since = new Date(MIDNIGHT - days * DAY);
  const none = { downSince: undefined, reason: undefined, lastConfirmed: undefined, sealed: undefined };
  const delivery = { run, destination, state: 'sealed' as const, since, ...none };
  return { root: '/landing', name: `RUN${run}`, delivery };
}

interface World {
  readonly limits?: readonly LimitConfig[];
  readonly reverifyDays?: number;
  /** How many archives there are. */
  readonly archives?: number;
  /** Readings end at once. */
  readonly isFast?: boolean;
}

/** A keeper of some runs, whose readings last until they are ended or stopped. */
function keeperOf(
  runs: readonly ArchivedRun[],
  { limits = [], reverifyDays = 90, archives = 1, isFast = false }: World = {},
) {
  let at = 0;
  const standings = new Map<number, RunState>();
  const began: { run: number; slot: number; at: number; stop: AbortSignal }[] = [];
  const deliveries = new Map(runs.map(one => [one, one.delivery]));
  const isOf = ({ delivery }: ArchivedRun, run: number, slot: number) =>
    delivery.run === run && delivery.destination === slot;
  const noteRead = (run: number, slot: number) => {
    for (const [one, delivery] of deliveries)
      if (isOf(one, run, slot)) deliveries.set(one, { ...delivery, lastConfirmed: new Date(MIDNIGHT + at) });
  };
  let looks = 0;
  let end: ((outcome: 'read' | 'later') => void) | undefined;
  const destinations = Array.from({ length: archives }, (_, slot) => ({
    slot,
    isDue: true,
    config: { ...destinationOf(`archive-${slot}`, `/archive-${slot}`), reverifyDays, limits },
  }));
  const stop = new AbortController();
  const keeper = new ReverifyKeeper({
    journal: {
      *archived(slot) {
        looks++;
        for (const [one, delivery] of deliveries)
          if (delivery.destination === slot) yield { ...one, delivery };
      },
      deliveries: run => [...deliveries.values()].filter(one => one.run === run),
    },
    destinations,
    clock: () => at,
    now: () => new Date(MIDNIGHT + at),
    signal: stop.signal,
    standing: run => standings.get(run) ?? 'unwatched',
    read: (one, { slot }, _rate, ended) => {
      const { run } = one.delivery;
      began.push({ run, slot, at, stop: ended });
      if (isFast) {
        noteRead(run, slot);
        return Promise.resolve('read');
      }
      return new Promise(resolve => {
        end = resolve;
        ended.addEventListener('abort', () => resolve('later'), { once: true });
      });
    },
  });
  /** Turns of the loop, one a minute. */
  const pass = async (minutes: number, isIdle = true) => {
    for (let minute = 0; minute < minutes; minute++) {
      at += MINUTE;
      keeper.turn(isIdle);
      await setImmediate();
    }
  };
  const finish = async (outcome: 'read' | 'later') => {
    const last = began.at(-1);
    if (outcome === 'read' && last !== undefined) noteRead(last.run, last.slot);
    end?.(outcome);
    await setImmediate();
  };
  return { began, keeper, pass, finish, standings, stop, noteRead, looks: () => looks };
}

test('one run is read at a time, the oldest first, and only when there is nothing else to do', async () => {
  const { began, pass, finish, keeper } = keeperOf([archived(1, 100), archived(2, 200)]);
  await pass(60, false);
  assert.deepEqual(began, []);
  await pass(60);
  assert.deepEqual(
    began.map(({ run }) => run),
    [2],
  );
  assert.deepEqual([keeper.isReading(2), keeper.isReading(1)], [true, false]);
  await finish('read');
  await pass(11 * 1440);
  assert.equal(began.length, 1, 'two runs share a quarter of ninety days');
  await pass(600);
  assert.deepEqual(
    began.map(({ run }) => run),
    [2, 1],
  );
});

test('others that begin meanwhile do not end a reading, but whoever wants its run does', async () => {
  const { began, pass, standings } = keeperOf([archived(1, 100)]);
  standings.set(1, 'confirmed');
  await pass(15);
  await pass(60, false);
  assert.equal(began[0]?.stop.aborted, false);
  standings.set(1, 'sealed');
  await pass(1, false);
  assert.equal(began[0]?.stop.aborted, true);
  await pass(15);
  assert.equal(began.length, 2, 'it is begun anew when all is at rest');
});

test('a run on which somebody works is left alone', async () => {
  const { began, pass, standings } = keeperOf([archived(1, 100), archived(2, 99)]);
  standings.set(1, 'finishing');
  await pass(15);
  assert.deepEqual(
    began.map(({ run }) => run),
    [2],
  );
});

test('a reading that came to nothing rests for four times as long as it took', async () => {
  const { began, pass, finish } = keeperOf([archived(1, 100)]);
  await pass(15);
  await pass(100, false);
  await finish('later');
  await pass(380);
  assert.equal(began.length, 1);
  await pass(60);
  assert.equal(began.length, 2);
});

test('a run that cannot be read keeps the others waiting for no longer than its rest', async () => {
  const { began, pass, finish } = keeperOf([archived(1, 200), archived(2, 150), archived(3, 100)], {
    reverifyDays: 0.1,
  });
  for (const outcome of ['later', 'read', 'later', 'later'] as const) {
    const before = began.length;
    for (let minute = 0; minute < 60 && began.length === before; minute++) await pass(1);
    await finish(outcome);
  }
  assert.deepEqual(
    began.map(({ run }) => run),
    [1, 2, 3, 1],
  );
});

test('hours without transfer end a reading, twice; a run that they are too short for is then read to its end', async () => {
  const day = { from: 6 * 60, to: 22 * 60, bytesPerSecond: 0 };
  const { began, pass } = keeperOf([archived(1, 100)], { limits: [day] });
  await pass(3 * 1440);
  assert.deepEqual(
    began.map(({ stop }) => stop.aborted),
    [true, true, false],
  );
});

test('an agent that ends ends the reading', async () => {
  const { began, pass, stop, keeper } = keeperOf([archived(1, 100)]);
  await pass(15);
  stop.abort();
  await keeper.ended();
  assert.equal(began[0]?.stop.aborted, true);
});

test('a backlog at two archives is read within a quarter of the days at both, at neither faster, and with few looks into the journal', async () => {
  const reverifyDays = 8;
  const count = 500;
  const runs = [0, 1].flatMap(slot =>
    Array.from({ length: count }, (_, at) => archived(slot * count + at, 100, slot)),
  );
  const { began, pass, looks } = keeperOf(runs, { reverifyDays, archives: 2, isFast: true });
  const minutes = (reverifyDays / 4) * 1440 + 60;
  await pass(minutes);
  const pause = ((reverifyDays / 4) * DAY) / count;
  for (const slot of [0, 1]) {
    const times = began.filter(one => one.slot === slot).map(({ at }) => at);
    assert.equal(new Set(began.filter(one => one.slot === slot).map(({ run }) => run)).size, times.length);
    assert.ok(times.length > count * 0.95, `${times.length} at ${slot}`);
    assert.ok(times.every((at, next) => next === 0 || at - (times[next - 1] ?? 0) >= pause));
  }
  assert.ok(looks() <= (2 * minutes) / 10, `${looks()} looks`);
});

test('archives take turns, however long their readings last', async () => {
  const runs = [0, 1].flatMap(slot => [1, 2, 3].map(at => archived(slot * 3 + at, 100 + at, slot)));
  const { began, pass, finish } = keeperOf(runs, { reverifyDays: 1, archives: 2 });
  for (let reading = 0; reading < 6; reading++) {
    await pass(1440);
    await finish('read');
  }
  assert.deepEqual(
    began.map(({ slot }) => slot),
    [0, 1, 0, 1, 0, 1],
  );
});

test('a run that others read back since the last look is left alone', async () => {
  const { began, pass, noteRead } = keeperOf([archived(1, 200), archived(2, 100)], {
    reverifyDays: 0.01,
    isFast: true,
  });
  await pass(10);
  noteRead(2, 0);
  await pass(8);
  assert.deepEqual(
    began.map(({ run }) => run),
    [1],
  );
});
