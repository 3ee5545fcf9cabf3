import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DeliveryRecord } from '../journal/records.ts';
import { parseMonth } from './month.ts';
import { type MonthReport, monthReport } from './month-report.ts';
import type { EventFacts, ReportFacts, RunFacts } from './report-facts.ts';

const at = (text: string) => new Date(`2026-${text}:00Z`);
const WRITTEN = at('04-02T08:00');
const MARCH = parseMonth('2026-03', WRITTEN);
const SEAL = 'ab'.repeat(32);

function event(when: string, kind: string, more: Partial<EventFacts> = {}): EventFacts {
  return { at: at(when), run: undefined, destination: undefined, kind, detail: {}, ...more };
}

function atWork(from: string, until: string, version = '0.1.0'): EventFacts {
  return event(until, 'at-work', { detail: { from: at(from).toISOString(), version } });
}

function run(id: number, firstSeen: string, more: Partial<RunFacts> = {}): RunFacts {
  return {
    id,
    name: `RUN${id}`,
    root: 'lab-a',
    firstSeen: at(firstSeen),
    // As the journal has it when the report is written.
    deliveries: [delivery('sealed', '04-20T00:00')],
    wanted: [],
    ...more,
  };
}

function delivery(state: DeliveryRecord['state'], since: string): DeliveryRecord {
  const none = { downSince: undefined, reason: undefined, sealed: undefined };
  const lastConfirmed = state === 'confirmed' ? at(since) : undefined;
  return { run: 1, destination: 0, state, since: at(since), lastConfirmed, ...none };
}

function report(more: Partial<ReportFacts>): MonthReport {
  return monthReport({
    month: MARCH,
    writtenAt: WRITTEN,
    runs: [],
    destinations: new Map([
      [0, { name: 'archive', id: undefined, confirm: true }],
      [1, { name: 'cloud', id: undefined, confirm: false }],
    ]),
    events: [atWork('02-20T00:00', '04-02T08:00')],
    ...more,
  });
}

const open = ({ open: points }: MonthReport) =>
  points.map(({ kind, run: name, destination }) => [kind, name, ...(destination ? [destination] : [])]);

test('a run that was seen, sealed, read back and read again counts once each, at its root and destination', () => {
  const { roots, destinations, runs, ...rest } = report({
    runs: [run(1, '03-02T10:00')],
    events: [
      atWork('02-20T00:00', '04-02T08:00'),
      event('03-04T01:00', 'sealed', { run: 1, detail: { seal: SEAL, key: 'cd'.repeat(32), files: 7 } }),
      event('03-04T02:00', 'confirmed', { run: 1, destination: 0 }),
      event('03-29T02:00', 'reverified', { run: 1, destination: 0 }),
      event('03-30T02:00', 'reverified', { run: 1, destination: 0 }),
    ],
  });
  assert.deepEqual(roots, [{ root: 'lab-a', seen: 1, sealed: 1, alarmed: 0, quarantined: 0, stale: 0 }]);
  assert.deepEqual(destinations, [
    { root: 'lab-a', destination: 'archive', confirmed: 1, reverified: 1, failed: 0 },
  ]);
  assert.deepEqual(runs[0]?.sealed, { at: at('03-04T01:00'), seal: SEAL, key: 'cd'.repeat(32) });
  assert.equal(runs[0]?.places[0]?.readings.length, 3);
  assert.deepEqual([rest.isWhole, rest.open, rest.absences], [true, [], []]);
});

test('what happened in other months is not told, but what it left open is', () => {
  const found = report({
    runs: [run(1, '01-02T10:00'), run(2, '02-28T10:00'), run(3, '04-01T00:00')],
    events: [
      atWork('01-01T00:00', '04-01T00:00'),
      event('02-28T23:00', 'sealed', { run: 1 }),
      event('02-28T23:30', 'quarantined', { run: 2, detail: { code: 'CONFLICT' } }),
    ],
  });
  assert.deepEqual(found.runs, []);
  assert.deepEqual(open(found), [
    ['not-read-back', 'RUN1', 'archive'],
    ['quarantined', 'RUN2'],
  ]);
});

