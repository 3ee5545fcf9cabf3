import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { newShares, Shares } from './shares.ts';
import { lanesWithin, laneThrottleTo, pauseMs, throttleTo } from './throttle.ts';

test('who is not ahead of the rate does not wait', () => {
  assert.equal(pauseMs(1000, 1000, 1000), 0);
  assert.equal(pauseMs(0, 1000, 0), 0);
  assert.equal(pauseMs(1000, 1000, 5000), 0);
});

test('who is ahead waits until the rate is kept, a long wait in pieces of a second', () => {
  assert.equal(pauseMs(1500, 1000, 1000), 500);
  assert.equal(pauseMs(100_000, 1000, 0), 1000);
});

test('whoever sleeps as long as told, again and again, ends at the rate', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1_000_000 }),
      fc.integer({ min: 100, max: 1_000_000 }),
      (bytes, rate) => {
        let elapsed = 0;
        for (let ms = pauseMs(bytes, rate, elapsed); ms > 0; ms = pauseMs(bytes, rate, elapsed))
          elapsed += ms;
        assert.ok(elapsed >= (bytes / rate) * 1000 - 1.001 && elapsed <= (bytes / rate) * 1000 + 0.001);
      },
    ),
    { numRuns: 50 },
  );
});

test('without a rate bytes are only counted; after a stop nobody sleeps', () => {
  const shares = new Shares(newShares(1, 1));
  throttleTo(0, shares)(5);
  shares.stop();
  throttleTo(1, shares)(1_000_000);
  assert.equal(shares.bytesDone, 1_000_005);
});

test('a lane that rests blocks nobody: others have their turn meanwhile', async () => {
  const shares = new Shares(newShares(1, 1));
  const throttle = laneThrottleTo(1000, shares);
  const rested = throttle(100);
  assert.ok(rested instanceof Promise);
  const turn = await Promise.race([rested.then(() => 'rested'), setImmediate('another')]);
  assert.equal(turn, 'another');
  await rested;
});

test('at a low rate fewer lanes share it, so that none waits until its connection is given up', () => {
  assert.equal(lanesWithin(0, 16, 8), 16);
  assert.equal(lanesWithin(100_000_000, 16, 8), 16);
  assert.equal(lanesWithin(1, 16, 8), 1);
  fc.assert(
    fc.property(
      fc.integer({ min: 200_000, max: 100_000_000 }),
      fc.integer({ min: 1, max: 16 }),
      fc.integer({ min: 1, max: 8 }),
      (rate, most, threads) => {
        const lanes = lanesWithin(rate, most, threads);
        assert.ok(lanes >= 1 && lanes <= most);
        assert.ok((lanes * threads * 2 ** 18) / rate <= 15, 'seconds until a lane is served again');
      },
    ),
  );
});
