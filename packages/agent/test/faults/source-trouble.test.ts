import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { simulateRun } from '@seqwarden/simulator';
import { missing } from '../../../../scripts/testing/needs.ts';
import { IS_ROOT } from '../support/command.ts';
import { seeded } from '../support/random.ts';
import { beforeRemoving, scratch } from '../support/scratch.ts';
import { Round } from './support/round.ts';

const PLAN = { model: 'novaseq-6000', lanes: 1, tiles: 1, cycles: 4, clusters: 20 };

/** What the system says of one file or of all of them, for how long a person would need to see why nothing goes on. */
for (const [what, call, code, part, reason] of [
  ['a base-call file that cannot be read', 'read', 'EIO', 'L001_1.cbcl', 'SOURCE_READ_FAILED'],
  [
    'a base-call file that somebody holds open for himself',
    'open',
    'EBUSY',
    'L001_1.cbcl',
    'SOURCE_READ_FAILED',
  ],
  ['a filter that may not be read', 'open', 'EACCES', '.filter', 'SOURCE_UNREADABLE'],
  ['RunInfo.xml, held open by its writer', 'open', 'EBUSY', 'RunInfo.xml', 'SOURCE_READ_FAILED'],
] as const)
  test(`${what}: that is the run's reason, the others are copied meanwhile, and it is when it can be`, async t => {
    const round = await Round.open(t, { plan: PLAN, kinds: ['folder'], random: seeded(3) });
    if (round === undefined) return;
    const faults = join(round.folder, 'faults');
    writeFileSync(faults, `${call} ${code} ${part}\n`);
    const reasons = new Set<string | undefined>();
    let healed = 0;
    await round.agent({
      env: { SEQWARDEN_FAULTS: faults },
      idle: async looks => {
        if (healed > 0) return undefined;
        reasons.add(round.record?.reason);
        if (!round.instrument.isDone || looks < 80) return undefined;
        const there = await round.places[0]?.contents(round.instrument.name);
        assert.ok((there?.size ?? 0) > 10, 'what can be read is there');
        assert.equal(there?.has('Custody/SHA256SUMS'), false, 'no seal without it');
        rmSync(faults);
        healed = looks;
        return undefined;
      },
    });
    assert.ok(healed > 0, 'it was sealed without the file');
    assert.ok(reasons.has(reason), [...reasons].join());
    assert.equal(round.count('alarm'), 0);
    await round.requireWhole();
  });

for (const [call, code] of [
  ['write', 'EIO'],
  ['fsync', 'EIO'],
  ['open', 'EACCES'],
] as const)
  test(`a folder at which ${call} fails with ${code} is down, the other destination is not, and all of it is there in the end`, async t => {
    const round = await Round.open(t, { plan: PLAN, kinds: ['folder', 'sftp'], random: seeded(4) });
    if (round === undefined) return;
    const faults = join(round.folder, 'faults');
    await round.agent({
      env: { SEQWARDEN_FAULTS: faults },
      idle: looks => {
        if (looks === 10) writeFileSync(faults, `${call} ${code} /at-folder/\n`);
        if (round.count('confirmed') === 1) rmSync(faults, { force: true });
        return undefined;
      },
    });
    const down = round.events.flatMap(said => (said.event === 'destination-down' ? [said.destination] : []));
    const back = round.events.flatMap(said => (said.event === 'destination-back' ? [said.destination] : []));
    assert.deepEqual([down, back], [['folder'], ['folder']]);
    await round.requireWhole();
  });

test('a run that can never be read stays unsealed with its reason, and another one is sealed and confirmed', async t => {
  const round = await Round.open(t, { plan: PLAN, kinds: ['folder'], random: seeded(6) });
  if (round === undefined) return;
  const faults = join(round.folder, 'faults');
  const other = await simulateRun({ ...PLAN, seed: 2, out: round.landing });
  writeFileSync(faults, `read EIO ${round.instrument.name}/Data/\n`);
  await round.agent({
    env: { SEQWARDEN_FAULTS: faults },
    unfinished: true,
    idle: looks => round.count('confirmed') === 0 || looks < 100,
  });
  const sealed = round.events.flatMap(said => (said.event === 'sealed' ? [said.run] : []));
  assert.deepEqual(sealed, [basename(other.folder)]);
  assert.equal(round.record?.reason, 'SOURCE_READ_FAILED');
});

test('a landing share that is unmounted and mounted again while a run grows loses nothing', async t => {
  if (!IS_ROOT) return void missing(t, 'root, to mount');
  const base = scratch(t);
  const round = await Round.open(t, { plan: PLAN, kinds: ['folder'], random: seeded(5), base });
  if (round === undefined) return;
  const share = join(round.folder, 'share');
  renameSync(round.landing, share);
  mkdirSync(round.landing);
  const mount = () => execFileSync('mount', ['--bind', share, round.landing], { stdio: 'pipe' });
  try {
    mount();
  } catch {
    return void missing(t, 'the right to mount');
  }
  const unmount = () => execFileSync('umount', ['-l', round.landing]);
  beforeRemoving(base, unmount);
  await round.agent({
    idle: looks => {
      if (looks === 12) unmount();
      if (looks === 40) mount();
      return undefined;
    },
  });
  assert.equal(round.count('source-gone'), 1);
  assert.equal(round.count('source-back'), 1);
  await round.requireWhole();
});
