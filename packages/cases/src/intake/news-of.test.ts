import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { PatchState } from '../state/index.ts';
import { compareReadings } from './compare-readings.ts';
import { type Known, newsOf } from './news-of.ts';
import type { InstallationObserved, Observed, ObservedFinding, ObservedReading } from './observed.ts';

const INSTALLED = { vendor: 'Illumina', model: null, serial: 'M70001', id: 'ruo' };
const UCS = {
  sha256: 'aa'.repeat(32),
  publisher: 'https://cisa.example/',
  id: 'ICSMA-23-117-01',
  version: '1',
};
const RECORD = { log: '00'.repeat(16), index: 1, identity: 'bb'.repeat(32), signer: 'k', statedAt: '' };

const day = (n: number, hour = 0) => new Date(Date.UTC(2023, 0, n, hour)).toISOString();
const reading = (version: string | null, on: number | null, name = 'MCS'): ObservedReading => ({
  component: 'control',
  name,
  version,
  at: on === null ? null : { from: day(on), until: day(on, 12) },
  run: { id: `run of ${on}`, seal: null },
});
const finding = (changes: Partial<ObservedFinding> = {}): ObservedFinding => ({
  vulnerability: 'CVE-2023-1966',
  verdict: 'affected',
  reason: { code: 'VERSION_LISTED', text: '4.0 is in it' },
  product: { id: 'P1', name: 'MCS 4.0' },
  range: '4.0',
  remediations: null,
  ...changes,
});
const observed = (
  readings: ObservedReading[],
  asked: readonly (readonly [Observed['advisory'], ObservedFinding[]])[] = [],
  before: readonly ObservedReading[] = [],
): InstallationObserved => {
  const runs = { count: 1, first: null, last: null };
  const frame = { installed: INSTALLED, readings, runs };
  const [first = { ...frame, advisory: null, overlay: null, findings: [] }, ...more] = asked.map(
    ([advisory, findings]) => ({ ...frame, advisory, overlay: '1', findings }),
  );
  return { now: [first, ...more], before };
};
const item = (was: ObservedFinding): Known['items'][number] => ({
  installed: INSTALLED,
  vulnerability: was.vulnerability,
  cases: [],
  registers: [RECORD.log],
  verdict: was.verdict,
  remediation: 'not_remediated',
  reasons: [],
  findings: [{ record: RECORD, advisory: UCS, finding: was }],
  decision: null,
  patches: [],
  mitigations: [],
  reopened: [],
});
/** On the third or fourth day, from 4.0 to 4.2. */
const PATCH: PatchState = {
  record: RECORD,
  subject: '',
  says: {
    installed: INSTALLED,
    vulnerabilities: ['CVE-2023-1966'],
    at: { from: day(3), until: day(4) },
    doneBy: 'signer',
    installer: null,
    software: [{ component: 'control', name: 'MCS', before: '4.0', after: '4.2' }],
    evidence: [],
    statedAt: day(5),
    log: 'a'.repeat(32),
    tool: { name: 'seqwarden', version: '1' },
  },
  checks: [],
  proof: 'document',
  checked: 'confirmed',
  effect: 'seen',
  effectFrom: null,
};
const known = (
  readings: readonly ObservedReading[] = [],
  findings: readonly ObservedFinding[] = [],
  patched: Known['patched'] = [],
): Known => ({
  readings: readings.map(one => ({ record: RECORD, reading: one })),
  items: findings.map(item),
  patched,
  log: RECORD.log,
});
const versions = (all: readonly Observed[]) =>
  all.map(({ readings }) => readings.map(({ version }) => version));

