import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CLOCK_TOLERANCE } from './clock-tolerance.ts';
import {
  type Copy,
  type Decision,
  type DeletionFacts,
  decideDeletion,
  type PlaceSeen,
  type Reading,
  type SealedCopy,
  type SealedPart,
} from './decide-deletion.ts';
import type { StandingHold } from './holds.ts';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 10, 22, 12);
const at = (days: number, more = 0) => new Date(NOW + days * DAY + more).toISOString();

const read = (days: number, changes: Partial<Reading> = {}): Reading => ({
  startedAt: at(days),
  completedAt: at(days, 3_600_000),
  files: 8,
  bytes: 700,
  ...changes,
});
const PART: SealedPart = {
  sealedAt: at(-400),
  files: 8,
  bytes: 700,
  readings: [read(-10)],
  unjudged: 0,
};
/** A copy whose seal has no addenda. */
function sealed(
  changes: Partial<SealedPart & Pick<SealedCopy, 'disposedAt' | 'unjudgedDisposals' | 'cover'>> = {},
): SealedCopy {
  const {
    disposedAt,
    unjudgedDisposals = 0,
    cover = { kind: 'covered', by: 'attributes', files: 8, read: 0 },
    ...part
  } = changes;
  return { kind: 'sealed', seal: 'aa', parts: [{ ...PART, ...part }], disposedAt, unjudgedDisposals, cover };
}
/** With an addendum of two files. */
function amended(changes: Partial<SealedPart>): SealedCopy {
  const ofTwo = { files: 2, bytes: 20 };
  const addendum = { ...PART, ...ofTwo, sealedAt: at(-390), readings: [read(-5, ofTwo)], ...changes };
  return { ...sealed(), parts: [PART, addendum] };
}

let number = 0;
function place(copy: Copy, unjudgedHolds = 0): PlaceSeen {
  number++;
  const id = copy.kind === 'unreachable' ? undefined : String(number).padStart(32, '0');
  return { label: `place ${number}`, id, copy, unjudgedHolds };
}

function decide(copies: readonly Copy[], changes: Partial<DeletionFacts> = {}): Decision {
  return decideDeletion({
    now: new Date(NOW),
    terms: { destinations: 2, readBackWithinDays: 30, keepDays: 365 },
    sourceSeal: { kind: 'none' },
    places: copies.map(copy => place(copy)),
    holds: [],
    ...changes,
  });
}

const GOOD = [sealed(), sealed()];
const HOLD: StandingHold = { identity: 'dd', since: at(-1), keyid: 'ee', reason: 'x' };
const DOWN: Copy = { kind: 'unreachable', code: 'DESTINATION_DOWN' };

