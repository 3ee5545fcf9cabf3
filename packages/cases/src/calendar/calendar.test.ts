import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  type Calendar,
  isWorkingDay,
  knowsYearOf,
  WEEKDAYS,
  workingDaysAfter,
  workingDaysBefore,
} from './calendar.ts';

const EASTER: Calendar = { weekdays: [1, 2, 3, 4, 5], holidays: new Set(['2023-04-07', '2023-04-10']) };

const plus = (from: string, days: number) =>
  new Date(Date.parse(`${from}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
const day = fc.nat(3000).map(days => plus('2023-01-01', days));
const calendar = fc
  .tuple(fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }), fc.array(day, { maxLength: 40 }))
  .map(([weekdays, holidays]): Calendar => ({ weekdays, holidays: new Set(holidays) }));
const few = fc.nat(30);

describe('working days', () => {
  it('pass over the weekend and holidays', () => {
    // Wednesday before Easter 2023
    assert.equal(workingDaysAfter('2023-04-05', 1, EASTER), '2023-04-06');
    assert.equal(workingDaysAfter('2023-04-05', 2, EASTER), '2023-04-11');
    assert.equal(workingDaysBefore('2023-04-11', 1, EASTER), '2023-04-06');
    assert.equal(workingDaysAfter('2023-04-27', 10, WEEKDAYS), '2023-05-11');
  });

  it('are those of the site, Sundays too', () => {
    assert.equal(workingDaysAfter('2023-04-06', 1, { weekdays: [7], holidays: new Set() }), '2023-04-09');
  });

  it('tell whether the holidays of a year are known', () => {
    assert.deepEqual([knowsYearOf('2023-12-01', EASTER), knowsYearOf('2024-01-02', EASTER)], [true, false]);
  });

  it('end on a working day, with exactly as many between', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: 1, max: 30 }), calendar, (from, n, c) => {
        const until = workingDaysAfter(from, n, c);
        assert.ok(isWorkingDay(until, c));
        let counted = 0;
        for (let at = plus(from, 1); at <= until; at = plus(at, 1)) if (isWorkingDay(at, c)) counted++;
        assert.equal(counted, n);
      }),
    );
  });

  it('add up, and lead back from a working day', () => {
    fc.assert(
      fc.property(day, few, few, calendar, (from, a, b, c) => {
        const there = workingDaysAfter(from, a, c);
        assert.equal(workingDaysAfter(there, b, c), workingDaysAfter(from, a + b, c));
        if (isWorkingDay(from, c)) assert.equal(workingDaysBefore(there, a, c), from);
      }),
    );
  });

  it('are refused where nothing could be counted', () => {
    const calls = [
      () => workingDaysAfter('2023-02-30', 1, WEEKDAYS),
      () => workingDaysAfter('2023-2-3', 1, WEEKDAYS),
      () => workingDaysAfter('2023-02-03', -1, WEEKDAYS),
      () => workingDaysAfter('2023-02-03', 1.5, WEEKDAYS),
      () => workingDaysAfter('2023-02-03', 1, { weekdays: [], holidays: new Set() }),
      () => workingDaysAfter('9999-12-31', 1, WEEKDAYS),
    ];
    for (const call of calls) assert.throws(call, RangeError);
  });
});