test('a sealed run is missing from a destination to which it is to go, and from no other', () => {
  const sealedAt = (slot: number) => ({ ...delivery('sealed', '03-04T01:00'), destination: slot });
  const facts = (wanted: readonly number[]) =>
    report({
      runs: [
        run(1, '03-02T10:00', { wanted, deliveries: [sealedAt(1), { ...sealedAt(0), state: 'copying' }] }),
      ],
      events: [atWork('02-20T00:00', '04-02T08:00'), event('03-04T01:00', 'sealed', { run: 1 })],
    });
  assert.deepEqual(open(facts([0, 1])), [['not-there', 'RUN1', 'archive']]);
  assert.deepEqual(open(facts([1])), []);
});

test('a reading that differed stays open until a later one finds all equal', () => {
  const bad = event('03-10T00:00', 'reverify-failed', {
    run: 1,
    destination: 0,
    detail: { code: 'DESTINATION_READ_BACK', files: 3 },
  });
  const facts = (...events: EventFacts[]) =>
    report({
      runs: [run(1, '01-02T10:00', { deliveries: [delivery('confirmed', '01-03T10:00')] })],
      events: [atWork('02-01T00:00', '04-01T00:00'), ...events],
    });
  assert.deepEqual(open(facts()), []);
  assert.deepEqual(open(facts(bad)), [['differs', 'RUN1', 'archive']]);
  assert.equal(facts(bad).destinations[0]?.failed, 1);
  const good = event('03-17T00:00', 'reverified', { run: 1, destination: 0 });
  assert.deepEqual(open(facts(bad, good)), []);
});

test('a run that goes on growing is open as not sealed, and one that was released and sealed is not', () => {
  const found = report({
    runs: [run(1, '03-02T10:00'), run(2, '03-03T10:00')],
    events: [
      atWork('02-20T00:00', '04-02T08:00'),
      event('03-04T01:00', 'stale', { run: 1, detail: { hours: 48 } }),
      event('03-04T01:00', 'alarm', { run: 2, detail: { code: 'CONFLICT' } }),
      event('03-04T01:00', 'quarantined', { run: 2, detail: { code: 'CONFLICT' } }),
      event('03-04T09:00', 'released', { run: 2 }),
      event('03-05T01:00', 'sealed', { run: 2 }),
      event('03-05T02:00', 'confirmed', { run: 2, destination: 0 }),
      event('03-06T02:00', 'addendum', { run: 2, detail: { files: 4 } }),
    ],
  });
  assert.deepEqual(
    found.runs[1]?.troubles.map(({ kind }) => kind),
    ['alarm', 'quarantined', 'released'],
  );
  assert.deepEqual(found.runs[1]?.addenda, [{ at: at('03-06T02:00'), files: 4 }]);
  assert.deepEqual(open(found), [['not-sealed', 'RUN1']]);
  assert.deepEqual(found.roots, [
    { root: 'lab-a', seen: 2, sealed: 1, alarmed: 1, quarantined: 1, stale: 1 },
  ]);
});

test('a run that an agent says to be sealed once more, as after a crash, was sealed the first time', () => {
  const sealed = (when: string) => event(when, 'sealed', { run: 1, detail: { seal: SEAL } });
  const { roots, runs } = report({
    runs: [run(1, '02-02T10:00')],
    events: [atWork('02-01T00:00', '04-02T08:00'), sealed('02-28T23:59'), sealed('03-01T00:01')],
  });
  assert.deepEqual([roots[0]?.sealed, runs], [0, []]);
});

test('a month that the journal does not cover is unknown, and one that it covers in part is so from there on', () => {
  const none = report({ events: [] });
  assert.deepEqual([none.knownFrom, none.isWhole, none.absences], [undefined, false, []]);
  const part = report({ events: [atWork('03-11T00:00', '04-01T00:00')] });
  assert.deepEqual([part.knownFrom, part.isWhole, part.absences], [at('03-11T00:00'), false, []]);
});

