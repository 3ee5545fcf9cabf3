import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { cyclesByRead, splitIntoReads } from './reads.ts';

test('the reads of a run follow each other and add up to its cycles', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 2000 }),
      fc.constantFrom(1 as const, 2 as const),
      (cycles, index) => {
        const reads = splitIntoReads(cycles, index);
        let next = 1;
        for (const [at, read] of reads.entries()) {
          assert.equal(read.number, at + 1);
          assert.equal(read.first, next);
          assert.equal(read.last, next + read.cycles - 1);
          assert.ok(read.cycles > 0);
          next = read.last + 1;
        }
        assert.equal(next - 1, cycles);
      },
    ),
  );
});

test('a run of usual length has two reads around two indexes of eight cycles', () => {
  assert.deepEqual(
    splitIntoReads(318, 2).map(read => [read.cycles, read.index]),
    [
      [151, false],
      [8, true],
      [8, true],
      [151, false],
    ],
  );
});

test('cycles that were done are told by read, in whatever read the run ended', () => {
  const reads = splitIntoReads(72, 2);
  assert.deepEqual(cyclesByRead(reads, 72), { read1: 28, index1: 8, index2: 8, read2: 28 });
  assert.deepEqual(cyclesByRead(reads, 40), { read1: 28, index1: 8, index2: 4, read2: 0 });
});
