import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setImmediate, setTimeout } from 'node:timers/promises';
import type { KeyEnd, Trust } from '@seqwarden/proof';
import { simulateRun } from '@seqwarden/simulator';
import type { AgentEvent } from '../../src/events/event.ts';
import { runKey } from '../../src/host/run-key.ts';
import { readJournal } from '../../src/journal/open-journal.ts';
import { recordDisposal } from '../../src/retention/record-disposal.ts';
import type { AgentOptions } from '../../src/service/agent-loop.ts';
import type { DestinationConfig } from '../../src/service/config/agent-config.ts';
import { runAgent } from '../../src/service/run-agent.ts';
import { leftLock } from '../support/left-lock.ts';
import { scratch } from '../support/scratch.ts';
import { SIGNER, seal, TRUST, trustIn } from '../support/sealing.ts';
import { destinationOf, rootOf } from './places.ts';

const SMALL = { model: 'miseq', lanes: 1, tiles: 1, cycles: 6, clusters: 20 };
const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
const START = Date.parse('2026-01-10T12:00:00Z');

/** An archive of runs that were sealed and read back on a day in January, and whose source is gone; agents look after it later. */
async function archive(t: TestContext, runs = 1) {
  const folder = scratch(t);
  const [root, place] = [join(folder, 'landing'), join(folder, 'archive')];
  for (const made of [root, place]) mkdirSync(made);
  for (let seed = 1; seed <= runs; seed++) {
    const { folder: run } = await simulateRun({ ...SMALL, out: join(folder, 'instrument'), seed });
    renameSync(run, join(root, `${basename(run)}_${seed}`));
  }
  const events: AgentEvent[] = [];
  /** Works for so many minutes of its own clock, or until `ends` says so. */
  const work = async (
    day: number,
    minutes: number,
    more: Partial<DestinationConfig> = {},
    ends = () => false,
    trust = TRUST,
  ) => {
    let at = 0;
    const stop = new AbortController();
    const options: AgentOptions = {
      config: {
        roots: [rootOf(root, ['archive'])],
        destinations: [{ ...destinationOf('archive', place), reverifyDays: 90, ...more }],
      },
      stateFolder: join(folder, 'state'),
      signer: SIGNER,
      trust,
      version: '0.0.0-test',
      now: () => new Date(START + day * DAY + at),
      clock: () => at,
      sleep: async ms => {
        at += ms;
        await (ms > 200 ? setImmediate() : setTimeout(2));
      },
      emit: event => void events.push(event),
      signal: stop.signal,
      onTurn: () => {
        if (at >= minutes * MINUTE || ends()) stop.abort();
      },
    };
    await runAgent(options);
  };
  const told = (kind: AgentEvent['event']) => events.filter(({ event }) => event === kind).length;
  await work(0, 600, {}, () => told('confirmed') === runs);
  rmSync(root, { recursive: true });
  mkdirSync(root);
  const [run = ''] = readdirSync(place).filter(name => !name.startsWith('.'));
  const delivery = () => {
    const journal = readJournal(join(folder, 'state'));
    const found = journal?.deliveries(1)[0];
    journal?.close();
    return found;
  };
  /** Signed statements on the run's seal, by all who delivered and read it. */
  const statements = () => {
    const deliveries = join(place, '.seqwarden', 'deliveries');
    return readdirSync(deliveries).reduce((sum, seal) => sum + readdirSync(join(deliveries, seal)).length, 0);
  };
  return { place, run, work, told, delivery, statements, events };
}

test('a run whose source is gone is read again when its days are over, which is signed, and then left alone', async t => {
  const { work, told, delivery, statements } = await archive(t);
  const before = statements();
  await work(60, 120);
  assert.equal(told('reverified'), 0, 'not due yet');
  await work(91, 600);
  assert.equal(told('reverified'), 1);
  assert.equal(statements(), before + 1);
  assert.equal(delivery()?.lastConfirmed?.toISOString().slice(0, 10), '2026-04-11');
  assert.equal(told('reverify-failed'), 0);
});