const ABSENT: readonly [string, readonly EventFacts[], readonly [string, string, string][]][] = [
  [
    'an agent that was stopped and started again was away between, and why is known',
    [
      atWork('02-01T00:00', '03-10T00:00'),
      event('03-10T00:00', 'stopped'),
      atWork('03-12T00:00', '04-02T00:00'),
    ],
    [['03-10', '03-12', 'stopped']],
  ],
  [
    'one that ended by an error is away by that code',
    [
      atWork('02-01T00:00', '03-10T00:00'),
      event('03-10T00:00', 'stopped', { detail: { code: 'JOURNAL_UNUSABLE' } }),
      atWork('03-12T00:00', '04-02T00:00'),
    ],
    [['03-10', '03-12', 'JOURNAL_UNUSABLE']],
  ],
  [
    'one that was killed left nothing that says why',
    [atWork('02-01T00:00', '03-10T00:00'), atWork('03-12T00:00', '04-02T00:00')],
    [['03-10', '03-12', 'unrecorded']],
  ],
  [
    'an update that takes a minute is no absence',
    [
      atWork('02-01T00:00', '03-10T00:00'),
      event('03-10T00:00', 'stopped'),
      atWork('03-10T00:01', '04-02T00:00'),
    ],
    [],
  ],
  [
    'an agent that was stopped before the month and comes back in it was away from its beginning',
    [
      atWork('01-01T00:00', '02-10T00:00'),
      event('02-10T00:00', 'stopped'),
      atWork('03-05T00:00', '04-02T00:00'),
    ],
    [['03-01', '03-05', 'stopped']],
  ],
  [
    'one that never came back is away to the end',
    [atWork('02-01T00:00', '03-10T00:00')],
    [['03-10', '04-01', 'unrecorded']],
  ],
  [
    'stretches that overlap after a clock was put back are one',
    [
      atWork('02-01T00:00', '03-10T00:00'),
      atWork('03-08T00:00', '03-09T00:00'),
      atWork('03-09T00:00', '04-02T00:00'),
    ],
    [],
  ],
];

for (const [what, events, expected] of ABSENT)
  test(what, () =>
    assert.deepEqual(
      report({ events }).absences.map(({ from, until, why }) => [
        from.toISOString().slice(5, 10),
        until.toISOString().slice(5, 10),
        why,
      ]),
      expected,
    ),
  );

test('an outage begins once, ends when the place works again, and is open else', () => {
  const down = (when: string, destination: number) =>
    event(when, 'destination-down', { destination, detail: { code: 'DESTINATION_DOWN' } });
  const { outages } = report({
    events: [
      atWork('02-01T00:00', '04-02T00:00'),
      down('02-01T01:00', 1),
      event('02-01T02:00', 'destination-back', { destination: 1 }),
      down('02-28T01:00', 0),
      down('02-28T02:00', 0),
      event('03-01T02:00', 'confirmed', { destination: 0 }),
      event('03-09T00:00', 'source-gone', { detail: { root: 'lab-a', code: 'RUN_UNREADABLE' } }),
    ],
  });
  assert.deepEqual(outages, [
    {
      of: 'destination',
      name: 'archive',
      from: at('02-28T01:00'),
      until: at('03-01T02:00'),
      code: 'DESTINATION_DOWN',
    },
    { of: 'root', name: 'lab-a', from: at('03-09T00:00'), until: undefined, code: 'RUN_UNREADABLE' },
  ]);
});

test('versions that were at work, moved clocks and a journal that was set aside are told', () => {
  const found = report({
    events: [
      atWork('02-01T00:00', '02-10T00:00', '0.0.9'),
      atWork('02-10T00:00', '03-10T00:00', '0.1.0'),
      atWork('03-10T00:00', '04-02T00:00', '0.2.0'),
      event('03-10T00:00', 'journal-set-aside'),
      event('03-11T00:00', 'clock-moved', { detail: { seconds: -3600 } }),
    ],
  });
  assert.deepEqual(found.versions, ['0.1.0', '0.2.0']);
  assert.deepEqual(found.journalsSetAside, [at('03-10T00:00')]);
  assert.deepEqual(found.clockMoves, [{ at: at('03-11T00:00'), seconds: -3600 }]);
});

test('a month is YYYY-MM and has begun', () => {
  for (const text of ['2026-13', '2026-3', '2026', 'March', '2026-05'])
    assert.throws(() => parseMonth(text, WRITTEN), { code: 'USAGE' });
  assert.equal(report({ month: parseMonth('2026-04', WRITTEN) }).until, WRITTEN);
});
