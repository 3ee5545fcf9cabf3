import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { simulateRun } from '@seqwarden/simulator';
import { runKey } from '../../src/host/run-key.ts';
import { leftLock } from '../support/left-lock.ts';
import { untilDone, watched } from './watching.ts';

const SMALL = { model: 'miseq', lanes: 1, tiles: 1, cycles: 4, clusters: 20 };
const HOUR = 3_600_000;

/** Three runs that are over, and at `a`, of `places`, something in place of the lock of the first. */
async function threeRuns(t: TestContext, places: readonly string[], plant: (lock: string) => void) {
  const known = watched(t, places);
  const runs: string[] = [];
  for (const seed of [1, 2, 3])
    runs.push(basename((await simulateRun({ ...SMALL, seed, out: known.root })).folder));
  const [held = '', ...others] = runs;
  const locks = join(known.folder, 'a', '.seqwarden', 'locks');
  mkdirSync(locks, { recursive: true });
  const lock = join(locks, `${runKey(held)}.lock`);
  plant(lock);
  const told = (kind: string) =>
    known.events.flatMap(event => (event.event === kind && 'run' in event ? [event.run] : []));
  /** What the journal says of the held run at the first destination. */
  const reason = () => {
    const journal = known.journal();
    try {
      const run = [...(journal?.runs() ?? [])].find(({ name }) => name === held);
      return journal?.deliveries(run?.id ?? 0).find(({ destination }) => destination === 0)?.reason;
    } finally {
      journal?.close();
    }
  };
  return { ...known, held, others, lock, told, reason };
}

for (const [what, plant] of [
  ['a lock of another host', (lock: string) => writeFileSync(lock, leftLock({ host: 'other-host' }))],
  ['a folder in place of a lock', (lock: string) => mkdirSync(lock)],
] as const) {
  test(`${what} keeps one run waiting, and no other; that is said once, and over when it is gone`, async t => {
    const { agent, pause, events, held, others, lock, told, reason } = await threeRuns(t, ['a'], plant);
    const watch = async () => {
      await pause(HOUR);
      assert.deepEqual(told('confirmed').toSorted(), others.toSorted());
      assert.equal(reason(), 'DESTINATION_BUSY');
      const alarms = events.filter(({ event }) => event === 'alarm');
      assert.deepEqual(alarms, [
        { event: 'alarm', run: held, root: 'landing', code: 'DESTINATION_BUSY', destination: 'a' },
      ]);
      rmSync(lock, { recursive: true });
    };
    const watching = watch();
    await untilDone(agent, () => told('confirmed').length === 3, 40_000);
    await watching;
    assert.deepEqual(
      events.filter(({ event }) => event === 'destination-down' || event === 'quarantined'),
      [],
    );
    assert.equal(reason(), undefined);
  });
}

test('a run whose lock is held at one destination is sealed and read back at the other', async t => {
  const { agent, told, events, held, lock } = await threeRuns(t, ['a', 'b'], place =>
    writeFileSync(place, leftLock({ host: 'other-host' })),
  );
  await untilDone(
    agent,
    () => events.filter(event => event.event === 'confirmed' && event.destination === 'b').length === 3,
    40_000,
  );
  assert.ok(told('sealed').includes(held));
  rmSync(lock);
  await untilDone(agent, () => told('confirmed').length === 6, 40_000);
  assert.deepEqual(told('destination-down'), []);
});
