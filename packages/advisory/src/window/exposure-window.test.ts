import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Installation, StatedMitigation, TimeSpan } from '../inventory/inventory.ts';
import type { Finding } from '../match/finding.ts';
import { type ExposureWindow, recordedIn, windowOf } from './exposure-window.ts';

const CVE = 'CVE-2023-1966';
const STATED = { kind: 'stated', by: 'quality manager', on: '2023-06-01' } as const;

const day = (n: number) => new Date(Date.UTC(2023, 0, 1) + n * 86_400_000).toISOString();
const span = (from: number, until = from): TimeSpan => ({ from: day(from), until: day(until) });

interface Days {
  readonly exposed: readonly (readonly [number, number] | null)[];
  readonly runs: readonly (readonly [number, number] | null)[];
  readonly fixes?: readonly (readonly [number, number])[];
  readonly mitigations?: readonly (readonly [readonly [number, number], readonly [number, number] | null])[];
  /** Runs, by their place in `runs`, that show a listed version. */
  readonly shown?: readonly number[];
  /** True: nothing else was ever seen of this installation. */
  readonly always?: boolean;
}

const at = (days: readonly [number, number] | null) => days && span(...days);
const sourceOf = (n: number) => ({ kind: 'run', runId: `run ${n}`, folder: null, seal: null }) as const;

function ask({
  exposed,
  runs,
  fixes = [],
  mitigations = [],
  shown = [],
  always = false,
}: Days): ExposureWindow | null {
  const entry = {
    product: { id: 'P', name: 'P' },
    status: ['known_affected'],
    range: null,
    overlay: [],
    reasons: [],
  };
  const version = { component: 'control', name: null, version: '4.0', confidence: 'read', from: null };
  const evidence: Finding['evidence'] = [
    ...shown.map(n => ({
      ...entry,
      fact: { ...version, source: sourceOf(n) },
      verdict: 'affected' as const,
    })),
    ...(always ? [] : [{ ...entry, fact: null, verdict: 'not_listed' as const }]),
  ];
  const installation: Pick<Installation, 'runs' | 'mitigations'> = {
    runs: runs.map((one, n) => ({ source: sourceOf(n), at: at(one) })),
    mitigations: mitigations.map(
      ([from, until]): StatedMitigation => ({
        vulnerabilities: [CVE],
        from: span(...from),
        until: at(until),
        text: 'the port is closed',
        source: STATED,
      }),
    ),
  };
  return windowOf(
    {
      vulnerability: CVE,
      exposed: exposed.map(first => ({ verdict: 'affected', first: at(first), last: at(first) })),
      evidence,
      proofs: fixes.map(one => ({
        vulnerabilities: [CVE],
        at: span(...one),
        installer: null,
        evidence: null,
        source: STATED,
      })),
    },
    installation,
  );
}

const names = (
  window: ExposureWindow | null,
  which: (run: ExposureWindow['runs'][number]) => boolean = () => true,
) => window?.runs.filter(which).map(({ source }) => source.runId);

