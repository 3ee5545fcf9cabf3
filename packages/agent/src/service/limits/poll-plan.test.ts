import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { RUN_STATES } from '../../journal/run-state.ts';
import { POLL, pauseAfterPoll } from './poll-plan.ts';

test('a run that grows is looked at often, one that rests seldom', () => {
  const quick = { tookMs: 10, isStirred: false };
  assert.equal(pauseAfterPoll('growing', 0, quick), POLL.growing);
  assert.equal(pauseAfterPoll('settling', 10 * 3_600_000, quick), POLL.growing);
  assert.equal(pauseAfterPoll('growing', 3_600_000, quick), POLL.slow);
  for (const state of ['stale', 'sealed', 'confirmed', 'quarantined', 'away'] as const) {
    assert.equal(pauseAfterPoll(state, 0, quick), POLL.slow, state);
  }
});

test('where nothing happens no poll takes more than a fiftieth of the time, elsewhere none more than a tenth', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...RUN_STATES),
      fc.nat(),
      fc.nat(600_000),
      fc.boolean(),
      (state, silent, tookMs, isStirred) => {
        const pause = pauseAfterPoll(state, silent, { tookMs, isStirred });
        assert.ok(tookMs <= (tookMs + pause) / (isStirred ? 10 : 50));
      },
    ),
  );
});

test('a growing run in which each look of half a second finds something is still looked at every five', () => {
  assert.equal(pauseAfterPoll('growing', 0, { tookMs: 500, isStirred: true }), POLL.growing);
});
