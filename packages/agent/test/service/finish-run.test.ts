import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, lstatSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileClass } from '@seqwarden/runfolder';
import { simulateRun } from '@seqwarden/simulator';
import { openJournal } from '../../src/journal/open-journal.ts';
import { attributesOf } from '../../src/scan/file-attributes.ts';
import { UsedDestination } from '../../src/service/places/used-destination.ts';
import { finishRun } from '../../src/service/run/finish-run.ts';
import { scratch } from '../support/scratch.ts';
import { SIGNER, TRUST } from '../support/sealing.ts';
import { destinationOf } from './places.ts';
import { untilDone, watched } from './watching.ts';

const SMALL = { model: 'miseq', lanes: 1, tiles: 1, cycles: 3, clusters: 20 };

/** What the deliveries of a place say that was checked while it was copied. */
function checksAt(place: string): Set<string> {
  const folder = join(place, '.seqwarden', 'deliveries');
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile());
  const checks = files.map(({ parentPath, name }) => {
    const { payload } = JSON.parse(readFileSync(join(parentPath, name), 'utf8'));
    return JSON.parse(Buffer.from(payload, 'base64').toString()).predicate.check;
  });
  return new Set(checks.filter(check => check !== 'second-read'));
}

for (const [reread, check] of [
  [['a'], 'write-acknowledged'],
  [['a', 'b'], 'reread'],
] as const) {
  test(`where ${reread.join(' and ')} of two destinations read back, the deliveries say ${check}`, async t => {
    const { folder, root, events, agent } = watched(t, ['a', 'b'], reread);
    await simulateRun({ ...SMALL, out: root });
    await untilDone(agent, () => events.filter(({ event }) => event === 'confirmed').length === 2);
    for (const place of ['a', 'b']) assert.deepEqual(checksAt(join(folder, place)), new Set([check]));
  });
}

test('files that an earlier agent took over are not said to have been read back', async t => {
  const { folder, root, events, agent } = watched(t, ['a'], ['a']);
  const { folder: run } = await simulateRun({ ...SMALL, out: root });
  const [marker, elsewhere] = [join(run, 'CopyComplete.txt'), join(folder, 'CopyComplete.txt')];
  renameSync(marker, elsewhere);
  await untilDone(agent, () => readdirSync(join(folder, 'a')).some(name => !name.startsWith('.')));
  renameSync(elsewhere, marker);
  await untilDone(agent, () => events.some(({ event }) => event === 'confirmed'));
  assert.deepEqual(checksAt(join(folder, 'a')), new Set(['write-acknowledged']));
});

/** A run that is over, of which destinations `a` and `b` (slots 0 and 1) hold one file, as the journal knows. */
async function holding(t: TestContext, path: string) {
  const folder = scratch(t);
  const { folder: source } = await simulateRun({ ...SMALL, out: join(folder, 'landing') });
  const name = basename(source);
  const file = join(source, path);
  const copies = ['a', 'b'].map(place => join(folder, place, name, path));
  for (const copied of copies) cpSync(file, copied);
  const { journal } = openJournal(join(folder, 'state'), new Date());
  t.after(() => journal.close());
  const { id: run } = journal.noteRun('/landing', { name, dev: 1n, ino: 1n }, new Date());
  const attributes = attributesOf(lstatSync(file, { bigint: true }));
  const sha256 = createHash('sha256').update(readFileSync(file)).digest();
  journal.recordDurable(run, [{ path, attributes, sha256, class: fileClass(path), held: 3 }], new Date());
  const used = ['a', 'b'].map((place, slot) => {
    const config = destinationOf(place, join(folder, place));
    return new UsedDestination({
      ...{ slot, config, roots: [] },
      clock: () => 0,
      emit: () => {},
      isPlace: () => true,
    });
  });
  t.after(() => Promise.all(used.map(one => one.close())));
  const finish = (slots: readonly number[], sealedAt = 0) =>
    finishRun({
      path: source,
      ...{ name, run, journal, sealedAt },
      destinations: used.filter(({ slot }) => slots.includes(slot)),
      sourceLabel: undefined,
      isOwnWork: true,
      failedAt: async () => {},
      bytesPerSecond: 0,
      signal: new AbortController().signal,
      ...{ signer: SIGNER, trust: TRUST, version: '0.0.0-test', now: () => new Date() },
    });
  return { file, copies, finish, record: () => journal.file(run, path) };
}

const BCL = 'Data/Intensities/BaseCalls/L001/C1.1/s_1_1101.bcl';
const INTEROP = 'InterOp/TileMetricsOut.bin';

test('a write-once file that is gone before the seal is taken away nowhere, and nothing is sealed', async t => {
  const { file, copies, finish } = await holding(t, BCL);
  rmSync(file);
  assert.deepEqual(await finish([0, 1]), { kind: 'lost', path: BCL });
  for (const copied of copies) assert.ok(existsSync(copied));
});

test('a file that may go is taken away where it is, and forgotten only there', async t => {
  const { file, copies, finish, record } = await holding(t, INTEROP);
  rmSync(file);
  assert.equal((await finish([0])).kind, 'copied');
  assert.deepEqual(copies.map(existsSync), [false, true]);
  assert.equal(record()?.held, 2, 'what the other one holds is still known');
  const late = await finish([1], 1);
  const outcomes = late.kind === 'copied' && late.result.destinations.map(({ outcome }) => outcome);
  assert.deepEqual(outcomes, ['sealed']);
  assert.deepEqual(copies.map(existsSync), [false, false]);
  assert.equal(record(), undefined);
});

test('a source that is cleared after the seal takes nothing from a destination that is late', async t => {
  const { file, copies, finish } = await holding(t, INTEROP);
  rmSync(file);
  assert.deepEqual(await finish([1], 1), { kind: 'cleared' });
  for (const copied of copies) assert.ok(existsSync(copied));
});
