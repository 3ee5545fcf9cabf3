import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type DateOptions, type DateSource, headOfRunId, runDate } from './run-date.ts';
import { writtenTimes } from './written-time.ts';

const NOW = new Date('2026-11-23T12:00:00Z');

function began(texts: readonly (string | DateSource)[], options: Partial<DateOptions> = {}): string {
  const sources = texts.map(text => (typeof text === 'string' ? { text, from: text } : text));
  const { at } = runDate(sources, { now: NOW, ...options });
  const short = (time: string) => time.slice(0, 16);
  return at === null ? 'null' : `${short(at.from)} ${short(at.until)}`;
}

test('a day without a zone reaches over the days of all zones', () => {
  assert.equal(began(['160603']), '2016-06-02T10:00 2016-06-04T11:59');
  assert.equal(began(['20220912']), '2022-09-11T10:00 2022-09-13T11:59');
});

test('a time of day without a zone may be that of any zone', () => {
  assert.equal(began(['17/01/2020 12:52:58']), '2020-01-16T22:52 2020-01-18T00:52');
  assert.equal(began(['6/27/2018 4:59:20 PM']), '2018-06-27T02:59 2018-06-28T04:59');
  assert.equal(began(['27.06.2018 16:59:20']), '2018-06-27T02:59 2018-06-28T04:59');
  assert.equal(began(['2018/6/27 16:59']), '2018-06-27T02:59 2018-06-28T04:59');
  assert.equal(began(['2018-06-27 16:59:20']), '2018-06-27T02:59 2018-06-28T04:59');
});

test('12 AM is midnight, 12 PM is noon', () => {
  assert.deepEqual(writtenTimes('1/13/2020 12:05:00 AM'), writtenTimes('1/13/2020 0:05:00'));
  assert.deepEqual(writtenTimes('1/13/2020 12:05:00 PM'), writtenTimes('1/13/2020 12:05:00'));
  assert.deepEqual(writtenTimes('1/13/2020 12:05:00\u202fpm'), writtenTimes('1/13/2020 12:05:00'));
});

test('a time with a zone is that instant', () => {
  assert.equal(began(['2024-02-27T20:40:35Z']), '2024-02-27T20:40 2024-02-27T20:40');
  assert.equal(began(['2023-11-08T16:06:11+01:00']), '2023-11-08T15:06 2023-11-08T15:06');
  const { at } = runDate([{ text: '2020-06-02T01:46:25.8840085Z', from: '' }], { now: NOW });
  assert.deepEqual(at, { from: '2020-06-02T01:46:25.884Z', until: '2020-06-02T01:46:25.884Z' });
});

test('the time of a file that was written hours after the beginning reaches back', () => {
  const date = { text: '2024-06-01T04:25:08Z', from: '', isWriting: true };
  assert.equal(began([date]), '2024-05-31T16:25 2024-06-01T04:25');
});

test('day and month that may be exchanged give a span that holds both', () => {
  assert.equal(began(['3/4/2020 10:00:00']), '2020-03-03T20:00 2020-04-03T22:00');
  assert.equal(began(['5/5/2020 10:00:00']), '2020-05-04T20:00 2020-05-05T22:00');
});

test('the day in the run id shows which of both is meant', () => {
  assert.equal(began(['3/4/2020 10:00:00', '200304']), '2020-03-03T20:00 2020-03-04T22:00');
  assert.equal(began(['3/4/2020 10:00:00', '200403']), '2020-04-02T20:00 2020-04-03T22:00');
});

test('sources that disagree widen the span to all of them, but for those that only say the same less exactly', () => {
  assert.equal(began(['180731', '7/25/2018 3:31:31 PM']), '2018-07-25T01:31 2018-08-01T11:59');
  assert.equal(
    began(['20240531', '2024-05-31T21:52:16Z', '2024-06-01T04:25:08Z']),
    '2024-05-31T21:52 2024-06-01T04:25',
  );
});

test('what is damaged, impossible, before 2005 or in the future says nothing', () => {
  const nothing = [
    ...[
      '22020-03-08T01:06:02Z',
      '',
      'yesterday',
      '180732',
      '31/02/2020',
      '13/13/2020 1:00:00',
      '1/2/2020 13:00:00 PM',
    ],
    ...[
      '991231',
      '1601-01-01T00:00:00Z',
      '2004-12-30T00:00:00Z',
      '12/31/2169 00:00:00',
      '2026-11-26T12:00:00Z',
    ],
    ...['2561-06-27 16:59:20', '2020-01-01T24:00:00Z', '2020-01-01T00:00:00+15:00', '1/2/20', '1-2/2020'],
  ];
  for (const text of nothing) {
    assert.equal(began([text]), 'null', text);
    assert.equal(began([text, '160603']), began(['160603']), text);
  }
  assert.deepEqual(runDate([], { now: NOW }), { at: null, from: null });
});

