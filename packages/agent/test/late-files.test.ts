import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs, {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { simulateRun } from '@seqwarden/simulator';
import { init } from '../src/config/init.ts';
import type { JournalReader } from '../src/journal/journal-reader.ts';
import { readJournal } from '../src/journal/open-journal.ts';
import { untilDone, watched } from './service/watching.ts';
import { seeded } from './support/random.ts';
import { scratch } from './support/scratch.ts';
import { trustIn, verify } from './support/sealing.ts';
import { contents } from './support/tree.ts';

const SMALL = { model: 'novaseq-x', lanes: 1, tiles: 1, cycles: 4, clusters: 20 };

/** What an onboard analysis sends, all but the marker by which it ends. */
function analyse(run: string, number: number): void {
  const folder = join(run, 'Analysis', String(number), 'Data');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'variants.vcf'), `of analysis ${number}`);
  writeFileSync(join(folder, '..', 'Manifest.tsv'), 'Data/variants.vcf\t00000000\n');
}

const endAnalysis = (run: string, number: number) =>
  writeFileSync(join(run, 'Analysis', String(number), 'CopyComplete.txt'), '');

/** How many addenda lie with a run. */
function addendaOf(run: string): number {
  const folder = join(run, 'Custody', 'addenda');
  return existsSync(folder) ? readdirSync(folder).length : 0;
}

/** State and reason of the one run, and whether all that its seal lists was read back. */
function standing(journal: () => JournalReader | undefined) {
  const reader = journal();
  const [record] = [...(reader?.runs() ?? [])];
  reader?.close();
  return [record?.state, record?.reason, record?.readBack !== undefined];
}

/** All of a source lies at a place, and all that lies there is sealed; amended files are as they were sealed. */
async function requireWhole(source: string, place: string, amended: readonly string[] = []): Promise<void> {
  const of = (run: string) =>
    contents(run).filter(
      line => !line.startsWith('Custody') && !amended.some(path => line.startsWith(`${path} `)),
    );
  assert.deepEqual(of(place), of(source));
  const { verdict } = await verify(place);
  assert.deepEqual([verdict.answer, verdict.codes], ['unchanged', []]);
}

test('an onboard analysis that comes after the seal is an addendum when it has ended, and a second one another; both are read back', async t => {
  const { folder, root, events, agent, pause, journal } = watched(t);
  const { folder: run } = await simulateRun({ ...SMALL, out: root });
  let waiting: unknown;
  const places = ['a', 'b'].map(name => join(folder, name, basename(run)));
  const [a = '', b = ''] = places;
  const confirmed = () => events.filter(({ event }) => event === 'confirmed').length;
  const later: number[] = [];
  const working = untilDone(agent, () => confirmed() === 6, 20_000);
  const instrument = async () => {
    while (confirmed() < 2) await pause(1000);
    analyse(run, 1);
    await pause(3_600_000);
    later.push(addendaOf(a));
    waiting = standing(journal);
    endAnalysis(run, 1);
    while (confirmed() < 4) await pause(1000);
    later.push(addendaOf(a));
    analyse(run, 2);
    endAnalysis(run, 2);
  };
  await Promise.all([working, instrument()]);
  later.push(addendaOf(a));
  assert.deepEqual(later, [0, 1, 2]);
  assert.deepEqual(waiting, ['sealed', 'analysis', true]);
  for (const place of places) await requireWhole(run, place);
  assert.deepEqual(contents(join(a, 'Custody')), contents(join(b, 'Custody')));
  const told = events.flatMap(one => (one.event === 'addendum' ? [one.files] : []));
  assert.deepEqual(told, [3, 3]);
  // The seal's files were read back once, then only what came.
  const files = events.flatMap(one => (one.event === 'confirmed' ? [one.files] : []));
  assert.deepEqual(files.slice(2), [3, 3, 3, 3]);
  assert.equal(
    existsSync(join(folder, 'state', 'addenda')) && readdirSync(join(folder, 'state', 'addenda')).length,
    0,
  );
  assert.equal(events.filter(({ event }) => event === 'alarm').length, 0);
});

