import assert from 'node:assert/strict';
import { existsSync, lstatSync, mkdirSync, readdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { SeqwardenError } from '@seqwarden/proof';
import { fileClass, isMarker } from '@seqwarden/runfolder';
import { simulateRun } from '@seqwarden/simulator';
import { runKey } from '../../src/host/run-key.ts';
import { Journal } from '../../src/journal/journal.ts';
import type { FileRecord, RunRecord } from '../../src/journal/records.ts';
import type { RunState } from '../../src/journal/run-state.ts';
import type { LimitConfig } from '../../src/service/config/agent-config-places.ts';
import { contentsBelow } from '../faults/support/places.ts';
import { copy, SIGNER } from '../support/sealing.ts';
import { untilDone, watched } from './watching.ts';

const SMALL = { model: 'miseq', lanes: 1, tiles: 1, cycles: 6, clusters: 20 };

type Watched = ReturnType<typeof watched>;

/** Until the run is confirmed everywhere; returns in which states it was while a destination had files of it. */
async function takeOver(here: Watched, run: string): Promise<RunState[]> {
  const { folder, agent } = here;
  const states = new Set<RunState>();
  await untilDone(agent, () => {
    const state = runIn(here)?.state;
    if (state !== undefined && hasFiles(join(folder, 'a', basename(run)))) states.add(state);
    return state === 'confirmed' || state === 'quarantined';
  });
  return [...states];
}

function runIn({ journal }: Watched): RunRecord | undefined {
  const reader = journal();
  const [run] = [...(reader?.runs() ?? [])];
  reader?.close();
  return run;
}

function hasFiles(place: string): boolean {
  return (
    existsSync(place) &&
    readdirSync(place, { recursive: true, withFileTypes: true }).some(one => one.isFile())
  );
}

function recorded({ journal }: Watched): FileRecord[] {
  const reader = journal();
  const files = [...(reader?.files(1) ?? [])];
  reader?.close();
  return files;
}

async function requireUndisturbed({ folder }: Watched, run: string): Promise<void> {
  const name = basename(run);
  await copy(run, join(folder, 'undisturbed'));
  const filesAt = async (place: string) => {
    const found = await contentsBelow(join(folder, place))(name);
    return [...found].filter(([path]) => !path.startsWith('Custody/') || path.endsWith('/SHA256SUMS'));
  };
  const expected = await filesAt('undisturbed');
  for (const place of ['a', 'b']) assert.deepEqual(await filesAt(place), expected);
}

test('a run that is over when it is first seen is taken over while it is finished, and all of it is in the journal then', async t => {
  const here = watched(t);
  const { folder: run } = await simulateRun({ ...SMALL, out: here.root });
  const states = await takeOver(here, run);
  assert.equal(states.filter(state => state === 'growing' || state === 'settling').length, 0, states.join());
  await requireUndisturbed(here, run);
  const found = await contentsBelow(here.root)(basename(run));
  const files = recorded(here);
  assert.deepEqual(
    files.map(({ path }) => path),
    [...found.keys()].filter(path => !isMarker(path)).sort(),
  );
  assert.ok(files.every(file => file.held === 0b11 && file.class === fileClass(file.path)));
  assert.equal(here.events.filter(({ event }) => event === 'alarm' || event === 'addendum').length, 0);
});

for (const [what, prepare] of [
  [
    'of which a destination has something',
    ({ folder }: Watched, run: string) => mkdirSync(join(folder, 'b', basename(run))),
  ],
  [
    'to a destination with limits by the hour',
    ({ config }: Watched) => {
      const limits: LimitConfig[] = [{ from: 0, to: 1440, bytesPerSecond: 1e9 }];
      Object.assign(config.destinations[1] ?? {}, { limits });
    },
  ],
  [
    'to destinations of which one reads back',
    ({ config }: Watched) => void Object.assign(config.destinations[1] ?? {}, { reread: true }),
  ],
] as const)
  test(`a run ${what} goes bag by bag, and is the same in the end`, async t => {
    const here = watched(t);
    const { folder: run } = await simulateRun({ ...SMALL, out: here.root });
    prepare(here, run);
    const states = await takeOver(here, run);
    assert.ok(states.includes('growing') || states.includes('settling'), states.join());
    await requireUndisturbed(here, run);
  });

test('a run that goes on after it was taken for over is taken over bag by bag, with all that came', async t => {
  const here = watched(t);
  const { folder: run } = await simulateRun({ ...SMALL, out: here.root });
  const late = join(run, 'Logs', 'late.log');
  mkdirSync(join(run, 'Logs'), { recursive: true });
  const going = takeOver(here, run);
  await here.pause(60_000);
  writeFileSync(late, 'one line\n');
  const states = await going;
  assert.ok(states.includes('settling'), states.join());
  await requireUndisturbed(here, run);
  assert.ok(recorded(here).some(({ path }) => path === 'Logs/late.log'));
});

test('what was taken over as a whole and could not be sealed is not copied once more', async t => {
  const here = watched(t);
  const { folder: run } = await simulateRun({ ...SMALL, out: here.root });
  const copied = join(here.folder, 'a', basename(run), 'RunInfo.xml');
  let first: number | undefined;
  const signer: typeof SIGNER = {
    ...SIGNER,
    sign: async bytes => {
      if (first !== undefined) return SIGNER.sign(bytes);
      first = lstatSync(copied).ino;
      throw new SeqwardenError('SOURCE_CHANGED', 'injected');
    },
  };
  const agent: typeof here.agent = (signal, more) => here.agent(signal, { ...more, signer });
  const states = await takeOver({ ...here, agent }, run);
  assert.ok(states.includes('settling'), states.join());
  assert.equal(lstatSync(copied).ino, first);
  await requireUndisturbed(here, run);
});

test('a run that could not be taken over as a whole waits, bag by bag, for the reserve of free space', async t => {
  const here = watched(t);
  const { folder: run } = await simulateRun({ ...SMALL, out: here.root });
  const locks = ['a', 'b'].map(place => join(here.folder, place, '.seqwarden', 'locks'));
  for (const folder of locks) mkdirSync(join(folder, `${runKey(basename(run))}.lock`), { recursive: true });
  const going = takeOver(here, run);
  while (runIn(here)?.reason !== 'DESTINATION_BUSY') await here.pause(5000);
  for (const destination of here.config.destinations) Object.assign(destination, { reserve: 2 ** 60 });
  for (const folder of locks) rmdirSync(join(folder, `${runKey(basename(run))}.lock`));
  while (!here.events.some(({ event }) => event === 'disk-reserve-reached')) await here.pause(1000);
  assert.ok(!hasFiles(join(here.folder, 'a', basename(run))));
  for (const destination of here.config.destinations) Object.assign(destination, { reserve: 0 });
  await going;
  await requireUndisturbed(here, run);
});

test('a run that is taken over as a whole stops at the reserve of free space, and goes on when there is room', async t => {
  const here = watched(t);
  const { folder: run } = await simulateRun({ ...SMALL, out: here.root });
  const reserve = (bytes: number) => {
    for (const destination of here.config.destinations) Object.assign(destination, { reserve: bytes });
  };
  const { recordDurable } = Journal.prototype;
  const mock = t.mock.method(
    Journal.prototype,
    'recordDurable',
    function (this: Journal, ...noted: Parameters<typeof recordDurable>) {
      recordDurable.apply(this, noted);
      reserve(2 ** 60);
      mock.mock.restore();
    },
  );
  const going = takeOver(here, run);
  while (!here.events.some(({ event }) => event === 'disk-reserve-reached')) await here.pause(1000);
  await here.pause(30_000);
  assert.equal(existsSync(join(here.folder, 'a', basename(run), 'Custody')), false);
  reserve(0);
  await going;
  await requireUndisturbed(here, run);
});

test('a run that was taken over bag by bag is sealed before another one is taken over as a whole', async t => {
  const here = watched(t);
  const runs: string[] = [];
  for (const seed of [1, 2])
    runs.push(basename((await simulateRun({ ...SMALL, seed, out: here.root })).folder));
  const [first = '', second = ''] = runs.toSorted();
  mkdirSync(join(here.folder, 'b', second));
  const sealed = () => here.events.flatMap(event => (event.event === 'sealed' ? [event.run] : []));
  await untilDone(here.agent, () => sealed().length === 2);
  assert.deepEqual(sealed(), [second, first]);
});
