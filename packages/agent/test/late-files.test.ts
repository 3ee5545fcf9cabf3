import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { simulateRun } from '@seqwarden/simulator';
import { init } from '../src/config/init.ts';
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
  const { folder, root, events, agent, pause } = watched(t);
  const { folder: run } = await simulateRun({ ...SMALL, out: root });
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
    endAnalysis(run, 1);
    while (confirmed() < 4) await pause(1000);
    later.push(addendaOf(a));
    analyse(run, 2);
    endAnalysis(run, 2);
  };
  await Promise.all([working, instrument()]);
  later.push(addendaOf(a));
  assert.deepEqual(later, [0, 1, 2]);
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
  const { folder: run } = await simulateRun({ ...SMALL, model: 'miseq', out: root });
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
