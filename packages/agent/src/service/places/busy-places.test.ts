import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BusyPlaces } from './busy-places.ts';

test('where the lock is held it is tried again after a pause that grows to half an hour, and said once', () => {
  let at = 0;
  const busy = new BusyPlaces(() => at);
  const pauses: number[] = [];
  let saidAt: number | undefined;
  for (let tries = 0; tries < 14; tries++) {
    const begun = at;
    if (busy.found(2)) {
      assert.equal(saidAt, undefined);
      saidAt = at;
    }
    while (busy.rests(2)) at += 1000;
    pauses.push((at - begun) / 1000);
  }
  assert.deepEqual(pauses, [5, 10, 20, 40, 80, 160, 320, 640, 1280, 1800, 1800, 1800, 1800, 1800]);
  assert.equal(saidAt, 635_000);
});

test('one place does not hold up another, and one that was had begins anew', () => {
  const busy = new BusyPlaces(() => 0);
  for (let tries = 0; tries < 9; tries++) busy.found(0);
  assert.deepEqual([busy.rests(0), busy.rests(1)], [true, false]);
  busy.free(0);
  assert.equal(busy.rests(0), false);
  const told = Array.from({ length: 8 }, () => busy.found(0));
  assert.equal(told.indexOf(true), 7);
});
