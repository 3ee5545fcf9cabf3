import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isAllConfirmed, nextWork } from './next-work.ts';

const A = { slot: 0, confirm: true };
const B = { slot: 1, confirm: false };

test('a run that is over is sealed, also where only some destinations lack the seal; then each is read that wants it', () => {
  assert.deepEqual(nextWork('finishing', [], new Map(), 0), { kind: 'seal' });
  assert.deepEqual(nextWork('sealed', [A, B], new Map([[0, 'sealed']]), 0), { kind: 'seal' });
  const both = new Map([
    [0, 'sealed'],
    [1, 'sealed'],
  ] as const);
  assert.deepEqual(nextWork('sealed', [A, B], both, 0), { kind: 'confirm', slot: 0 });
  assert.equal(nextWork('sealed', [B], both, 0), undefined);
  assert.equal(nextWork('growing', [A, B], both, 0), undefined);
});

test('a destination where something else lies is left alone', () => {
  assert.equal(nextWork('sealed', [A], new Map(), 0b1), undefined);
  assert.equal(nextWork('sealed', [A], new Map([[0, 'sealed']]), 0b1), undefined);
});

test('a run is confirmed when every destination is as far as it is to come, or further', () => {
  const confirmed = (b: 'sealed' | 'confirmed') =>
    isAllConfirmed(
      [A, B],
      new Map([
        [0, 'confirmed'],
        [1, b],
      ] as const),
    );
  assert.deepEqual([confirmed('sealed'), confirmed('confirmed')], [true, true]);
  assert.equal(isAllConfirmed([A], new Map([[0, 'sealed']])), false);
  assert.equal(isAllConfirmed([A, B], new Map([[0, 'confirmed']])), false);
});