test('an InterOp file that grew after the seal, and an XML file that was written anew, are amended; the sealed bytes stay', async t => {
  const { folder, root, events, agent, pause } = watched(t, ['a']);
  const { folder: run } = await simulateRun({ ...SMALL, model: 'miseq', out: root });
  const place = join(folder, 'a', basename(run));
  const confirmed = () => events.filter(({ event }) => event === 'confirmed').length;
  const paths = ['InterOp/TileMetricsOut.bin', 'RunParameters.xml'];
  const working = untilDone(agent, () => confirmed() === 2);
  const instrument = async () => {
    while (confirmed() < 1) await pause(1000);
    for (const path of paths) appendFileSync(join(run, path), '\n');
  };
  await Promise.all([working, instrument()]);
  await requireWhole(run, place, paths);
  for (const path of paths) {
    const amended = readFileSync(join(place, 'Custody', 'addenda', '0001', 'files', path), 'latin1');
    assert.equal(amended, readFileSync(join(run, path), 'latin1'));
    assert.equal(amended, `${readFileSync(join(place, path), 'latin1')}\n`);
  }
});

for (const [what, spoil, code] of [
  [
    'base calls with other bytes',
    (run: string) => appendFileSync(join(run, cycleFile(run)), 'more'),
    'WRITE_ONCE_CHANGED',
  ],
  [
    'an InterOp file that does not begin as it was sealed',
    (run: string) => {
      const path = join(run, 'InterOp', 'TileMetricsOut.bin');
      writeFileSync(path, Buffer.concat([Buffer.from('other'), readFileSync(path)]));
    },
    'APPEND_ONLY_REWRITTEN',
  ],
  [
    'base calls of one cycle more',
    (run: string) => {
      const folder = join(run, 'Data', 'Intensities', 'BaseCalls', 'L001', 'C5.1');
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 's_1_1101.bcl'), 'calls');
    },
    'WRITE_ONCE_ADDED',
  ],
  [
    'another run under the emptied name',
    (run: string) => {
      const xml = readFileSync(join(run, 'RunInfo.xml'), 'utf8');
      empty(run);
      writeFileSync(join(run, 'RunInfo.xml'), xml.replaceAll(/(?<=<Flowcell>)[^<]+/g, 'OTHERCELL'));
    },
    'ANOTHER_RUN',
  ],
  [
    'another run under the emptied name, with base calls of its own',
    (run: string) => {
      const xml = readFileSync(join(run, 'RunInfo.xml'), 'utf8');
      empty(run);
      const folder = join(run, 'Data', 'Intensities', 'BaseCalls', 'L002', 'C1.1');
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 's_2_1101.bcl'), 'calls');
      writeFileSync(join(run, 'RunInfo.xml'), xml.replaceAll(/(?<=<Instrument>)[^<]+/g, 'MSIM0009'));
    },
    'ANOTHER_RUN',
  ],
  [
    'files under the emptied name that do not say whose they are',
    (run: string) => {
      empty(run);
      writeFileSync(join(run, 'RunInfo.xml'), '<RunInfo Version="2"></RunInfo>');
    },
    'ANOTHER_RUN',
  ],
] as const)
  test(`${what} after the seal: an alarm, said once, and no addendum, not even of what else is late`, async t => {
    const { folder, root, events, agent, pause } = watched(t, ['a']);
    const { folder: run } = await simulateRun({ ...SMALL, model: 'miseq', out: root });
    const place = join(folder, 'a', basename(run));
    const confirmed = () => events.some(({ event }) => event === 'confirmed');
    let before: string[] = [];
    let isDone = false;
    const working = untilDone(agent, () => isDone);
    const instrument = async () => {
      while (!confirmed()) await pause(1000);
      before = contents(place);
      analyse(run, 1);
      endAnalysis(run, 1);
      spoil(run);
      await pause(3 * 3_600_000);
      isDone = true;
    };
    await Promise.all([working, instrument()]);
    const alarms = events.flatMap(one => (one.event === 'alarm' ? [one.code] : []));
    assert.deepEqual(alarms, [code]);
    assert.deepEqual(contents(place), before);
  });

