import assert from 'node:assert/strict';
import {
  appendFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { simulateRun } from '@seqwarden/simulator';
import { heldUp } from '../../src/service/status/held-up.ts';
import { askRelease, releasesAsked } from '../../src/service/status/release-request.ts';
import { copy, verify } from '../support/sealing.ts';
import { untilDone, watched } from './watching.ts';

const SMALL = { model: 'miseq', lanes: 1, tiles: 1, cycles: 3, clusters: 20 };

/** Files of a place by path, but for what is ours alone. */
function contents(place: string): Map<string, string> {
  const entries = readdirSync(place, { recursive: true, withFileTypes: true }).filter(entry =>
    entry.isFile(),
  );
  const paths = entries.map(entry => join(entry.parentPath, entry.name)).sort();
  return new Map(
    paths
      .filter(path => !path.includes('/.seqwarden/'))
      .map(path => [path.slice(place.length), readFileSync(path, 'latin1')]),
  );
}

/** A run that the agent took over, and of which a write-once file then changed. */
async function quarantined(t: TestContext) {
  const all = watched(t);
  const { folder, root, events, agent, journal } = all;
  const { folder: run } = await simulateRun({ ...SMALL, out: root });
  const name = basename(run);
  const cycle = 'Data/Intensities/BaseCalls/L001/C1.1';
  const [bcl = ''] = readdirSync(join(run, cycle));
  const file = join(cycle, bcl);
  const marker = readdirSync(run).find(entry => entry === 'RTAComplete.txt') ?? '';
  const marked = readFileSync(join(run, marker));
  // It is not over yet.
  rmSync(join(run, marker));
  const isThere = () => ['a', 'b'].every(place => existsSync(join(folder, place, name, file)));
  let isChanged = false;
  await untilDone(agent, () => {
    if (!isChanged && isThere()) {
      isChanged = true;
      appendFileSync(join(run, file), 'more');
      writeFileSync(join(run, marker), marked);
    }
    return events.some(({ event }) => event === 'quarantined');
  });
  const count = (kind: string) => events.filter(({ event }) => event === kind).length;
  /** As a person does who saw the journal as it is now. */
  const ask = (earlier = 0) => {
    const reader = journal();
    const [record] = reader?.runs() ?? [];
    const trouble = record && reader && heldUp(record, reader.deliveries(record.id));
    reader?.close();
    assert.ok(record && trouble, 'it waits for a person');
    const since = trouble.since.getTime() - earlier;
    askRelease(join(folder, 'state'), { root: record.root, run: record.name, since });
  };
  const state = () => [...(journal()?.runs() ?? [])][0]?.state;
  return { ...all, run, name, file, count, ask, state };
}

test('a released run that still conflicts is quarantined again, and no byte at a destination is another one', async t => {
  const { folder, agent, count, ask, state } = await quarantined(t);
  const before = ['a', 'b'].map(place => contents(join(folder, place)));
  ask();
  await untilDone(agent, () => count('quarantined') === 2);
  assert.equal(count('released'), 1);
  assert.equal(state(), 'quarantined');
  assert.deepEqual(
    ['a', 'b'].map(place => contents(join(folder, place))),
    before,
  );
  assert.deepEqual(releasesAsked(join(folder, 'state')), []);
});

test('a released run that was put right is sealed with what the source has now, without a restart', async t => {
  const { folder, agent, count, ask, name, file, run } = await quarantined(t);
  let isAsked = false;
  await untilDone(agent, () => {
    // A person decides that the source is right, and moves away what a destination has.
    if (!isAsked) {
      for (const place of ['a', 'b']) rmSync(join(folder, place, name, file));
      ask();
      isAsked = true;
    }
    return count('confirmed') === 2;
  });
  assert.equal(count('quarantined'), 1);
  for (const place of ['a', 'b']) {
    assert.equal((await verify(join(folder, place, name))).verdict.exit, 0);
    assert.equal(
      readFileSync(join(folder, place, name, file), 'latin1'),
      readFileSync(join(run, file), 'latin1'),
    );
  }
});

test('a copy of an XML file that somebody changed stays as it is, whoever releases the run', async t => {
  const { folder, agent, count, ask, name, file, run } = await quarantined(t);
  const changed = join(folder, 'b', name, 'RunInfo.xml');
  writeFileSync(changed, 'of somebody else');
  for (const place of ['a', 'b']) rmSync(join(folder, place, name, file));
  appendFileSync(join(run, 'RunInfo.xml'), '\n');
  ask();
  await untilDone(agent, () => count('quarantined') === 2);
  assert.equal(readFileSync(changed, 'utf8'), 'of somebody else');
});

test('a request from before the present trouble is not heard', async t => {
  const { folder, agent, ask, state, count } = await quarantined(t);
  ask(1);
  let turns = 0;
  await untilDone(agent, () => ++turns === 300);
  assert.equal(state(), 'quarantined');
  assert.equal(count('released'), 0);
  assert.deepEqual(releasesAsked(join(folder, 'state')), []);
});

test('a file among the requests that says nothing we know is left alone', async t => {
  const { folder, agent, ask, count } = await quarantined(t);
  ask();
  const requests = join(folder, 'state', 'requests');
  for (const [at, text] of [
    '{',
    '[]',
    '{"version":2}',
    '{"version":1,"root":"x","run":"","since":0}',
  ].entries())
    writeFileSync(join(requests, `${at}.release`), text);
  symlinkSync('/dev/zero', join(requests, '4.release'));
  writeFileSync(join(requests, '5.release'), 'x'.repeat(100_000));
  await untilDone(agent, () => count('released') === 1);
  assert.equal(readdirSync(requests).length, 6);
});

test('a released run whose source is gone is away, and looked at when it is back', async t => {
  const { folder, root, agent, ask, state, count, run } = await quarantined(t);
  renameSync(run, join(folder, 'elsewhere'));
  // A root without anything in it is taken for a share that is not mounted.
  await simulateRun({ ...SMALL, out: root, seed: 9 });
  ask();
  await untilDone(agent, () => count('released') === 1);
  assert.equal(state(), 'away');
  renameSync(join(folder, 'elsewhere'), run);
  await untilDone(agent, () => count('quarantined') === 2);
});

test('a run that one destination refused is tried there again after its release', async t => {
  const { folder, root, events, agent, journal } = watched(t);
  const { folder: run } = await simulateRun({ ...SMALL, out: root });
  await copy(run, join(folder, 'b'));
  const stranger = join(folder, 'b', basename(run), 'STRANGER.txt');
  rmSync(join(folder, 'b', basename(run), 'Custody'), { recursive: true });
  writeFileSync(stranger, 'not ours');
  const confirmed = () => events.filter(({ event }) => event === 'confirmed').length;
  await untilDone(agent, () => confirmed() === 1);
  assert.deepEqual(
    events.flatMap(one => (one.event === 'alarm' ? [one.destination] : [])),
    ['b'],
  );
  rmSync(stranger);
  const reader = journal();
  const [record] = reader?.runs() ?? [];
  const trouble = record && reader && heldUp(record, reader.deliveries(record.id));
  reader?.close();
  assert.ok(record && trouble);
  const { root: at, name } = record;
  askRelease(join(folder, 'state'), { root: at, run: name, since: trouble.since.getTime() });
  await untilDone(agent, () => confirmed() === 2);
  assert.equal((await verify(join(folder, 'b', name))).verdict.exit, 0);
});
