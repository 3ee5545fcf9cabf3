import assert from 'node:assert/strict';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { isMarker } from '@seqwarden/runfolder';
import { simulateRun } from '@seqwarden/simulator';
import type { AgentEvent } from '../../src/events/event.ts';
import { scratch } from '../support/scratch.ts';
import { copy, SIGNER, verify } from '../support/sealing.ts';
import { untilDone, watched } from './watching.ts';

const SMALL = { model: 'miseq', lanes: 1, tiles: 1, cycles: 6, clusters: 20 };

const count = (events: readonly AgentEvent[], kind: AgentEvent['event']) =>
  events.filter(({ event }) => event === kind).length;

/** Every file of a run but its custody, as text by path. */
function contents(run: string): Map<string, string> {
  const entries = readdirSync(run, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile());
  const files = entries.map(entry => join(entry.parentPath, entry.name).slice(run.length + 1)).sort();
  const wanted = files.filter(path => !path.startsWith('Custody/') || path === 'Custody/SHA256SUMS');
  return new Map(wanted.map(path => [path, readFileSync(join(run, path), 'latin1')]));
}

/** A marker is there only where a seal is. */
function requireMarkersLast(place: string): void {
  for (const name of readdirSync(place).filter(entry => !entry.startsWith('.'))) {
    const entries = readdirSync(join(place, name));
    const markers = entries.filter(isMarker);
    if (!entries.includes('Custody')) assert.deepEqual(markers, [], 'no marker before the seal');
  }
}

async function undisturbed(t: TestContext, run: string): Promise<Map<string, string>> {
  const place = join(scratch(t), 'place');
  await copy(run, place);
  return contents(join(place, basename(run)));
}

test('a run that lies there whole is copied, sealed once for all destinations, and confirmed', async t => {
  const { folder, root, events, agent, journal } = watched(t);
  const { folder: run } = await simulateRun({ ...SMALL, out: root });
  await untilDone(agent, () => count(events, 'confirmed') === 2);
  const expected = await undisturbed(t, run);
  const seals = ['a', 'b'].map(place => {
    const copied = join(folder, place, basename(run));
    assert.deepEqual(contents(copied), expected);
    return readFileSync(join(copied, 'Custody', 'seal.intoto.json'), 'utf8');
  });
  assert.equal(seals[0], seals[1]);
  assert.equal((await verify(join(folder, 'a', basename(run)))).verdict.exit, 0);
  assert.equal([...(journal()?.runs() ?? [])][0]?.state, 'confirmed');
  assert.equal(count(events, 'sealed'), 1);
});