function empty(run: string): void {
  rmSync(run, { recursive: true });
  mkdirSync(run);
}

for (const [what, prepare, code] of [
  [
    'whose name is taken at the destination',
    (place: string) => writeFileSync(join(place, 'notes.txt'), 'of somebody else'),
    'CONFLICT',
  ],
  [
    'where the destination has an addendum that nobody signed',
    (place: string) => plant(join(place, 'Custody', 'addenda', '0001')),
    'CONFLICT',
  ],
  [
    'where something else lies in the state folder',
    (place: string) => {
      const own = join(place, '..', '.seqwarden', 'deliveries');
      const [seal = ''] = readdirSync(own);
      plant(join(place, '..', '..', 'state', 'addenda', seal, 'Custody', 'addenda', '0001'));
    },
    'CUSTODY_NOT_OURS',
  ],
] as const)
  test(`a late file ${what} is an alarm, said once in hours`, async t => {
    const { folder, root, events, agent, pause } = watched(t, ['a']);
    const { folder: run } = await simulateRun({ ...SMALL, model: 'miseq', out: root });
    let isDone = false;
    const working = untilDone(agent, () => isDone, 20_000);
    const instrument = async () => {
      while (!events.some(({ event }) => event === 'confirmed')) await pause(1000);
      prepare(join(folder, 'a', basename(run)));
      writeFileSync(join(run, 'notes.txt'), 'late');
      await pause(3 * 3_600_000);
      isDone = true;
    };
    await Promise.all([working, instrument()]);
    const alarms = events.flatMap(one => (one.event === 'alarm' ? [one.code] : []));
    assert.deepEqual(alarms, [code]);
  });

function plant(addendum: string): void {
  mkdirSync(addendum, { recursive: true, mode: 0o700 });
  writeFileSync(join(addendum, 'SHA256SUMS'), 'x');
}

test('what came late and would fill the state folder is an alarm, said once, before any of it is copied; with room again it is signed', async t => {
  const { folder, root, events, agent, pause } = watched(t, ['a']);
  const { folder: run } = await simulateRun({ ...SMALL, model: 'miseq', out: root });
  const place = join(folder, 'a', basename(run));
  const whole = fs.statfsSync(folder);
  let isFull = true;
  const state = join(folder, 'state');
  t.mock.method(fs, 'statfsSync', (of: string) => ({ ...whole, bavail: isFull && of === state ? 1 : 1e9 }));
  syncBuiltinESMExports();
  t.after(() => {
    t.mock.restoreAll();
    syncBuiltinESMExports();
  });
  const confirmed = () => events.filter(({ event }) => event === 'confirmed').length;
  const working = untilDone(agent, () => confirmed() === 2, 20_000);
  const instrument = async () => {
    while (confirmed() < 1) await pause(1000);
    const before = contents(place);
    appendFileSync(join(run, 'RunParameters.xml'), '\n');
    writeFileSync(join(run, 'notes.txt'), 'late');
    await pause(3 * 3_600_000);
    assert.deepEqual(contents(place), before);
    isFull = false;
  };
  await Promise.all([working, instrument()]);
  const alarms = events.flatMap(one => (one.event === 'alarm' ? [one.code] : []));
  assert.deepEqual(alarms, ['STATE_FULL']);
  await requireWhole(run, place, ['RunParameters.xml']);
});

function cycleFile(run: string): string {
  const files = readdirSync(join(run, 'Data'), { recursive: true, encoding: 'utf8' });
  const found = files.find(path => path.endsWith('.bcl') || path.endsWith('.cbcl'));
  assert.ok(found !== undefined);
  return join('Data', found);
}

