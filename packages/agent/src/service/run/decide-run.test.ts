import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Completion, CompletionState } from '@seqwarden/runfolder';
import fc from 'fast-check';
import { RUN_STATES } from '../../journal/run-state.ts';
import { decideRun, type EndFacts, judgeOver, type RunFacts } from './decide-run.ts';

const SETTINGS = { settleMs: 60_000, staleMs: 48 * 3_600_000 };

function ended(parts: Partial<Completion> = {}, rest: Partial<EndFacts> = {}): EndFacts {
  const completion: Completion = {
    state: 'complete',
    rule: 'copy-complete',
    markers: ['CopyComplete.txt'],
    ...parts,
  };
  return { completion, layout: 'cbcl', missing: 0, ...rest };
}

const GROWS = ended({ state: 'running', rule: 'no-end-marker', markers: [] }, { missing: 9 });

function facts(parts: Partial<RunFacts> = {}): RunFacts {
  return { end: ended(), waiting: 0, quietMs: SETTINGS.settleMs, silentMs: 0, ...parts };
}

test('a run is over by the rule of its model, which is named', () => {
  assert.deepEqual(judgeOver(ended()), { over: true, rule: 'copy-complete' });
  assert.deepEqual(judgeOver(ended({}, { missing: null })), { over: true, rule: 'copy-complete' });
  assert.equal(judgeOver(ended({ state: 'running', rule: 'awaits-copy-complete' })).over, false);
});

test('a run that says it is complete is not over while expected files are missing; one that ended early or failed is', () => {
  assert.deepEqual(judgeOver(ended({}, { missing: 3 })), {
    over: false,
    why: '3 expected files are missing',
  });
  for (const state of ['ended_early', 'failed'] as const)
    assert.equal(judgeOver(ended({ state }, { missing: 3 })).over, true, state);
});

test('a chip without markers is over when its IDAT files are whole', () => {
  const chip = ended({ rule: 'idat-pairs-whole', markers: [] }, { layout: 'idat' });
  assert.equal(judgeOver(chip).over, true);
});

test('RTA that exited may be started again: without an end marker nothing is over', () => {
  const exited = ended({ state: 'failed', rule: 'rta-exited-before-completion', markers: [] });
  assert.equal(judgeOver(exited).over, false);
});

test('no unknown layout and no unknown state completes because files are there', () => {
  const states = fc.constantFrom<CompletionState>('running', 'complete', 'ended_early', 'failed', 'unknown');
  const layouts = fc.constantFrom('bcl', 'bcl.gz', 'bgzf', 'cbcl', 'unknown' as const);
  fc.assert(
    fc.property(states, layouts, fc.option(fc.nat(3)), (state, layout, missing) => {
      assert.equal(judgeOver(ended({ state, markers: [] }, { layout, missing })).over, false);
      const unknown = ended({ state: 'unknown', rule: 'no-rule-for-model' }, { layout, missing });
      assert.equal(judgeOver(unknown).over, false);
    }),
  );
});

test('a run that is over settles, and finishes when all is quiet and held', () => {
  assert.equal(decideRun('growing', facts(), SETTINGS), 'over');
  assert.equal(decideRun('stale', facts(), SETTINGS), 'over');
  assert.equal(decideRun('settling', facts({ waiting: 1 }), SETTINGS), undefined);
  assert.equal(decideRun('settling', facts({ quietMs: SETTINGS.settleMs - 1 }), SETTINGS), undefined);
  assert.equal(decideRun('settling', facts(), SETTINGS), 'quiet');
});

test('a run that turns out to go on is not finished', () => {
  for (const state of ['settling', 'finishing'] as const)
    assert.equal(decideRun(state, facts({ end: GROWS }), SETTINGS), 'not-over', state);
});

test('quiet alone, however long, finishes nothing; it only is said', () => {
  const silent = facts({ end: GROWS, quietMs: 1e12, silentMs: SETTINGS.staleMs });
  assert.equal(decideRun('growing', silent, SETTINGS), 'silence');
  assert.equal(decideRun('growing', { ...silent, silentMs: SETTINGS.staleMs - 1 }, SETTINGS), undefined);
  assert.equal(decideRun('stale', silent, SETTINGS), undefined);
});

test('what was not inspected since it changed decides nothing', () => {
  for (const state of RUN_STATES)
    assert.equal(decideRun(state, facts({ end: undefined, silentMs: 1e12 }), SETTINGS), undefined, state);
});
