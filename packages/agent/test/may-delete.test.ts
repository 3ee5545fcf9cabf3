import assert from 'node:assert/strict';
import {
  cpSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { confirmRun } from '../src/copy/confirm-run.ts';
import type { Decision } from '../src/retention/decide-deletion.ts';
import { disposalsFolder } from '../src/retention/disposals.ts';
import { holdsFolder } from '../src/retention/holds.ts';
import { type MayDeleteOptions, mayDelete } from '../src/retention/may-delete.ts';
import { recordDisposal } from '../src/retention/record-disposal.ts';
import { recordHold } from '../src/retention/record-hold.ts';
import { SEAL_CLOCK_MARGIN } from '../src/retention/source-cover.ts';
import { addendumInPlace } from '../src/seal/addendum-in-place.ts';
import { rejectsWith } from './support/assert-code.ts';
import { SMALL_RUN, writeRun } from './support/runs.ts';
import { scratch } from './support/scratch.ts';
import { copyTo, copyToAll, newSigner, SIGNER, seal, TRUST, trustIn } from './support/sealing.ts';

const DAY = 86_400_000;
/** So long after what the tests write do the seals here come, that times of change tell what was there before. */
const LATER = 2 * 3_600_000;
const later = (): Date => new Date(Date.now() + LATER);
const BCL = 'Data/Intensities/BaseCalls/L001/C1.1/s_1_1101.bcl';

/** A run that was copied to two folders and read back from both. */
class Kept {
  readonly folder: string;
  readonly source: string;
  readonly places: readonly string[];

  constructor(t: TestContext) {
    this.folder = scratch(t);
    this.source = writeRun(join(this.folder, 'landing'), 'RUN');
    this.places = ['a', 'b'].map(name => join(this.folder, name));
    for (const place of this.places) mkdirSync(place);
  }

  static async made(t: TestContext, now = later): Promise<Kept> {
    const kept = new Kept(t);
    await copyToAll(kept.source, kept.places, { now });
    for (const place of kept.places) await kept.confirm(place);
    return kept;
  }

  async deliver(place: string, source = this.source): Promise<void> {
    await copyTo(source, place, { now: later });
    await this.confirm(place);
  }

  async confirm(place: string): Promise<void> {
    await confirmRun({
      destination: { kind: 'folder', path: place },
      run: 'RUN',
      signer: SIGNER,
      trust: TRUST,
      version: '0',
      now: later,
    });
  }

  ask(changes: Partial<MayDeleteOptions> = {}, places = this.places): Promise<Decision> {
    return mayDelete({
      run: this.source,
      destinations: places.map(path => ({ kind: 'folder', path })),
      terms: { destinations: 2, readBackWithinDays: 30, keepDays: 0 },
      trust: TRUST,
      reread: false,
      now: later,
      ...changes,
    });
  }

  deliveriesAt(place: string): string {
    const folder = join(place, '.seqwarden', 'deliveries');
    return join(folder, readdirSync(folder)[0] ?? '');
  }
}

function coverOf({ points }: Decision) {
  const point = points.find(one => one.about === 'source');
  return point?.about === 'source' ? point.cover : undefined;
}

function whyOf(decision: Decision, path: string): string | undefined {
  const cover = coverOf(decision);
  return cover?.kind === 'uncovered' ? cover.shown.find(one => one.path === path)?.why : undefined;
}

function whyNot({ places }: Decision): string[] {
  return places.map(place => (place.counts ? 'counts' : place.why));
}

test('a run that two destinations have and gave back may be deleted, by names and by bytes', async t => {
  const kept = await Kept.made(t);
  for (const reread of [false, true]) {
    const decision = await kept.ask({ reread });
    assert.equal(decision.answer, 'may', JSON.stringify(decision, null, 1));
    assert.deepEqual(coverOf(decision), {
      kind: 'covered',
      by: reread ? 'bytes' : 'attributes',
      files: Object.keys(SMALL_RUN).length,
      read: 0,
    });
  }
});

describe('what came or changed in the source after the seal is named, and the run stays:', () => {
  const CHANGES: readonly [what: string, change: (run: string) => void, shown: object][] = [
    ['a new file', run => writeFileSync(join(run, 'late.csv'), 'x'), { path: 'late.csv', why: 'not sealed' }],
    ['a new link', run => symlinkSync('x', join(run, 'link')), { path: 'link', why: 'not sealed' }],
    [
      'a longer file',
      run => writeFileSync(join(run, BCL), 'longer than before'),
      { path: BCL, why: 'other size' },
    ],
    [
      'a folder in place of a file',
      run => {
        rmSync(join(run, BCL));
        mkdirSync(join(run, BCL));
      },
      { path: BCL, why: 'not a file' },
    ],
  ];
  for (const [what, change, shown] of CHANGES)
    test(what, async t => {
      const kept = await Kept.made(t);
      change(kept.source);
      const decision = await kept.ask();
      assert.equal(decision.answer, 'must not');
      assert.deepEqual(coverOf(decision), { kind: 'uncovered', by: 'attributes', count: 1, shown: [shown] });
    });
});

test('other bytes of the same size and date are seen, as the time of change has them read', async t => {
  const kept = await Kept.made(t, () => new Date());
  writeFileSync(join(kept.source, BCL), 'FIRST cycle');
  utimesSync(join(kept.source, BCL), 1_682_553_660, 1_682_553_660);
  const decision = await kept.ask();
  assert.equal(decision.answer, 'must not');
  assert.equal(whyOf(decision, BCL), 'other bytes');
});

test('what changed within the hour before the seal is read: the clock of the seal may have been ahead', async t => {
  const ahead = (minutes: number) => () => new Date(Date.now() + minutes * 60_000);
  for (const minutes of [4, 60]) {
    const kept = await Kept.made(t, ahead(minutes));
    const decision = await kept.ask();
    assert.equal(decision.answer, 'may');
    const files = Object.keys(SMALL_RUN).length;
    assert.deepEqual(coverOf(decision), { kind: 'covered', by: 'attributes', files, read: files });
    writeFileSync(join(kept.source, BCL), 'FIRST cycle');
    const changed = await kept.ask();
    assert.equal(changed.answer, 'must not');
    assert.equal(whyOf(changed, BCL), 'other bytes');
  }
});

test('only what is in doubt is read: a file that was touched, and those below a folder that changed', async t => {
  const kept = await Kept.made(t, () => new Date(Date.now() + SEAL_CLOCK_MARGIN + 20));
  const readIn = async () => {
    const cover = coverOf(await kept.ask());
    return cover?.kind === 'covered' && cover.read;
  };
  assert.equal(await readIn(), 0);
  await sleep(60);
  utimesSync(join(kept.source, BCL), 1_682_553_660, 1_682_553_660);
  assert.equal(await readIn(), 1);
  const below = join(kept.source, 'Data', 'Intensities');
  writeFileSync(join(below, 'x'), '');
  rmSync(join(below, 'x'));
  const files = Object.keys(SMALL_RUN).filter(path => path.startsWith('Data/Intensities/'));
  assert.equal(await readIn(), files.length);
});

test('where something is not covered anyhow, what is in doubt is not read', async t => {
  const kept = await Kept.made(t, () => new Date());
  writeFileSync(join(kept.source, 'late.csv'), 'x');
  const read: number[] = [];
  const decision = await kept.ask({ onProgress: ({ files }) => void read.push(files) });
  assert.equal(decision.answer, 'must not');
  assert.deepEqual(read, []);
  assert.equal(whyOf(decision, BCL), undefined);
  const [one] = decision.places;
  assert.deepEqual(one?.counts === false && one.uncovered?.shown, [{ path: 'late.csv', why: 'not sealed' }]);
});

for (const folder of ['Data', ''])
  test(`${folder || 'a run'} of the same names and sizes that was moved into the place of the sealed one is not covered`, async t => {
    const kept = new Kept(t);
    const { source } = kept;
    const other = join(kept.folder, 'landing', 'other');
    cpSync(source, other, { recursive: true });
    writeFileSync(join(other, BCL), 'FIRST cycle');
    // A seal by which what lies there is just old enough.
    await copyToAll(source, kept.places, { now: () => new Date(Date.now() + SEAL_CLOCK_MARGIN + 20) });
    for (const place of kept.places) await kept.confirm(place);
    assert.equal((await kept.ask()).answer, 'may');
    await sleep(60);
    renameSync(join(source, folder), join(kept.folder, 'landing', 'old'));
    renameSync(join(other, folder), join(source, folder));
    const decision = await kept.ask();
    assert.equal(decision.answer, 'must not');
    assert.equal(whyOf(decision, BCL), 'other bytes');
  });

test('bytes decide where they are read: a file that was only touched is covered, another one is not', async t => {
  const kept = await Kept.made(t);
  const bytes = readFileSync(join(kept.source, BCL));
  writeFileSync(join(kept.source, BCL), bytes);
  assert.equal((await kept.ask({ reread: true })).answer, 'may');
  writeFileSync(join(kept.source, BCL), 'FIRST cycle');
  const cover = coverOf(await kept.ask({ reread: true }));
  assert.deepEqual(cover, {
    kind: 'uncovered',
    by: 'bytes',
    count: 1,
    shown: [{ path: BCL, why: 'other bytes' }],
  });
});

test('what the source no longer has is no matter', async t => {
  const kept = await Kept.made(t);
  rmSync(join(kept.source, BCL));
  assert.equal((await kept.ask()).answer, 'may');
});

test('a copy without a second read does not count, nor one whose second read was laid there from elsewhere', async t => {
  const kept = new Kept(t);
  const [a = '', b = ''] = kept.places;
  await copyToAll(kept.source, kept.places, { now: later });
  await kept.confirm(a);
  assert.deepEqual(whyNot(await kept.ask()), ['counts', 'not read back']);
  cpSync(join(kept.deliveriesAt(a), '0002.intoto.json'), join(kept.deliveriesAt(b), '0002.intoto.json'));
  const decision = await kept.ask();
  assert.equal(decision.answer, 'must not');
  assert.deepEqual(whyNot(decision), ['counts', 'not read back']);
});

test('a destination under two names is one copy', async t => {
  const kept = await Kept.made(t);
  const [a = ''] = kept.places;
  symlinkSync(a, join(kept.folder, 'other-name'));
  const decision = await kept.ask({}, [a, join(kept.folder, 'other-name')]);
  assert.deepEqual([decision.answer, whyNot(decision)], ['must not', ['counts', 'the same place']]);
});

test('what is hard linked with the source or with another destination is no copy of its own', async t => {
  const linked = async (from: (kept: Kept) => string) => {
    const kept = await Kept.made(t);
    const to = join(kept.places[1] ?? '', 'RUN', BCL);
    rmSync(to);
    linkSync(join(from(kept), BCL), to);
    return kept.ask({ reread: true });
  };
  for (const from of [(kept: Kept) => kept.source, (kept: Kept) => join(kept.places[0] ?? '', 'RUN')]) {
    const decision = await linked(from);
    assert.deepEqual([decision.answer, whyNot(decision)], ['must not', ['counts', 'shares its files']]);
  }
});

test('a hold that was replaced by a link or a folder leaves it open, and is no hold less', async t => {
  for (const replace of [
    (path: string) => symlinkSync('/dev/null', path),
    (path: string) => mkdirSync(path),
  ]) {
    const kept = await Kept.made(t);
    const destinations = kept.places.map(path => ({ kind: 'folder' as const, path }));
    const common = { signer: SIGNER, trust: TRUST, version: '0', now: later };
    await recordHold({ run: kept.source, destinations, reason: 'x', ...common });
    assert.equal((await kept.ask()).answer, 'must not');
    for (const place of kept.places) {
      const hold = join(place, '.seqwarden', holdsFolder('RUN'), '0001.intoto.json');
      rmSync(hold);
      replace(hold);
    }
    assert.equal((await kept.ask()).answer, 'cannot tell');
  }
});

test('a disposal that lies below too many documents to look at leaves it open', async t => {
  const kept = await Kept.made(t);
  const [a = ''] = kept.places;
  const destinations = kept.places.map(path => ({ kind: 'folder' as const, path }));
  const common = { signer: SIGNER, trust: TRUST, version: '0', now: later };
  const copies = destinations.slice(0, 1);
  await recordDisposal({
    ...{ run: kept.source, destinations, source: false, copies, copyIds: [], seal: undefined },
    ...{ reason: 'other-copies', ...common },
  });
  assert.deepEqual(whyNot(await kept.ask()), ['disposed', 'counts']);
  for (let number = 1000; number < 1256; number++)
    writeFileSync(join(a, '.seqwarden', disposalsFolder('RUN'), `${number}.intoto.json`), '{}');
  const decision = await kept.ask();
  assert.deepEqual([decision.answer, whyNot(decision)[0]], ['cannot tell', 'unjudged disposals']);
});

test('the copy that is asked about does not vouch for itself', async t => {
  const kept = await Kept.made(t);
  const [a = ''] = kept.places;
  const decision = await kept.ask({ run: join(a, 'RUN') });
  assert.deepEqual([decision.answer, whyNot(decision)], ['must not', ['the run itself', 'counts']]);
  const other = await kept.ask({
    run: join(a, 'RUN'),
    terms: { destinations: 1, readBackWithinDays: 30, keepDays: 0 },
  });
  assert.equal(other.answer, 'may', JSON.stringify(other, null, 1));
});

test('another run under the same name is not a copy, however well it was read back', async t => {
  const kept = new Kept(t);
  const [a = '', b = ''] = kept.places;
  await kept.deliver(a);
  const other = writeRun(join(kept.folder, 'elsewhere'), 'RUN', { ...SMALL_RUN, [BCL]: 'FIRST CYCLE' });
  utimesSync(join(other, BCL), 1_682_553_660, 1_682_553_660);
  await kept.deliver(b, other);
  const decision = await kept.ask({ reread: true });
  assert.deepEqual(
    [decision.answer, whyNot(decision)],
    ['must not', ['counts', 'does not cover the source']],
  );
});

test('files that went from a copy since it was read back make it count no more', async t => {
  const kept = await Kept.made(t);
  const [, b = ''] = kept.places;
  const empty = join(b, 'RUN', 'Logs', 'empty.log');
  rmSync(empty);
  assert.deepEqual(whyNot(await kept.ask()), ['counts', 'partial']);
  writeFileSync(empty, '');
  assert.deepEqual(whyNot(await kept.ask()), ['counts', 'counts']);
  rmSync(join(b, 'RUN', BCL));
  assert.deepEqual(whyNot(await kept.ask()), ['counts', 'partial']);
  writeFileSync(join(b, 'RUN', BCL), 'cut off');
  assert.deepEqual(whyNot(await kept.ask()), ['counts', 'partial']);
  renameSync(join(b, 'RUN'), join(b, 'GONE'));
  assert.deepEqual(whyNot(await kept.ask()), ['counts', 'none']);
});

test('a destination that is not there makes it unknown', async t => {
  const kept = await Kept.made(t);
  const [a = '', b = ''] = kept.places;
  renameSync(b, `${b}-unmounted`);
  const decision = await kept.ask({}, [a, b]);
  assert.deepEqual([decision.answer, whyNot(decision)], ['cannot tell', ['counts', 'unreachable']]);
});

test('keys that the trust file does not have prove nothing', async t => {
  const kept = await Kept.made(t);
  const decision = await kept.ask({ trust: trustIn([newSigner()]) });
  assert.deepEqual([decision.answer, whyNot(decision)], ['cannot tell', ['doubtful', 'doubtful']]);
});

test('a seal that was altered, or is spelt otherwise, is no open question: more trust would not help', async t => {
  const kept = await Kept.made(t);
  const [altered = '', respelt = ''] = kept.places.map(place => join(place, 'RUN'));
  writeFileSync(join(altered, 'Custody/SHA256SUMS.sig'), 'of somebody else');
  renameSync(join(respelt, 'Custody'), join(respelt, 'custody'));
  const decision = await kept.ask({ terms: { destinations: 1, readBackWithinDays: 30, keepDays: 0 } });
  assert.deepEqual([decision.answer, whyNot(decision)], ['must not', ['doubtful', 'doubtful']]);
});

test('the days of the second read and of the retention are counted by the clock that is handed in', async t => {
  const kept = await Kept.made(t);
  const later = (days: number) => () => new Date(Date.now() + days * DAY);
  assert.equal((await kept.ask({ now: later(29) })).answer, 'may');
  assert.deepEqual(whyNot(await kept.ask({ now: later(31) })), [
    'read back too long ago',
    'read back too long ago',
  ]);
  assert.equal((await kept.ask({ now: later(-1) })).answer, 'cannot tell');
  const terms = { destinations: 2, readBackWithinDays: 30, keepDays: 10 };
  assert.equal((await kept.ask({ terms, now: later(9) })).answer, 'must not');
  assert.equal((await kept.ask({ terms, now: later(11) })).answer, 'may');
});

test('a seal that lies in the source alone would be lost', async t => {
  const kept = await Kept.made(t);
  await seal(kept.source);
  const decision = await kept.ask();
  assert.equal(decision.answer, 'must not');
  assert.deepEqual(whyNot(decision), Array(2).fill('another seal than in the source'));
});

test('a Custody in the source that is no seal leaves it open: it would be gone', async t => {
  const kept = await Kept.made(t);
  mkdirSync(join(kept.source, 'Custody'));
  assert.equal((await kept.ask()).answer, 'cannot tell');
});

test('what addenda added counts as sealed, if it was read back too', async t => {
  const kept = new Kept(t);
  await seal(kept.source);
  mkdirSync(join(kept.source, 'Analysis'));
  writeFileSync(join(kept.source, 'Analysis', 'summary.csv'), 'late');
  const { addendum } = await addendumInPlace({
    run: kept.source,
    signer: SIGNER,
    trust: TRUST,
    version: '0',
    stateFolder: join(kept.folder, 'state'),
    now: () => new Date(),
  });
  await copyToAll(kept.source, kept.places);
  for (const place of kept.places) await kept.confirm(place);
  const ask = () => kept.ask({ reread: true });
  assert.equal((await ask()).answer, 'may');
  const [, b = ''] = kept.places;
  rmSync(join(b, '.seqwarden', 'deliveries', addendum ?? ''), { recursive: true });
  assert.deepEqual(whyNot(await ask()), ['counts', 'not read back']);
  rmSync(join(b, 'RUN', 'Custody', 'addenda'), { recursive: true });
  assert.deepEqual(whyNot(await ask()), ['counts', 'lacks an addendum']);
});

test('an empty folder, such as a mount point without its share, is not asked, and nothing is made in it', async t => {
  const kept = await Kept.made(t);
  const empty = join(kept.folder, 'mount-point');
  mkdirSync(empty);
  const decision = await kept.ask({}, [...kept.places, empty]);
  assert.deepEqual([decision.answer, whyNot(decision)], ['cannot tell', ['counts', 'counts', 'unreachable']]);
  assert.deepEqual(readdirSync(empty), []);
});

test('a run that no destination has must not be deleted, and one that is not there is an error', async t => {
  const kept = await Kept.made(t);
  const another = writeRun(join(kept.folder, 'landing'), 'ANOTHER');
  const decision = await kept.ask({ run: another });
  assert.deepEqual([decision.answer, whyNot(decision)], ['must not', ['none', 'none']]);
  await rejectsWith('RUN_NOT_FOUND', kept.ask({ run: join(kept.folder, 'landing', 'NONE') }));
});