test('a destination that is down gets the same addendum later, from the other one where the source has gone on', async t => {
  const { folder, root, events, agent, pause } = watched(t);
  const { folder: run } = await simulateRun({ ...SMALL, model: 'miseq', out: root });
  const places = ['a', 'b'].map(name => join(folder, name, basename(run)));
  const [a = '', b = ''] = places;
  const path = 'InterOp/TileMetricsOut.bin';
  const confirmed = () => events.filter(({ event }) => event === 'confirmed').length;
  const away = join(folder, 'away');
  const working = untilDone(agent, () => confirmed() >= 5 && addendaOf(b) === 2, 20_000);
  const instrument = async () => {
    while (confirmed() < 2) await pause(1000);
    renameSync(join(folder, 'b'), away);
    appendFileSync(join(run, path), 'one');
    writeFileSync(join(run, 'late.csv'), 'late');
    while (addendaOf(a) < 1) await pause(1000);
    appendFileSync(join(run, path), 'two');
    while (addendaOf(a) < 2) await pause(1000);
    renameSync(away, join(folder, 'b'));
  };
  await Promise.all([working, instrument()]);
  for (const place of places) await requireWhole(run, place, [path]);
  assert.deepEqual(contents(join(a, 'Custody')), contents(join(b, 'Custody')));
});

test('wherever the agent is killed while it says what is late, the next one leaves one chain, and all of it everywhere', async t => {
  const random = seeded(Number(process.env.SEQWARDEN_SEED ?? 7));
  const file = (name: string) => fileURLToPath(new URL(`support/${name}`, import.meta.url));
  const base = scratch(t);
  const config = join(base, 'config');
  const { signer } = init(config, 'test', new Date('2023-01-01T00:00:00.000Z'));
  const folder = join(base, 'round');
  for (const name of ['landing', 'a', 'b']) mkdirSync(join(folder, name), { recursive: true });
  const { folder: run } = await simulateRun({ ...SMALL, model: 'miseq', out: join(folder, 'landing') });
  const start = (moment: string) =>
    spawnSync(process.execPath, ['--import', file('kill-at.ts'), file('agent-child.ts'), folder, config], {
      env: { ...process.env, SEQWARDEN_KILL_AT: moment, NODE_COMPILE_CACHE: join(base, 'cache') },
      encoding: 'utf8',
    });
  assert.equal(start('never 0').status, 0);
  const path = 'InterOp/TileMetricsOut.bin';
  let killed = 0;
  for (let number = 1; number <= 6; number++) {
    analyse(run, number);
    endAnalysis(run, number);
    appendFileSync(join(run, path), 'more');
    const moment = `main ${1 + random(90)}`;
    if (start(moment).signal === 'SIGKILL') killed++;
    const last = start('never 0');
    const reader = readJournal(join(folder, 'state'));
    const [record] = [...(reader?.runs() ?? [])];
    reader?.close();
    const said = `${number}: ${moment}, ${record?.state} ${record?.reason}\n${last.stdout}${last.stderr}`;
    assert.equal(last.status, 0, said);
    const places = ['a', 'b'].map(name => join(folder, name, basename(run)));
    for (const place of places) {
      assert.equal(addendaOf(place), number, said);
      const { verdict } = await verify(place, trustIn([signer]));
      assert.deepEqual([verdict.answer, verdict.codes], ['unchanged', []], said);
    }
    const [a = '', b = ''] = places;
    assert.deepEqual(contents(join(a, 'Custody')), contents(join(b, 'Custody')), said);
  }
  assert.ok(killed >= 3, `${killed} of 6`);
});

