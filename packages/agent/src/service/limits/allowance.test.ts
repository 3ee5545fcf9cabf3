import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Allowance } from './allowance.ts';

test('the lowest limit of all destinations counts, and 0 turns them off while what is under way keeps its rate', () => {
  let hour = 6;
  const morning = { from: 0, to: 7 * 60, bytesPerSecond: 500 };
  const day = { from: 7 * 60, to: 19 * 60, bytesPerSecond: 0 };
  const always = { from: 0, to: 0, bytesPerSecond: 900 };
  const allowance = new Allowance(
    [{ limits: [morning, day] }, { limits: [always] }],
    () => new Date(2026, 0, 1, hour),
  );
  assert.deepEqual([allowance.isOff, allowance.bytesPerSecond], [false, 500]);
  hour = 8;
  assert.deepEqual([allowance.isOff, allowance.bytesPerSecond], [true, 500]);
  hour = 20;
  assert.deepEqual([allowance.isOff, allowance.bytesPerSecond], [false, 900]);
});

test('without a limit it goes as fast as it can', () => {
  const allowance = new Allowance([{ limits: [] }], () => new Date());
  assert.deepEqual([allowance.isOff, allowance.bytesPerSecond], [false, 0]);
});

test('a limit begins and ends with its minute', () => {
  const at = new Date(2026, 0, 1, 6, 59, 59, 999);
  const allowance = new Allowance([{ limits: [{ from: 420, to: 421, bytesPerSecond: 0 }] }], () => at);
  assert.equal(allowance.isOff, false);
  at.setMilliseconds(1000);
  assert.equal(allowance.isOff, true);
  at.setSeconds(60);
  assert.equal(allowance.isOff, false);
});
