import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { destinationOf } from '../../test/service/places.ts';
import type { ArchivedRun } from '../journal/records.ts';
import type { RunState } from '../journal/run-state.ts';
import type { LimitConfig } from './config/agent-config.ts';
import { ReverifyKeeper } from './reverify-keeper.ts';

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
/** Local time, as limits are by the clock on the wall. */
const MIDNIGHT = new Date(2026, 2, 1).getTime();

function archived(run: number, days: number): ArchivedRun {
  const since = new Date(MIDNIGHT - days * DAY);
  const none = { downSince: undefined, reason: undefined, lastConfirmed: undefined, sealed: undefined };
  const delivery = { run, destination: 0, state: 'sealed' as const, since, ...none };
  return { root: '/landing', name: `RUN${run}`, delivery };
}

/** A keeper of some runs, whose readings last until they are ended or stopped. */
function keeperOf(runs: readonly ArchivedRun[], limits: readonly LimitConfig[] = []) {
  let at = 0;
  const standings = new Map<number, RunState>();
  const began: { run: number; stop: AbortSignal }[] = [];
  const read = new Set<number>();
  let end: ((outcome: 'read' | 'later') => void) | undefined;
  const used = {
    slot: 0,
    isDue: true,
    config: { ...destinationOf('archive', '/archive'), reverifyDays: 90, limits },
  };
  const stop = new AbortController();
  const keeper = new ReverifyKeeper({
    journal: {
      *archived() {
        for (const one of runs) if (!read.has(one.delivery.run)) yield one;
      },
    },
    destinations: [used],
    clock: () => at,
    now: () => new Date(MIDNIGHT + at),
    signal: stop.signal,
    standing: run => standings.get(run) ?? 'unwatched',
    read: (one, _used, _rate, ended) => {
      began.push({ run: one.delivery.run, stop: ended });
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
    if (outcome === 'read' && last !== undefined) read.add(last.run);
    end?.(outcome);
    await setImmediate();
  };
  return { began, keeper, pass, finish, standings, stop };
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

test('hours without transfer end a reading, twice; a run that they are too short for is then read to its end', async () => {
  const day = { from: 6 * 60, to: 22 * 60, bytesPerSecond: 0 };
  const { began, pass } = keeperOf([archived(1, 100)], [day]);
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