test('a destination that was down since before the seal gets it as the other one has it, whatever the source holds by then', async t => {
  const { folder, root, events, agent, pause } = watched(t);
  renameSync(join(folder, 'b'), join(folder, 'away'));
  const { folder: run } = await simulateRun({ ...SMALL, out: root });
  const places = ['a', 'b'].map(name => join(folder, name, basename(run)));
  const [a = '', b = ''] = places;
  const path = 'InterOp/TileMetricsOut.bin';
  const confirmed = () => events.flatMap(one => (one.event === 'confirmed' ? [one.destination] : []));
  const working = untilDone(agent, () => confirmed().includes('b'), 6_000);
  const instrument = async () => {
    while (confirmed().length < 1) await pause(1000);
    appendFileSync(join(run, path), 'more');
    analyse(run, 1);
    await pause(1000);
    renameSync(join(folder, 'away'), join(folder, 'b'));
    // It is back before it is said what is late.
    await pause(1_800_000);
    endAnalysis(run, 1);
  };
  await Promise.all([working, instrument()]);
  assert.equal(events.filter(({ event }) => event === 'alarm').length, 0);
  for (const place of places) await requireWhole(run, place, [path]);
  assert.deepEqual(contents(join(a, 'Custody')), contents(join(b, 'Custody')));
});

test('when only the other destination can be reached, a second addendum still rests on the first, which lies in the state folder', async t => {
  const { folder, root, events, agent, pause } = watched(t);
  const { folder: run } = await simulateRun({ ...SMALL, model: 'miseq', out: root });
  const places = ['a', 'b'].map(name => join(folder, name, basename(run)));
  const [a = '', b = ''] = places;
  const path = 'InterOp/TileMetricsOut.bin';
  const confirmed = () => events.filter(({ event }) => event === 'confirmed').length;
  const swap = (from: string, to: string) => renameSync(join(folder, from), join(folder, to));
  const working = untilDone(agent, () => addendaOf(a) === 2 && addendaOf(b) === 2, 20_000);
  const instrument = async () => {
    while (confirmed() < 2) await pause(1000);
    swap('b', 'b-away');
    appendFileSync(join(run, path), 'one');
    while (confirmed() < 3) await pause(1000);
    swap('a', 'a-away');
    swap('b-away', 'b');
    appendFileSync(join(run, path), 'two');
    while (confirmed() < 4) await pause(1000);
    swap('a-away', 'a');
  };
  await Promise.all([working, instrument()]);
  for (const place of places) await requireWhole(run, place, [path]);
  assert.deepEqual(contents(join(a, 'Custody')), contents(join(b, 'Custody')));
});

test('an analysis on an instrument that marks no end of it is an addendum when it is quiet', async t => {
  const { folder, root, events, agent, pause } = watched(t, ['a']);
  const { folder: run } = await simulateRun({ ...SMALL, model: 'miseq', out: root });
  const confirmed = () => events.filter(({ event }) => event === 'confirmed').length;
  let hours = 0;
  const working = untilDone(agent, () => confirmed() === 2 || hours > 2);
  const instrument = async () => {
    while (confirmed() < 1) await pause(1000);
    analyse(run, 1);
    for (; confirmed() < 2; hours++) await pause(3_600_000);
  };
  await Promise.all([working, instrument().catch(() => {})]);
  assert.equal(confirmed(), 2);
  await requireWhole(run, join(folder, 'a', basename(run)));
});

test('a run whose source goes away with something late in it comes to rest, and goes on where it comes back', async t => {
  const { folder, root, events, agent, pause, journal } = watched(t, ['a']);
  const { folder: run } = await simulateRun({ ...SMALL, out: root });
  const place = join(folder, 'a', basename(run));
  const confirmed = () => events.filter(({ event }) => event === 'confirmed').length;
  const seen: unknown[] = [];
  const working = untilDone(agent, () => confirmed() === 2, 20_000);
  const instrument = async () => {
    while (confirmed() < 1) await pause(1000);
    analyse(run, 1);
    await pause(3_600_000);
    seen.push(standing(journal));
    renameSync(run, join(folder, 'gone'));
    await pause(600_000);
    seen.push(standing(journal));
    assert.equal(addendaOf(place), 0);
    renameSync(join(folder, 'gone'), run);
    await pause(600_000);
    seen.push(standing(journal));
    endAnalysis(run, 1);
  };
  await Promise.all([working, instrument()]);
  assert.deepEqual(seen, [
    ['sealed', 'analysis', true],
    ['confirmed', undefined, true],
    ['sealed', 'analysis', true],
  ]);
  await requireWhole(run, place);
});

