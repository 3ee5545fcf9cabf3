import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type CopiedRun, custodyGap } from './custody-gap.ts';
import { gapWords } from './gap-words.ts';

const RUO = { vendor: 'Illumina', model: null, serial: 'NDX550421', id: 'ruo' };
const PATCHED = { from: '2023-05-02T10:00:00.000Z', until: '2023-05-02T12:00:00.000Z' };
const NOW = '2023-06-01T00:00:00.000Z';

let index = 0;
function run(day: string, more: Partial<CopiedRun> = {}): CopiedRun {
  const sealedAt = day.length === 10 ? `${day}T11:00:00.000Z` : day;
  return {
    ...{ log: 'a'.repeat(32), index: index++, run: `run-${day}`, vendor: 'Illumina' },
    ...{ serial: 'NDX550421', mode: 'ruo', sealedAt, ...more },
  };
}

const gapOf = (...runs: readonly CopiedRun[]) => custodyGap(RUO, PATCHED, runs, NOW);

test('the days between the last run before and the first after are told, and the longest time before', () => {
  const gap = gapOf(
    run('2023-04-20'),
    run('2023-05-09'),
    run('2023-04-30'),
    run('2023-05-10'),
    run('2023-04-23'),
  );
  assert.equal(gap.lastBefore?.run, 'run-2023-04-30');
  assert.equal(gap.firstAfter?.run, 'run-2023-05-09');
  assert.deepEqual([gap.days, gap.longestBefore, gap.isUnusual], [9, 7, true]);
  assert.match(
    gapWords(gap),
    /^9 days lie between .*2023-04-30.*2023-05-09.*longest time before was 7 days.*copies fail/,
  );
  const words = gapWords(gap, moment => `the day of ${moment.slice(5, 10)}`);
  assert.match(words, /\(sealed the day of 04-30\) and the first after \(the day of 05-09\)/, 'at the site');
});

test('a distance as it was before is nothing unusual', () => {
  const gap = gapOf(run('2023-04-01'), run('2023-04-30'), run('2023-05-09'));
  assert.equal(gap.isUnusual, false);
  assert.doesNotMatch(gapWords(gap), /fail/);
});

test('as long as no run comes, it grows, and is told as that', () => {
  const gap = gapOf(run('2023-04-30'));
  assert.deepEqual([gap.days, gap.firstAfter, gap.isUnusual], [31, null, true]);
  assert.match(gapWords(gap), /^no run of it has been copied since, for 31 days/);
});

test('what was sealed in the time of the patch is neither before nor after', () => {
  const gap = gapOf(run('2023-04-30'), run('2023-05-02T11:00:00.000Z'), run('2023-05-03'));
  assert.equal(gap.during, 1);
  assert.equal(gap.firstAfter?.run, 'run-2023-05-03');
});

test('where no run came before, no time can be told', () => {
  assert.deepEqual(gapOf(run('2023-05-09')).days, null);
  assert.match(gapWords(gapOf()), /^no copied run of it/);
  assert.equal(gapOf().isUnusual, false);
});

test('runs of another device, another maker or the other side are not its own; what does not tell its side is', () => {
  const others = [
    run('2023-05-03', { serial: 'NDX550422' }),
    run('2023-05-03', { vendor: 'Another' }),
    run('2023-05-03', { mode: 'dx' }),
  ];
  assert.equal(gapOf(run('2023-04-30'), ...others).firstAfter, null);
  const own = [
    run('2023-05-04', { mode: null, vendor: null }),
    run('2023-05-05', { serial: 'NDX550421_RUO' }),
  ];
  for (const one of own) assert.equal(gapOf(one, ...others).firstAfter?.run, one.run);
  const main = custodyGap({ ...RUO, id: 'main' }, PATCHED, [run('2023-05-03', { mode: 'dx' })], NOW);
  assert.equal(main.firstAfter?.run, 'run-2023-05-03');
});

test('the order in which seals are told changes nothing', () => {
  const days = fc.integer({ min: 1, max: 28 }).map(day => run(`2023-05-${String(day).padStart(2, '0')}`));
  fc.assert(
    fc.property(fc.array(days, { maxLength: 8 }), runs => {
      assert.deepEqual(gapOf(...runs), gapOf(...runs.toReversed()));
    }),
  );
});