describe('an exposure window', () => {
  it('is none where no state was ever listed', () => {
    assert.equal(ask({ exposed: [], runs: [[1, 1]] }), null);
  });

  it('begins with the first exposed state and goes on until a fix is proven', () => {
    const window = ask({
      exposed: [
        [5, 5],
        [9, 9],
      ],
      runs: [
        [1, 1],
        [5, 5],
        [9, 9],
        [30, 30],
      ],
    });
    assert.deepEqual([window?.first, window?.last, window?.openStart], [day(5), null, false]);
    assert.deepEqual(names(window), ['run 1', 'run 2', 'run 3']);
    assert.deepEqual(
      names(window, run => run.certain),
      ['run 1', 'run 2', 'run 3'],
    );
  });

  it('may have begun before the first reading, where that one shows it already', () => {
    assert.equal(
      ask({
        exposed: [[5, 5]],
        runs: [
          [5, 5],
          [6, 6],
        ],
      })?.openStart,
      true,
    );
    assert.equal(
      ask({
        exposed: [[5, 5]],
        runs: [
          [4, 6],
          [5, 5],
        ],
      })?.openStart,
      true,
    );
  });

  it('ends at the latest moment at which the first proven fix may have been made', () => {
    const window = ask({
      exposed: [[5, 5]],
      runs: [
        [5, 5],
        [20, 20],
        [21, 21],
        [22, 22],
      ],
      fixes: [
        [20, 21],
        [40, 40],
      ],
    });
    assert.equal(window?.last, day(21));
    assert.deepEqual(names(window), ['run 0', 'run 1', 'run 2']);
    assert.deepEqual(
      names(window, run => run.certain),
      ['run 0', 'run 1'],
    );
  });

  it('has a run without a time, and says that nothing is certain of it', () => {
    const window = ask({ exposed: [[5, 5]], runs: [null, [6, 6]], fixes: [[9, 9]] });
    assert.deepEqual(names(window), ['run 1', 'run 0']);
    assert.deepEqual(
      names(window, run => run.certain),
      ['run 1'],
    );
  });

  it('without a time of its beginning has all runs before the fix', () => {
    const window = ask({
      exposed: [null],
      runs: [
        [1, 1],
        [6, 6],
      ],
      fixes: [[3, 3]],
    });
    assert.deepEqual([window?.first, window?.openStart], [null, true]);
    assert.deepEqual(names(window), ['run 0']);
  });

  it('is certain of a run with a doubtful date that itself shows a listed version', () => {
    const days: Days = {
      exposed: [[5, 8]],
      runs: [
        [5, 8],
        [6, 9],
      ],
    };
    assert.deepEqual(
      names(ask(days), run => run.certain),
      [],
    );
    assert.deepEqual(
      names(ask({ ...days, shown: [0] }), run => run.certain),
      ['run 0'],
    );
  });

  it('is certain of all runs before the fix where nothing was ever seen that is not listed', () => {
    const days: Days = {
      exposed: [[5, 8]],
      runs: [
        [5, 8],
        [6, 9],
        [20, 21],
      ],
      fixes: [[20, 21]],
      always: true,
    };
    assert.deepEqual(
      names(ask(days), run => run.certain),
      ['run 0', 'run 1'],
    );
  });

  it('shows inside it when it was certainly mitigated, and the runs of that time', () => {
    const window = ask({
      exposed: [[5, 5]],
      runs: [
        [5, 5],
        [10, 10],
        [12, 12],
        [20, 20],
      ],
      mitigations: [
        [
          [8, 10],
          [15, 16],
        ],
        [[30, 31], null],
        [
          [1, 9],
          [2, 9],
        ],
      ],
      fixes: [[40, 40]],
    });
    assert.deepEqual(
      window?.mitigated.map(({ from, until }) => [from, until]),
      [
        [day(10), day(15)],
        [day(31), day(40)],
      ],
    );
    assert.deepEqual(
      names(window, run => run.mitigated),
      ['run 1', 'run 2'],
    );
  });

  const days = fc.tuple(fc.nat(60), fc.nat(5)).map(([from, more]): [number, number] => [from, from + more]);
  const doubt = fc.tuple(fc.nat(7), fc.nat(7));
  const wider = (
    [from, until]: readonly [number, number],
    [less, more]: readonly [number, number],
  ): [number, number] => [from - less, until + more];

  it('never loses a run when a time becomes more doubtful, and becomes certain of none', () => {
    const several = fc.array(fc.tuple(days, doubt), { maxLength: 6 });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(days, doubt), { minLength: 1, maxLength: 4 }),
        several,
        several,
        fc.array(fc.tuple(fc.tuple(days, doubt), fc.option(fc.tuple(days, doubt))), { maxLength: 3 }),
        fc.array(fc.nat(5), { maxLength: 2 }),
        fc.boolean(),
        (exposed, runs, fixes, mitigations, seen, always) => {
          const shown = seen.filter(n => n < runs.length);
          // A run that shows it is one of the exposed states.
          const states = [...exposed, ...shown.flatMap(n => runs.slice(n, n + 1))];
          const narrow = ask({
            exposed: states.map(([one]) => one),
            runs: runs.map(([one]) => one),
            fixes: fixes.map(([one]) => one),
            mitigations: mitigations.map(([[from], until]) => [from, until?.[0] ?? null]),
            shown,
            always,
          });
          const wide = ask({
            exposed: states.map(one => wider(...one)),
            runs: runs.map(one => wider(...one)),
            fixes: fixes.map(one => wider(...one)),
            mitigations: mitigations.map(([from, until]) => [wider(...from), until && wider(...until)]),
            shown,
            always,
          });
          const all = new Set(names(wide));
          assert.ok(names(narrow)?.every(name => all.has(name)));
          // Of the runs that are in both.
          const uncertain = new Set(names(narrow, run => !run.certain));
          assert.deepEqual(
            names(wide, run => run.certain && uncertain.has(run.source.runId)),
            [],
          );
          const open = new Set(names(narrow, run => !run.mitigated));
          assert.deepEqual(
            names(wide, run => run.mitigated && open.has(run.source.runId)),
            [],
          );
        },
      ),
    );
  });

  it('is the same in whatever order runs and fixes are known', () => {
    fc.assert(
      fc.property(fc.array(days, { maxLength: 5 }), fc.array(days, { maxLength: 3 }), (runs, fixes) => {
        const one = ask({ exposed: [[10, 12]], runs, fixes });
        const other = ask({ exposed: [[10, 12]], runs, fixes: fixes.toReversed() });
        assert.deepEqual(one, other);
      }),
    );
  });

  it('is the same whether a fix was known when it was made, or is recorded afterwards', () => {
    const some = fc.array(days, { maxLength: 3 });
    fc.assert(
      fc.property(
        fc.array(days, { maxLength: 6 }),
        some,
        some,
        fc.boolean(),
        (runs, known, later, always) => {
          const asked = { exposed: [[10, 12] as const], runs, always };
          const atOnce = ask({ ...asked, fixes: [...known, ...later] });
          const before = ask({ ...asked, fixes: known });
          const fixes = later.map(one => span(...one));
          assert.deepEqual(before && recordedIn(before, { fixes, mitigated: [] }), atOnce);
        },
      ),
    );
  });

  it('shows what is recorded of a mitigation afterwards, and the runs of that time', () => {
    const window = ask({
      exposed: [[10, 10]],
      runs: [
        [11, 11],
        [20, 20],
        [40, 40],
      ],
    });
    const stretch = { from: day(15), until: null, text: 'the port is closed', source: STATED };
    const recorded = window && recordedIn(window, { fixes: [span(30)], mitigated: [stretch] });
    assert.deepEqual(recorded?.mitigated, [{ ...stretch, until: day(30) }]);
    assert.deepEqual(names(recorded ?? null), ['run 0', 'run 1']);
    assert.deepEqual(
      names(recorded ?? null, run => run.mitigated),
      ['run 1'],
    );
  });
});