test('a run that came back otherwise is an alarm with the number of files, stands in the journal, and is read again a week later', async t => {
  const { place, run, work, told, delivery, statements, events } = await archive(t);
  const before = statements();
  const cycle = join(place, run, 'Data/Intensities/BaseCalls/L001/C1.1');
  for (const file of readdirSync(cycle)) appendFileSync(join(cycle, file), 'x');
  await work(91, 600);
  const [alarm, ...more] = events.filter(({ event }) => event === 'reverify-failed');
  assert.deepEqual(alarm, {
    event: 'reverify-failed',
    run,
    destination: 'archive',
    code: 'DESTINATION_READ_BACK',
    files: readdirSync(cycle).length,
  });
  assert.deepEqual(more, []);
  assert.equal(delivery()?.reason, 'DESTINATION_READ_BACK');
  assert.equal(statements(), before);
  await work(95, 60);
  assert.equal(told('reverify-failed'), 1);
  await work(99, 600, {}, () => told('reverify-failed') === 2);
  assert.equal(told('reverify-failed'), 2);
});

test('a run that was sealed anew where it lies is held against its next generation, if the trust file names it', async t => {
  const { place, run, work, told, delivery } = await archive(t);
  const former = delivery()?.sealed?.seal ?? '';
  const [file = ''] = readdirSync(join(place, run, 'InterOp'));
  appendFileSync(join(place, run, 'InterOp', file), 'x');
  const next = await seal(join(place, run), { nextGeneration: true });
  const isTold = () => told('reverified') + told('reverify-failed') > 0;
  await work(91, 600, {}, isTold);
  assert.equal(told('reverify-failed'), 1, 'nobody told the agent');
  await work(
    99,
    600,
    {},
    () => told('reverified') > 0,
    trustIn([SIGNER], [{ seal: former, by: next.seal ?? '' }]),
  );
  assert.deepEqual([told('reverified'), told('reverify-failed')], [1, 1]);
  assert.equal(delivery()?.sealed?.seal, next.seal);
});

for (const [what, plant] of [
  ['of another host', (lock: string) => writeFileSync(lock, leftLock({ host: 'other-host' }))],
  ['that is a folder', (lock: string) => mkdirSync(lock)],
] as const)
  test(`a lock ${what} keeps the agent from reading that run, which is said once, and from reading no other`, async t => {
    const { place, run, work, told, events, delivery } = await archive(t, 4);
    const [held = ''] = readdirSync(place)
      .filter(name => !name.startsWith('.'))
      .toSorted();
    assert.equal(held, run);
    const lock = join(place, '.seqwarden', 'locks', `${runKey(held)}.lock`);
    mkdirSync(join(lock, '..'), { recursive: true });
    plant(lock);
    rmSync(join(place, held), { recursive: true });
    await work(
      91,
      5 * 1440,
      { reverifyDays: 4 },
      () => told('reverified') === 3 && told('reverify-failed') > 0,
    );
    assert.deepEqual(
      events.filter(({ event }) => event === 'reverify-failed'),
      [{ event: 'reverify-failed', run: held, destination: 'archive', code: 'DESTINATION_BUSY' }],
    );
    assert.equal(told('destination-down'), 0);
    assert.equal(told('reverified'), 3);
    rmSync(lock, { recursive: true });
    await work(122, 60, {}, () => told('reverify-failed') > 1);
    const last = events.findLast(({ event }) => event === 'reverify-failed');
    assert.equal(last !== undefined && 'code' in last && last.code, 'RUN_NOT_FOUND');
    assert.equal(delivery()?.reason, 'RUN_NOT_FOUND');
  });

/** The seal key ended in a log that has nothing of what it sealed. */
function ended(why: KeyEnd): Trust {
  const places = [{ log: 'ab'.repeat(16), from: 0, until: 1, ended: why, asOf: 2 }];
  const validUntil = new Date(START + 30 * DAY).toISOString();
  return { ...TRUST, sealKeys: TRUST.sealKeys.map(key => ({ ...key, validUntil, places })) };
}

