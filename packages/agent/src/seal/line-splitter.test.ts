import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { LineSplitter } from './line-splitter.ts';

function linesOf(pieces: readonly string[], shortest: number, longest: number): string[] {
  const lines: string[] = [];
  const splitter = new LineSplitter(shortest, longest, line => void lines.push(line));
  for (const piece of pieces) splitter.push(Buffer.from(piece, 'latin1'));
  splitter.end();
  return lines;
}

test('however bytes come in pieces, the lines of a fitting length come out', () => {
  const pieces = fc.array(fc.string({ unit: fc.constantFrom('\n', 'a', '\xff'), maxLength: 12 }));
  fc.assert(
    fc.property(
      pieces,
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 3, max: 6 }),
      (pieces, shortest, longest) => {
        const whole = pieces.join('').split('\n');
        assert.deepEqual(
          linesOf(pieces, shortest, longest),
          whole.filter(line => line.length >= shortest && line.length <= longest),
        );
      },
    ),
  );
});

test('a line that is too long does not take the next one with it', () => {
  assert.deepEqual(linesOf(['x'.repeat(100), 'x'.repeat(100), '\nab\ncd'], 1, 5), ['ab', 'cd']);
});