describe('a run', () => {
  const CASES: readonly [what: string, answer: Decision['answer'], Decision][] = [
    ['that two destinations read back in time', 'may', decide(GOOD)],
    ['of which a third destination has nothing', 'may', decide([...GOOD, { kind: 'none' }])],
    [
      'that was read back as long ago as allowed',
      'may',
      decide([sealed(), sealed({ readings: [read(-30)] })]),
    ],
    ['whose retention ends now', 'may', decide([sealed({ sealedAt: at(-365) }), sealed()])],
    [
      'read back often, of which one counts',
      'may',
      decide([sealed(), sealed({ readings: [read(-90), read(-2), read(-60)] })]),
    ],
    ['whose source has that very seal', 'may', decide(GOOD, { sourceSeal: { kind: 'sealed', seal: 'aa' } })],
    ['whose addendum was read back too', 'may', decide([amended({}), amended({})])],
    ['whose addendum was not read back', 'must not', decide([amended({}), amended({ readings: [] })])],
    [
      'whose addendum only a reading of the seal could cover',
      'must not',
      decide([amended({}), amended({ readings: [read(-5)] })]),
    ],
    ['whose addendum is too young', 'must not', decide([amended({}), amended({ sealedAt: at(-364) })])],
    [
      'whose addendum was read back by a wrong clock',
      'cannot tell',
      decide([amended({}), amended({ sealedAt: at(-1) })], {
        terms: { destinations: 2, readBackWithinDays: 30, keepDays: 0 },
      }),
    ],
    [
      'read back by a clock a little ahead',
      'may',
      decide([sealed(), sealed({ readings: [read(0, { completedAt: at(0, CLOCK_TOLERANCE) })] })]),
    ],

    ['that one destination has', 'must not', decide([sealed()])],
    ['that no destination was named for', 'must not', decide([])],
    [
      'that was read back too long ago',
      'must not',
      decide([sealed(), sealed({ readings: [read(-30, { startedAt: at(-30, -1) })] })]),
    ],
    ['that was never read back', 'must not', decide([sealed(), sealed({ readings: [] })])],
    [
      'of which fewer files were read back than sealed',
      'must not',
      decide([sealed(), sealed({ readings: [read(-1, { files: 7 })] })]),
    ],
    [
      'of which other bytes were read back than sealed',
      'must not',
      decide([sealed(), sealed({ readings: [read(-1, { bytes: 699 })] })]),
    ],
    ['whose retention has not passed', 'must not', decide([sealed({ sealedAt: at(-365, 1) }), sealed()])],
    ['on which a hold stands', 'must not', decide(GOOD, { holds: [HOLD] })],
    [
      'with a file that no seal has',
      'must not',
      decide(
        [1, 2].map(() => sealed({ cover: { kind: 'uncovered', by: 'attributes', count: 1, shown: [] } })),
      ),
    ],
    [
      'whose source one of two seals does not cover',
      'must not',
      decide([sealed(), sealed({ cover: { kind: 'uncovered', by: 'bytes', count: 1, shown: [] } })]),
    ],
    ['whose second copy is the same place', 'must not', decide([sealed(), { kind: 'the same place' }])],
    ['that is itself the second copy', 'must not', decide([sealed(), { kind: 'the run itself' }])],
    ['that lies unsealed at the second destination', 'must not', decide([sealed(), { kind: 'unsealed' }])],
    [
      'whose seal there is damaged',
      'must not',
      decide([sealed(), { kind: 'doubtful', reason: 'SIGNATURE_INVALID', isOpen: false }]),
    ],
    ['of which files are gone there', 'must not', decide([sealed(), { kind: 'partial', missing: 1 }])],
    ['whose second copy was disposed of', 'must not', decide([sealed(), sealed({ disposedAt: at(-1) })])],
    [
      'whose second copy may have been disposed of, by documents that nobody can judge',
      'cannot tell',
      decide([sealed(), sealed({ unjudgedDisposals: 1 })]),
    ],
    [
      'whose source has another seal',
      'must not',
      decide(GOOD, { sourceSeal: { kind: 'sealed', seal: 'bb' } }),
    ],
    ['with a hold, while a destination is down', 'must not', decide([...GOOD, DOWN], { holds: [HOLD] })],
    ['that too few have, while too few are down', 'must not', decide([sealed({ readings: [] }), DOWN])],

    ['that one has, while another is down', 'cannot tell', decide([sealed(), DOWN])],
    [
      'that enough have, while a third, where a hold may lie, is down',
      'cannot tell',
      decide([...GOOD, DOWN]),
    ],
    [
      'sealed there with a key that is not known',
      'cannot tell',
      decide([sealed(), { kind: 'doubtful', reason: 'UNKNOWN_KEY', isOpen: true }]),
    ],
    [
      'with deliveries that nobody can judge',
      'cannot tell',
      decide([sealed(), sealed({ readings: [], unjudged: 1 })]),
    ],
    [
      'with an old reading beside one that nobody can judge',
      'cannot tell',
      decide([sealed(), sealed({ readings: [read(-90)], unjudged: 1 })]),
    ],
    [
      'with holds that nobody can judge',
      'cannot tell',
      decide([], { places: [place(sealed()), place(sealed()), place({ kind: 'none' }, 1)] }),
    ],
    [
      'whose source cannot be read',
      'cannot tell',
      decide(
        [1, 2].map(() => sealed({ cover: { kind: 'unreadable', code: 'SOURCE_UNREADABLE', count: 1 } })),
      ),
    ],
    [
      'whose source has a seal that nobody can judge',
      'cannot tell',
      decide(GOOD, { sourceSeal: { kind: 'doubtful', reason: 'UNKNOWN_KEY' } }),
    ],
    [
      'read back in the future',
      'cannot tell',
      decide([sealed(), sealed({ readings: [read(0, { completedAt: at(0, CLOCK_TOLERANCE + 1) })] })]),
    ],
    ['read back before it was sealed', 'cannot tell', decide([sealed(), sealed({ readings: [read(-401)] })])],
    [
      'whose reading ended before it began',
      'cannot tell',
      decide([sealed(), sealed({ readings: [read(-1, { completedAt: at(-2) })] })]),
    ],
    [
      'sealed in the future',
      'cannot tell',
      decide([1, 2].map(() => sealed({ sealedAt: at(1), readings: [read(2)] }))),
    ],
    [
      'sealed long ago, by a clock that was set back since',
      'cannot tell',
      decide(GOOD, { now: new Date(NOW - 500 * DAY) }),
    ],
  ];
  for (const [what, answer, decision] of CASES)
    test(`${what}: ${answer}`, () =>
      assert.equal(decision.answer, answer, JSON.stringify(decision, null, 1)));
});

test('each place says why it does not count, and since when', () => {
  const { places } = decide([
    sealed(),
    sealed({ readings: [read(-90)] }),
    sealed({ disposedAt: at(-3) }),
    DOWN,
  ]);
  assert.deepEqual(
    places.map(one => (one.counts ? one.readAt : [one.why, one.at, one.open])),
    [
      at(-10),
      ['read back too long ago', at(-90), false],
      ['disposed', at(-3), false],
      ['unreachable', undefined, true],
    ],
  );
});

test('a copy is as young as the oldest reading of what belongs to it', () => {
  const { places } = decide([amended({})]);
  assert.deepEqual(
    places.map(one => one.counts && one.readAt),
    [at(-10)],
  );
});

test('retention is counted from the latest of all seals', () => {
  const { points } = decide([sealed({ sealedAt: at(-100) }), sealed()]);
  assert.deepEqual(
    points.filter(({ about }) => about === 'retention'),
    [{ verdict: 'missing', about: 'retention', until: at(265) }],
  );
});

test('the source is judged by the best that a seal says of it', () => {
  const uncovered = { kind: 'uncovered' as const, by: 'attributes' as const, count: 2, shown: [] };
  const { points } = decide([sealed({ cover: uncovered }), sealed()]);
  assert.equal(points.find(({ about }) => about === 'source')?.verdict, 'met');
});