test('a run whose seal nothing proves since its key was rotated is no alarm: its bytes are compared, and that it cannot be told is said once', async t => {
  const { run, work, told, delivery, statements, events } = await archive(t);
  const before = statements();
  const sealed = delivery()?.sealed;
  await work(91, 600, {}, undefined, ended('rotated'));
  const readOn = () => delivery()?.downSince?.toISOString().slice(0, 10);
  await work(105, 600, {}, undefined, ended('rotated'));
  assert.equal(readOn(), '2026-04-11', 'not each week');
  await work(190, 600, {}, undefined, ended('rotated'));
  assert.deepEqual(
    events.filter(({ event }) => event.startsWith('rever')),
    [{ event: 'reverify-unproven', run, destination: 'archive', ...sealed }],
  );
  assert.equal(statements(), before, 'nobody signs that it holds such a seal');
  assert.equal(readOn(), '2026-07-19', 'when its days are over');
  await work(290, 600, {}, () => told('reverified') > 0);
  assert.deepEqual([told('reverified'), delivery()?.reason], [1, undefined], 'since its proof is there');
});

test('such a run that came back otherwise is an alarm, and so is one whose key should never have counted', async t => {
  const { place, run, work, told, events } = await archive(t);
  const isTold = () => told('reverify-failed') + told('reverify-unproven') > 0;
  await work(91, 600, {}, isTold, ended('compromised'));
  appendFileSync(join(place, run, 'RunInfo.xml'), 'x');
  await work(99, 600, {}, () => told('reverify-failed') + told('reverify-unproven') > 1, ended('rotated'));
  assert.deepEqual(
    events.flatMap(event => ('code' in event && event.event.startsWith('rever') ? [event.code] : [])),
    ['CUSTODY_NOT_OURS', 'DESTINATION_READ_BACK'],
  );
});

test('a run that is not there any more is an alarm', async t => {
  const { place, run, work, events } = await archive(t);
  rmSync(join(place, run), { recursive: true });
  await work(91, 600);
  assert.deepEqual(
    events.flatMap(event => (event.event === 'reverify-failed' ? [event.code] : [])),
    ['RUN_NOT_FOUND'],
  );
});

test('a run that somebody disposed of there is no alarm when it is gone, and is not looked for each day', async t => {
  const { place, run, work, told, delivery } = await archive(t);
  const spec = { kind: 'folder' as const, path: place };
  await recordDisposal({
    run: join(place, run),
    destinations: [spec],
    source: false,
    copies: [spec],
    copyIds: [],
    seal: undefined,
    reason: 'retention',
    signer: SIGNER,
    trust: TRUST,
    version: '0.0.0-test',
    now: () => new Date(),
  });
  rmSync(join(place, run), { recursive: true });
  await work(91, 600);
  assert.deepEqual([told('reverified'), told('reverify-failed')], [0, 0]);
  assert.equal(delivery()?.reason, 'DISPOSED');
});

test('a destination that is down is no alarm: its runs are read when it is back', async t => {
  const { place, work, told } = await archive(t);
  renameSync(place, `${place}-elsewhere`);
  await work(91, 60);
  assert.deepEqual([told('reverified'), told('reverify-failed'), told('destination-down')], [0, 0, 1]);
  renameSync(`${place}-elsewhere`, place);
  await work(91.1, 600, {}, () => told('reverified') === 1);
  assert.deepEqual([told('reverified'), told('reverify-failed')], [1, 0]);
});

test('hours without transfer are kept to', async t => {
  const { work, told } = await archive(t);
  await work(91, 60, { limits: [{ from: 0, to: 0, bytesPerSecond: 0 }] });
  assert.equal(told('reverified'), 0);
});

test('an agent that ends leaves a reading undone, and the next one begins it anew', async t => {
  const { work, told, statements } = await archive(t);
  const before = statements();
  const begun = performance.now();
  await work(91, 30, { limits: [{ from: 0, to: 0, bytesPerSecond: 100 }] });
  assert.ok(performance.now() - begun < 10_000, 'it ends at once');
  assert.deepEqual([told('reverified'), statements()], [0, before]);
  await work(91.1, 600, {}, () => told('reverified') === 1);
  assert.deepEqual([told('reverified'), statements()], [1, before + 1]);
});

test('a clock that leaps by ten years does not have everything read at once', async t => {
  const { work, told } = await archive(t, 3);
  await work(3650, 600);
  assert.equal(told('reverified'), 1);
});
