import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { simulateRun } from '@seqwarden/simulator';
import { Journal } from '../../src/journal/journal.ts';
import { untilDone, watched } from './watching.ts';

const SMALL = { model: 'miseq', lanes: 1, tiles: 1, cycles: 4, clusters: 20 };

const full = () => {
  throw Object.assign(new Error('database or disk is full'), { errcode: 13 });
};

/** An agent to whose journal one kind of note cannot be written, until it has waited for so long. */
async function withoutRoomFor(
  t: TestContext,
  method: 'setState' | 'setDelivery' | 'recordDurable' | 'noteRun',
) {
  const s = watched(t, ['a']);
  const { folder: run } = await simulateRun({ ...SMALL, out: s.root });
  const mock = t.mock.method(Journal.prototype, method, full);
  const writable = t.mock.method(Journal.prototype, 'prolongEvent', full);
  const confirmed = () => s.events.some(({ event }) => event === 'confirmed');
  let whileFull: readonly string[] = [];
  const working = untilDone(s.agent, confirmed, 20_000);
  const person = async () => {
    while (mock.mock.callCount() === 0) await s.pause(1000);
    await s.pause(600_000);
    whileFull = s.events.map(({ event }) => event);
    for (const one of [mock, writable]) one.mock.restore();
  };
  await Promise.all([working, person()]);
  return { s, run, whileFull, calls: mock.mock.callCount() };
}

for (const method of ['noteRun', 'recordDurable', 'setState', 'setDelivery'] as const)
  test(`an agent that cannot note (${method}) for want of room waits, says so once, and goes on where there is room`, async t => {
    const { s, run, whileFull, calls } = await withoutRoomFor(t, method);
    assert.equal(calls, 1, 'nothing is tried while it waits');
    assert.equal(whileFull.includes('confirmed'), false);
    const told = s.events.filter(({ event }) => event.startsWith('output-'));
    assert.deepEqual(
      told.map(one => [one.event, 'reason' in one ? one.reason : undefined]),
      [
        ['output-down', 'STATE_FULL'],
        ['output-back', undefined],
      ],
    );
    assert.equal(whileFull.filter(event => event === 'output-down').length, 1);
    assert.ok(existsSync(join(s.folder, 'a', basename(run), 'Custody', 'seal.intoto.json')));
    assert.equal(s.events.filter(({ event }) => event === 'alarm').length, 0);
  });