describe('what is new of an installation:', () => {
  it('an older version after a patch, though a record has a later reading: of a run that came in before, or dated ahead', () => {
    const of = (effect: PatchState['effect']): Known => ({
      ...known([reading('4.2', 3000)]),
      items: [{ ...item(finding()), patches: [{ ...PATCH, effect }] }],
    });
    const late = observed([reading('4.0', 9)], [], [reading('4.0', 2)]);
    assert.deepEqual(versions(newsOf(late, of('seen'), []).enter), [['4.0']]);
    assert.deepEqual(newsOf(late, of('older'), []).enter, []);
    assert.deepEqual(newsOf(observed([reading('4.2', 9)]), of('seen'), []).enter, []);
  });

  it('the first time all that it has, and of its past nothing', () => {
    const { enter, news } = newsOf(observed([reading('4.0', 5)], [], [reading('3.1', 1)]), known(), []);
    assert.deepEqual(versions(enter), [['4.0']]);
    assert.deepEqual(
      news.map(({ kind }) => kind),
      ['reading'],
    );
  });

  it('another version, later; an older run that turns up, or the same version again, is nothing', () => {
    const state = known([reading('4.0', 5)]);
    assert.deepEqual(versions(newsOf(observed([reading('4.1', 6)]), state, []).enter), [['4.1']]);
    assert.deepEqual(newsOf(observed([reading('3.1', 2)]), state, []).enter, []);
    assert.deepEqual(newsOf(observed([reading('4.0', 9)]), state, []).enter, []);
    assert.deepEqual(newsOf(observed([reading('4.1', null)]), state, []).enter, []);
  });

  it('the first run after a recorded patch, though it shows the same; and the second is nothing', () => {
    const patch = { from: day(7), until: day(7, 3) };
    const later = observed([reading('4.0', 9)]);
    assert.deepEqual(versions(newsOf(later, known([reading('4.0', 5)], [], [patch]), []).enter), [['4.0']]);
    assert.deepEqual(newsOf(later, known([reading('4.0', 8)], [], [patch]), []).enter, []);
    // A run that may have been made before the patch tells nothing of it.
    const around = observed([{ ...reading('4.0', 7), at: { from: day(7, 1), until: day(9) } }]);
    assert.deepEqual(newsOf(around, known([reading('4.0', 5)], [], [patch]), []).enter, []);
  });

  it('a run after a patch counts also where a person had said before what is installed', () => {
    const word = { ...reading('4.0', 8), run: null };
    const state = known([word], [], [{ from: day(7), until: day(7) }]);
    assert.deepEqual(versions(newsOf(observed([reading('4.0', 9)]), state, []).enter), [['4.0']]);
  });

  it('a version that came and went between two looks, in order, before what is there now', () => {
    const back = observed([reading('4.0', 9)], [], [reading('3.1', 2), reading('3.9', 7)]);
    const { enter, news } = newsOf(back, known([reading('4.0', 5)]), []);
    assert.deepEqual(versions(enter), [['3.9'], ['4.0']]);
    assert.ok(enter.every(({ advisory, findings }) => advisory === null && findings.length === 0));
    assert.equal(news.length, 2);
    const afterPatch = known([], [], [{ from: day(6), until: day(6) }]);
    assert.deepEqual(versions(newsOf(back, afterPatch, []).enter), [['3.9'], ['4.0']]);
  });

  it('a finding that says something else; other words of the same reason, and other bytes that say the same, are nothing', () => {
    const state = known([reading('4.0', 5)], [finding()]);
    const ask = (now: ObservedFinding, advisory = UCS) =>
      newsOf(observed([reading('4.0', 6)], [[advisory, [now]]]), state, [advisory]);
    assert.deepEqual(ask(finding()).enter, []);
    assert.deepEqual(ask(finding(), { ...UCS, sha256: 'cc'.repeat(32), version: '2' }).enter, []);
    assert.deepEqual(ask(finding({ reason: { code: 'VERSION_LISTED', text: 'put better' } })).enter, []);
    assert.deepEqual(ask(finding({ product: { id: 'P7', name: 'MCS 4.0' } })).enter, []);
    for (const change of [
      { verdict: 'review' as const },
      { range: '>= 4.0' },
      { product: { id: 'P1', name: 'MCS' } },
      { remediations: 'dd'.repeat(32) },
      { reason: { code: 'BOUND_COARSER', text: '' } },
    ]) {
      const { enter, news } = ask(finding(change));
      assert.deepEqual(
        enter.map(({ advisory }) => advisory),
        [UCS],
      );
      assert.deepEqual(
        news.map(one => one.kind === 'finding' && one.before),
        [finding()],
      );
    }
  });

  it('beside what another log says what is graver: the strictest of both stands; and what its own never said anything of', () => {
    const other = { ...known([reading('4.0', 5)], [finding({ verdict: 'review' })]), log: 'ff'.repeat(16) };
    const state = {
      ...other,
      items: other.items.map(one => ({ ...one, registers: [RECORD.log, other.log] })),
    };
    const ask = (verdict: ObservedFinding['verdict'], of: Known) =>
      newsOf(observed([reading('4.0', 6)], [[UCS, [finding({ verdict })]]]), of, [UCS]).enter.length;
    assert.deepEqual([ask('not_listed', state), ask('review', state), ask('affected', state)], [0, 0, 1]);
    assert.deepEqual(
      [ask('not_listed', other), ask('review', other), ask('affected', other)],
      [1, 1, 1],
      'who finds it first makes it nobody’s own no more',
    );
    assert.deepEqual(newsOf(observed([reading('4.0', 6)]), state, [UCS]).news, []);
  });

  it('of several advisories those that say something new, and readings once', () => {
    const lrm = { ...UCS, id: 'ICSA-22-153-02' };
    const other = finding({ vulnerability: 'CVE-2022-1517' });
    const asked = [
      [UCS, [finding()]],
      [lrm, [other]],
    ] satisfies [Observed['advisory'], ObservedFinding[]][];
    const both = newsOf(observed([reading('4.0', 5)], asked), known(), [UCS, lrm]);
    assert.deepEqual(
      both.enter.map(({ advisory }) => advisory?.id),
      [UCS.id, lrm.id],
    );
    const one = newsOf(observed([reading('4.1', 6)], asked), known([reading('4.0', 5)], [finding()]), []);
    assert.deepEqual(
      one.enter.map(({ advisory }) => advisory?.id),
      [lrm.id],
    );
    const none = newsOf(
      observed([reading('4.1', 6)], [[UCS, [finding()]]]),
      known([reading('4.0', 5)], [finding()]),
      [],
    );
    assert.deepEqual(
      none.enter.map(({ advisory, findings }) => [advisory, findings.length]),
      [[null, 0]],
    );
  });

  it('that an advisory says nothing more is told, and nothing is entered: silence closes nothing', () => {
    const state = known([reading('4.0', 5)], [finding()]);
    const { enter, news } = newsOf(observed([reading('4.0', 6)]), state, [UCS]);
    assert.deepEqual(enter, []);
    assert.deepEqual(news, [{ kind: 'silence', installed: INSTALLED, advisory: UCS, before: finding() }]);
    assert.deepEqual(newsOf(observed([reading('4.0', 6)]), state, []).news, []);
  });

  it('what was entered is not entered again, whatever it was', () => {
    const readings = fc.array(
      fc.tuple(fc.constantFrom('3.1', '4.0', null), fc.option(fc.nat(20)), fc.constantFrom('MCS', 'NVCS')),
      { maxLength: 8 },
    );
    const patches = fc.array(fc.nat(20), { maxLength: 2 });
    fc.assert(
      fc.property(readings, readings, patches, (now, before, patched) => {
        const programs = new Map<string | null, ObservedReading>(
          now.map(([version, on, name]) => [name, reading(version, on, name)]),
        );
        // What is newest of a program is told as that.
        const isBefore = (one: ObservedReading) => {
          const newest = programs.get(one.name);
          return newest === undefined || compareReadings(one, newest) <= 0;
        };
        const earlier = before
          .map(([version, on, name]) => reading(version, on, name))
          .filter(isBefore)
          .sort(compareReadings);
        const one = observed([...programs.values()], [[UCS, [finding()]]], earlier);
        const at = patched.map(on => ({ from: day(on), until: day(on) }));
        const first = newsOf(one, known([], [], at), [UCS]);
        // As the state takes them up: of each program the newest.
        const newest = new Map<string | null, ObservedReading>();
        for (const entered of first.enter.flatMap(({ readings: all }) => all)) {
          const last = newest.get(entered.name);
          if (last === undefined || compareReadings(entered, last) > 0) newest.set(entered.name, entered);
        }
        const again = newsOf(one, known([...newest.values()], [finding()], at), [UCS]);
        assert.deepEqual(again, { enter: [], news: [] });
      }),
    );
  });
});
