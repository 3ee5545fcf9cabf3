import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkOf } from './check-month.ts';
import type { PlaceLook } from './report-facts.ts';
import type { NotedReading, RunHistory } from './run-history.ts';

const SEAL = 'ab'.repeat(32);
const at = (text: string) => new Date(`2026-03-${text}Z`);
const reading = (when: string, code?: string): NotedReading => ({ at: at(when), code, files: 7 });

function history(readings: readonly NotedReading[], seal: string | undefined = SEAL): RunHistory {
  const place = { slot: 0, confirmed: [...readings], reverified: [], isReadBack: true, isSealed: true };
  return {
    run: { id: 1, name: 'RUN', root: 'lab', firstSeen: at('01T00:00'), deliveries: [], wanted: [0] },
    sealed: { at: at('02T00:00'), seal, key: undefined },
    troubles: [],
    addenda: [],
    places: new Map([[0, place]]),
    quarantinedSince: undefined,
  };
}

const look = (more: Partial<PlaceLook>): PlaceLook => ({
  run: 1,
  slot: 0,
  found: 'sealed',
  seals: new Set([SEAL]),
  ...more,
});

const CASES: readonly [string, RunHistory, PlaceLook, string][] = [
  ['nothing was read in the month', history([]), look({}), 'agrees sealed'],
  [
    'a reading was signed a moment before it was noted',
    history([reading('03T01:00')]),
    look({ readings: [at('03T00:59')] }),
    'agrees sealed',
  ],
  [
    'a reading was noted, and none was signed',
    history([reading('03T01:00')]),
    look({ readings: [at('09T01:00')] }),
    'differs reading-not-signed',
  ],
  [
    'a statement that came after a reading does not stand for it',
    history([reading('03T01:00')]),
    look({ readings: [at('03T01:01')] }),
    'differs reading-not-signed',
  ],
  [
    'a reading that differed needs no statement',
    history([reading('03T01:00', 'DESTINATION_READ_BACK')]),
    look({}),
    'agrees sealed',
  ],
  ['another seal lies there', history([]), look({ seals: new Set(['cd'.repeat(32)]) }), 'differs other-seal'],
  [
    'a next generation lies there',
    history([]),
    look({ seals: new Set(['cd'.repeat(32), SEAL]) }),
    'agrees sealed',
  ],
  ['the journal does not know which seal', { ...history([]), sealed: undefined }, look({}), 'agrees sealed'],
  ['the run is gone', history([]), look({ found: 'gone' }), 'differs gone'],
  ['the run was disposed of', history([]), look({ found: 'disposed' }), 'agrees disposed'],
  ['its seal is not good', history([]), look({ found: 'doubtful' }), 'differs doubtful'],
  ['the destination is away', history([reading('03T01:00')]), look({ found: 'unknown' }), 'unknown unknown'],
];

for (const [what, known, found, expected] of CASES)
  test(`${what}: ${expected}`, () => {
    const { verdict, why } = checkOf(known, found, 'archive', () => true);
    assert.equal(`${verdict} ${why}`, expected);
  });