test('what is signed and not everywhere is not dropped with its source: it waits, untried, until that comes back', async t => {
  const { folder, root, events, agent, pause, journal } = watched(t);
  const { folder: run } = await simulateRun({ ...SMALL, model: 'miseq', out: root });
  const [a = '', b = ''] = ['a', 'b'].map(name => join(folder, name, basename(run)));
  const path = 'InterOp/TileMetricsOut.bin';
  const confirmed = () => events.filter(({ event }) => event === 'confirmed').length;
  let meanwhile: unknown;
  const working = untilDone(agent, () => addendaOf(b) === 1, 20_000);
  const instrument = async () => {
    while (confirmed() < 2) await pause(1000);
    renameSync(join(folder, 'b'), join(folder, 'b-away'));
    appendFileSync(join(run, path), 'more');
    while (confirmed() < 3) await pause(1000);
    renameSync(run, join(folder, 'gone'));
    await pause(60_000);
    renameSync(join(folder, 'b-away'), join(folder, 'b'));
    await pause(3_600_000);
    meanwhile = standing(journal);
    renameSync(join(folder, 'gone'), run);
  };
  await Promise.all([working, instrument()]);
  assert.deepEqual(meanwhile, ['sealed', undefined, true]);
  await requireWhole(run, a, [path]);
});

for (const [what, add, expected] of [
  [
    'a lone completion marker',
    (run: string) => writeFileSync(join(run, 'QueuedForAnalysis.txt'), ''),
    ['addendum'],
  ],
  [
    'a cycle deep in the run',
    (run: string) => {
      const folder = join(run, 'Data', 'Intensities', 'BaseCalls', 'L001', 'C5.1');
      mkdirSync(folder);
      writeFileSync(join(folder, 's_1_1101.bcl'), 'calls');
    },
    ['alarm'],
  ],
] as const)
  test(`${what} that comes when the run rests is noticed long before the sweep`, async t => {
    const { folder, root, events, agent, pause } = watched(t, ['a']);
    const { folder: run } = await simulateRun({ ...SMALL, model: 'miseq', out: root });
    const said = () =>
      events.flatMap(({ event }) => (event === 'addendum' || event === 'alarm' ? [event] : []));
    let isDone = false;
    let before: unknown;
    let after: unknown;
    const working = untilDone(agent, () => isDone, 20_000);
    const instrument = async () => {
      while (!events.some(({ event }) => event === 'confirmed')) await pause(1000);
      await pause(3_600_000);
      before = said();
      add(run);
      for (let minutes = 0; minutes < 30 && said().length === 0; minutes++) await pause(60_000);
      after = said();
      isDone = true;
    };
    await Promise.all([working, instrument()]);
    assert.deepEqual([before, after], [[], expected]);
    if (expected[0] === 'addendum') await requireWhole(run, join(folder, 'a', basename(run)));
  });

test('an agent that is started anew takes the markers of a sealed run for those that it has', async t => {
  const { root, events, agent } = watched(t, ['a']);
  await simulateRun({ ...SMALL, model: 'miseq', out: root });
  await untilDone(agent, () => events.some(({ event }) => event === 'confirmed'));
  const late: boolean[] = [];
  let turns = 0;
  await untilDone(
    (signal, more) =>
      agent(signal, {
        ...more,
        onTurn: view => {
          late.push(...view.status().runs.map(({ isLate }) => isLate));
          more.onTurn?.(view);
        },
      }),
    () => ++turns > 50,
  );
  assert.ok(late.length > 10 && !late.includes(true));
});