test('of a date that may be one of two, an impossible one is not held', () => {
  assert.equal(began(['11/12/2026 10:00:00']), '2026-11-11T20:00 2026-11-12T22:00');
});

test('a site zone narrows what its clocks showed', () => {
  const zone = 'Europe/Zurich';
  assert.equal(began(['160603'], { zone }), '2016-06-02T22:00 2016-06-03T21:59');
  assert.equal(began(['17/01/2020 12:52:58'], { zone }), '2020-01-17T11:52 2020-01-17T11:52');
  assert.equal(began(['2024-02-27T20:40:35Z'], { zone }), '2024-02-27T20:40 2024-02-27T20:40');
});

test('an hour that a zone had twice, or not at all, holds both readings', () => {
  const zone = 'Europe/Zurich';
  assert.equal(began(['2023-10-29 02:30:00'], { zone }), '2023-10-29T00:30 2023-10-29T01:30');
  assert.equal(began(['2024-03-31 02:30:00'], { zone }), '2024-03-31T00:30 2024-03-31T01:30');
});

test('the source that is named is the one that says most', () => {
  const named = (...texts: string[]) =>
    runDate(
      texts.map(text => ({ text, from: text })),
      { now: NOW },
    ).from;
  assert.equal(named('200602', '2020-06-02T01:46:25Z'), '2020-06-02T01:46:25Z');
  assert.equal(named('200304', '3/4/2020 10:00:00'), '3/4/2020 10:00:00');
  assert.equal(named('200304', 'nonsense'), '200304');
});

test('the head of a run id is a day only where an underscore follows', () => {
  assert.equal(headOfRunId('160603_M01270_0196_000000000-AKGDE'), '160603');
  assert.equal(headOfRunId('20220912_FS10001773_27_BSE39218-1017'), '20220912');
  for (const id of ['NovaSeqX_WHGS', '207513420108', 'a_run', '1606031_X', '']) {
    assert.equal(headOfRunId(id), undefined);
  }
});

test('the true beginning lies in the span, whatever the zone, the spelling and the order of sources', () => {
  const zones = [
    'Pacific/Kiritimati',
    'Etc/GMT+12',
    'Europe/Zurich',
    'America/Los_Angeles',
    'Asia/Kathmandu',
  ];
  const moment = fc.integer({ min: Date.UTC(2006, 0, 1), max: Date.UTC(2026, 10, 20) });
  fc.assert(
    fc.property(moment, fc.constantFrom(...zones), fc.boolean(), fc.boolean(), (ms, name, tells, turned) => {
      const begin = Math.floor(ms / 1000) * 1000;
      const local = Temporal.Instant.fromEpochMilliseconds(begin).toZonedDateTimeISO(name);
      const two = (number: number) => String(number).padStart(2, '0');
      const { year, month, day, hour, minute, second } = local;
      const texts = [
        `${two(year % 100)}${two(month)}${two(day)}`,
        `${month}/${day}/${year} ${hour % 12 === 0 ? 12 : hour % 12}:${two(minute)}:${two(second)} ${hour < 12 ? 'AM' : 'PM'}`,
        `${two(day)}/${two(month)}/${year} ${two(hour)}:${two(minute)}:${two(second)}`,
        new Date(begin).toISOString(),
      ];
      const sources = (turned ? texts.reverse() : texts).map(text => ({ text, from: text }));
      for (const some of [sources, sources.slice(0, 2), sources.slice(1, 3), sources.slice(0, 1)]) {
        const { at } = runDate(some, { now: NOW, zone: tells ? name : undefined });
        assert.ok(at !== null && Date.parse(at.from) <= begin && begin <= Date.parse(at.until));
      }
    }),
    { numRuns: 300 },
  );
});

test('no text makes it fail', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.string(), fc.stringMatching(/^[0-9TZ:./ +APM-]{0,30}$/)), { maxLength: 4 }),
      texts => {
        const { at } = runDate(
          texts.map(text => ({ text, from: text })),
          { now: NOW, zone: 'Europe/Zurich' },
        );
        assert.ok(at === null || at.from <= at.until);
      },
    ),
  );
});