for (const scenario of ['growing-interop', 'rewritten-xml'] as const) {
  test(`a run that grows (${scenario}) is copied meanwhile, and ends in its last state with earlier digests on record`, async t => {
    const { folder, root, events, agent, pause, journal } = watched(t);
    let before = 0;
    const growing = simulateRun({
      ...SMALL,
      out: root,
      scenario,
      pause: async () => {
        await pause(60_000);
        const [name = ''] = readdirSync(join(folder, 'a')).filter(entry => !entry.startsWith('.'));
        before = contents(join(folder, 'a', name)).size;
        if (scenario === 'rewritten-xml') appendFileSync(join(root, name, 'RunInfo.xml'), '\n');
      },
    });
    await untilDone(agent, () => {
      requireMarkersLast(join(folder, 'a'));
      return count(events, 'confirmed') === 2;
    });
    const { folder: run } = await growing;
    assert.ok(before > 5, 'files are there before the run is over');
    const copied = join(folder, 'b', basename(run));
    assert.deepEqual(contents(copied), await undisturbed(t, run));
    const reader = journal();
    const earlier = [...(reader?.earlier(1) ?? [])].map(({ path }) => path);
    assert.ok(earlier.some(path => (scenario === 'growing-interop' ? /^InterOp\// : /RunInfo/).test(path)));
    assert.equal(count(events, 'alarm'), 0);
  });
}

test('a write-once file that changes after it was copied is an alarm: the run is set aside unsealed, another one is sealed', async t => {
  const { folder, root, events, agent, pause } = watched(t);
  let bad = '';
  const growing = simulateRun({
    ...SMALL,
    out: root,
    pause: async () => {
      await pause(60_000);
      bad ||= readdirSync(join(folder, 'a')).find(entry => !entry.startsWith('.')) ?? '';
      const cycle = join(root, bad, 'Data/Intensities/BaseCalls/L001/C1.1');
      const [file = ''] = readdirSync(cycle);
      appendFileSync(join(cycle, file), 'more');
    },
  });
  const other = await simulateRun({ ...SMALL, out: join(folder, 'other'), seed: 2 });
  renameSync(other.folder, join(root, 'GOOD'));
  await untilDone(agent, () => count(events, 'confirmed') === 2 && count(events, 'quarantined') > 0);
  await growing.catch(() => {});
  const alarm = events.find(({ event }) => event === 'alarm');
  assert.equal(alarm !== undefined && 'code' in alarm && alarm.code, 'WRITE_ONCE_CHANGED');
  assert.equal(existsSync(join(folder, 'a', bad, 'Custody')), false);
  assert.equal((await verify(join(folder, 'a', 'GOOD'))).verdict.exit, 0);
});

test('a landing folder that is gone for a while changes nothing', async t => {
  const { folder, root, events, agent, pause } = watched(t);
  const elsewhere = join(folder, 'elsewhere');
  let cycle = 0;
  const growing = simulateRun({
    ...SMALL,
    out: root,
    pause: async () => {
      await pause(60_000);
      if (++cycle !== 3) return;
      renameSync(root, elsewhere);
      mkdirSync(root);
      await pause(120_000);
      rmSync(root, { recursive: true });
      renameSync(elsewhere, root);
      await pause(60_000);
    },
  });
  await untilDone(agent, () => count(events, 'confirmed') === 2);
  const { folder: run } = await growing;
  assert.equal(count(events, 'source-gone'), 1);
  assert.equal(count(events, 'source-back'), 1);
  assert.deepEqual(contents(join(folder, 'a', basename(run))), await undisturbed(t, run));
});

test('a destination that is down delays only itself, and gets the same seal when it is back', async t => {
  const { folder, root, events, agent } = watched(t);
  rmSync(join(folder, 'b'), { recursive: true });
  const { folder: run } = await simulateRun({ ...SMALL, out: root });
  await untilDone(agent, () => {
    if (count(events, 'confirmed') === 1) mkdirSync(join(folder, 'b'), { recursive: true });
    return count(events, 'confirmed') === 2;
  });
  assert.equal(count(events, 'destination-down'), 1);
  assert.equal(count(events, 'destination-back'), 1);
  const confirmed = events.flatMap(one => (one.event === 'confirmed' ? [one.destination] : []));
  assert.deepEqual(confirmed, ['a', 'b']);
  const [a, b] = ['a', 'b'].map(place =>
    readFileSync(join(folder, place, basename(run), 'Custody/seal.intoto.json'), 'utf8'),
  );
  assert.equal(a, b);
});

test('an agent that is asked to end and started again goes on where the first one stopped', async t => {
  const { folder, root, events, agent } = watched(t);
  const { folder: run } = await simulateRun({ ...SMALL, out: root });
  const copied = join(folder, 'a', basename(run));
  await untilDone(agent, () => existsSync(copied));
  assert.equal(existsSync(join(copied, 'Custody')), false);
  await untilDone(agent, () => count(events, 'confirmed') === 2);
  assert.deepEqual(contents(copied), await undisturbed(t, run));
  assert.equal(count(events, 'sealed'), 1);
});

test('a run that is over and cannot be sealed for hours is said, once', async t => {
  const { folder, root, events, agent } = watched(t);
  for (const place of ['a', 'b']) rmSync(join(folder, place), { recursive: true });
  await simulateRun({ ...SMALL, out: root });
  await untilDone(agent, () => count(events, 'unsealed') > 0, 20_000);
  assert.equal(count(events, 'sealed'), 0);
});

test('while a limit says off nothing is transferred, and the agent goes round; later it goes on', async t => {
  const { folder, root, events, agent, config } = watched(t, ['a']);
  const limits = [{ from: 0, to: 12 * 60, bytesPerSecond: 0 }];
  const destinations = config.destinations.map(one => ({ ...one, limits }));
  let at = new Date(2026, 0, 1, 8);
  let turns = 0;
  await simulateRun({ ...SMALL, out: root });
  const isDone = () => {
    if (++turns <= 200) assert.deepEqual(readdirSync(join(folder, 'a')), [], 'nothing while it is off');
    if (turns === 200) at = new Date(2026, 0, 1, 13);
    return count(events, 'confirmed') === 1;
  };
  await untilDone(
    (signal, more) => agent(signal, { ...more, config: { ...config, destinations }, now: () => at }),
    isDone,
  );
});

test('an error that should not be ends the agent, which lets go of journal and lease', async t => {
  const { root, agent, events } = watched(t, ['a']);
  await simulateRun({ ...SMALL, out: root });
  const broken = async () => {
    throw new TypeError('of the test');
  };
  await assert.rejects(
    untilDone(
      (signal, more) => agent(signal, { ...more, signer: { ...SIGNER, sign: broken } }),
      () => false,
    ),
    /of the test/,
  );
  await untilDone(agent, () => count(events, 'confirmed') === 1);
});

test('a link in a root is not followed, which is said once', async t => {
  const { folder, root, events, agent } = watched(t, ['a']);
  const { folder: run } = await simulateRun({ ...SMALL, out: join(folder, 'elsewhere') });
  symlinkSync(run, join(root, 'LINK'));
  let turns = 0;
  await untilDone(agent, () => ++turns === 50);
  const skipped = events.filter(({ event }) => event === 'entry-skipped');
  assert.deepEqual(skipped, [{ event: 'entry-skipped', run: 'LINK', root: 'landing', reason: 'LINK' }]);
  assert.deepEqual(readdirSync(join(folder, 'a')), []);
});
