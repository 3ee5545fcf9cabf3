import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Traffic } from './traffic.ts';

function traffic() {
  let now = 0;
  const moving = new Traffic(() => now);
  return { moving, later: (ms: number) => (now += ms) };
}

test('a rate is of the last five minutes, and of less where it began later', () => {
  const { moving, later } = traffic();
  assert.equal(moving.rate(1, 0), 0);
  for (let second = 0; second < 60; second++) {
    moving.moved(1, [0, 1], 1000);
    later(1000);
  }
  assert.equal(moving.rate(1, 0), 1000);
  assert.equal(moving.rate(1, 1), 1000);
  assert.equal(moving.rate(2, 0), 0);
  later(240_000);
  assert.equal(moving.rate(1, 0), 200);
  later(70_000);
  assert.equal(moving.rate(1, 0), 0);
});

test('what begins again after a pause is not measured over the pause', () => {
  const { moving, later } = traffic();
  moving.moved(1, [0], 5_000_000);
  later(3_600_000);
  moving.moved(1, [0], 20_000);
  later(10_000);
  assert.equal(moving.rate(1, 0), 2000);
  assert.equal(moving.progressAt, 3_600_000);
});

test('totals are by destination', () => {
  const { moving } = traffic();
  moving.copied(0, { files: 2, bytes: 5 });
  moving.copied(0, { files: 1, bytes: 1 });
  assert.deepEqual(
    [moving.total(0), moving.total(1)],
    [
      { files: 3, bytes: 6 },
      { files: 0, bytes: 0 },
    ],
  );
});
