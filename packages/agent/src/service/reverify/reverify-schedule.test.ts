import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dueRuns, pauseBetween, type ReadBack } from './reverify-schedule.ts';

const DAY = 86_400_000;
const NOW = new Date('2026-03-31T02:00:00Z');
const ago = (days: number) => new Date(NOW.getTime() - days * DAY);
const run = (name: string, good: number, bad?: number): ReadBack => ({
  name,
  lastGood: ago(good),
  lastBad: bad === undefined ? undefined : ago(bad),
});

const CASES: readonly [string, readonly ReadBack[], string | undefined][] = [
  ['nothing is held', [], undefined],
  ['a run that was read lately is left alone', [run('A', 60)], undefined],
  ['a run is due when the days are over, whatever it is called', [run('A', 90)], 'A'],
  ['the oldest comes first', [run('A', 100), run('B', 300), run('C', 200)], 'B'],
  ['runs of the same moment and name go by their order', [run('A', 400), run('A', 400)], 'A'],
  ['a run that was damaged a minute ago is not read again', [run('A', 400, 0)], undefined],
  ['a run that was damaged a week ago is', [run('A', 400, 7)], 'A'],
  ['damage that was mended and read since counts no more', [run('A', 60, 80)], undefined],
  ['a clock that was put back by minutes makes nothing due', [run('A', -0.01)], undefined],
  ['a date far ahead says nothing, so the run is due', [run('A', -3650)], 'A'],
  ['but after those of which the date is known', [run('A', -3650), run('B', 91)], 'B'],
  ['damage that is dated far ahead is looked at again', [run('A', 1, -3650)], 'A'],
];

for (const [what, runs, expected] of CASES)
  test(what, () => assert.equal(dueRuns(runs, 90, NOW)[0]?.name, expected));

test('runs that were sealed in one night come due over weeks, none of them late', () => {
  const runs = Array.from({ length: 200 }, (_, at) => run(`260101_A00001_${at}_AHXXXXXXXX`, 0));
  const dueBy = (days: number) => dueRuns(runs, 90, new Date(NOW.getTime() + Math.round(days * DAY))).length;
  assert.equal(dueBy(67), 0);
  assert.equal(dueBy(90), runs.length);
  const nights = Array.from({ length: 23 }, (_, night) => dueBy(68 + night) - dueBy(67 + night));
  assert.ok(Math.max(...nights) < runs.length / 8, nights.join());
});

test('a leap of the clock over ten years is worked off over a quarter of the period, not at once', () => {
  assert.equal(pauseBetween(100, 90) * 100, 22.5 * DAY);
  assert.equal(pauseBetween(0, 1), DAY / 4);
});
