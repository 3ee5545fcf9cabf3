import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { throwsWith } from '../../../test/support/assert-code.ts';
import { limitAt, parseHours, wallMinute } from './bandwidth.ts';

const TABLE = [parseHours('07:00-19:00', '20 MB/s'), parseHours('22:30-02:00', 'off')];
const at = (time: string) => limitAt(TABLE, wallMinute(new Date(time), 'Europe/Berlin'));

test('a limit holds in its hours, by the clock on the wall, over midnight too', () => {
  assert.equal(at('2026-01-15T05:59:59Z'), undefined);
  assert.equal(at('2026-01-15T06:00:00Z'), 20e6);
  assert.equal(at('2026-01-15T18:00:00Z'), undefined);
  assert.equal(at('2026-01-15T22:00:00Z'), 0);
  assert.equal(at('2026-01-16T00:59:00Z'), 0);
  assert.equal(at('2026-01-16T01:00:00Z'), undefined);
});

test('in summer the same hours begin an hour earlier', () => {
  assert.equal(at('2026-07-15T04:59:59Z'), undefined);
  assert.equal(at('2026-07-15T05:00:00Z'), 20e6);
});

test('the hour that is left out in spring has no limit, the one that comes twice in autumn has it twice', () => {
  const night = [parseHours('02:00-03:00', '1 kB/s')];
  const limit = (time: string) => limitAt(night, wallMinute(new Date(time), 'Europe/Berlin'));
  const minutesOf = (day: string) =>
    Array.from({ length: 24 * 60 }, (_, minute) => new Date(Date.parse(`${day}T00:00:00Z`) + minute * 60_000))
      .map(time => limit(time.toISOString()))
      .filter(found => found !== undefined).length;
  assert.equal(minutesOf('2026-03-28'), 60, 'an ordinary day');
  assert.equal(minutesOf('2026-03-29'), 0, 'clocks are put on');
  assert.equal(minutesOf('2026-10-25'), 120, 'clocks are put back');
});

test('the first that matches counts, and a whole day can be said', () => {
  const table = [parseHours('12:00-13:00', '5 MB/s'), parseHours('00:00-24:00', '1 GB/s')];
  assert.equal(limitAt(table, 12 * 60), 5e6);
  assert.equal(limitAt(table, 13 * 60), 1e9);
  assert.equal(limitAt(table, 0), 1e9);
});

test('each minute has exactly the limit of the hours that it lies in', () => {
  const minute = fc.nat(24 * 60 - 1);
  fc.assert(
    fc.property(minute, minute, (from, to) => {
      const limited = Array.from({ length: 24 * 60 }, (_, now) =>
        limitAt([{ from, to, bytesPerSecond: 1 }], now),
      );
      const length = (to - from + 24 * 60) % (24 * 60) || 24 * 60;
      assert.equal(limited.filter(limit => limit === 1).length, length);
    }),
  );
});

test('what is no time and no rate is refused', () => {
  for (const hours of ['7-19', '07:00-25:00', '07:00', '07:60-08:00', '07:00-24:30']) {
    throwsWith('USAGE', () => parseHours(hours, '1 MB/s'));
  }
  for (const rate of ['', 'fast', '0 MB/s', '-1 MB/s', '20 Mb/s', '20']) {
    throwsWith('USAGE', () => parseHours('07:00-19:00', rate));
  }
});
