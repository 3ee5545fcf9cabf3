import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { RUN_STATES } from '../journal/run-state.ts';
import { POLL, pauseAfterPoll } from './poll-plan.ts';

test('a run that grows is looked at often, one that rests seldom', () => {
  assert.equal(pauseAfterPoll('growing', 0, 10), POLL.growing);
  assert.equal(pauseAfterPoll('settling', 10 * 3_600_000, 10), POLL.growing);
  assert.equal(pauseAfterPoll('growing', 3_600_000, 10), POLL.slow);
  for (const state of ['stale', 'sealed', 'confirmed', 'quarantined', 'away'] as const) {
    assert.equal(pauseAfterPoll(state, 0, 10), POLL.slow, state);
  }
});

test('no poll takes more than a fiftieth of the time', () => {
  fc.assert(
    fc.property(fc.constantFrom(...RUN_STATES), fc.nat(), fc.nat(600_000), (state, silent, took) => {
      assert.ok(took <= (took + pauseAfterPoll(state, silent, took)) / 50);
    }),
  );
});
