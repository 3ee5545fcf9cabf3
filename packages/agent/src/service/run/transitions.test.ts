import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { RUN_STATES, type RunState } from '../../journal/run-state.ts';
import { RUN_EVENTS, transition } from './transitions.ts';

const BEFORE_SEAL: readonly RunState[] = ['growing', 'stale', 'away', 'settling', 'finishing'];

/** A row for each state, a column for each event; `.`: nothing happens. Every cell that does something is named with what it does. */
const TABLE = `
            changed      over      not-over     quiet      silence  differs      sealed  confirmed  damaged  alarm        gone  back     released
growing     .            settling  .            .          stale!   .            sealed  .          .        quarantined  away  .        .
stale       growing      settling  .            .          .        .            sealed  .          .        quarantined  away  .        .
away        .            .         .            .          .        .            sealed  .          .        quarantined  .     growing  .
settling    .            .         growing      finishing  .        .            sealed  .          .        quarantined  away  .        .
finishing   settling!    .         growing!     .          .        settling!    sealed  .          .        quarantined! away! .        .
sealed      sealed!      .         .            .          .        .            .       confirmed! .        .            .     .        .
confirmed   sealed!      .         .            .          .        .            .       .          sealed   .            .     .        .
quarantined .            .         .            .          .        .            .       .          .        .            .     .        growing
`;

test('every event in every state does what the table says', () => {
  const [head = '', ...rows] = TABLE.trim().split('\n');
  const events = head.trim().split(/\s+/);
  assert.deepEqual(events.toSorted(), [...RUN_EVENTS].sort());
  assert.deepEqual(
    rows.map(row => row.split(/\s+/)[0]),
    [...RUN_STATES].sort((a, b) => order(a) - order(b)),
  );
  for (const row of rows) {
    const [from, ...cells] = row.trim().split(/\s+/);
    for (const state of RUN_STATES.filter(name => name === from)) {
      for (const event of RUN_EVENTS) {
        const cell = cells[events.indexOf(event)];
        const { to, actions } = transition(state, event);
        const found = to === state && actions.length === 0 ? '.' : `${to}${actions.length > 0 ? '!' : ''}`;
        assert.equal(found, cell, `${state} × ${event}`);
      }
    }
  }
});

function order(state: RunState): number {
  return ['growing', 'stale', 'away', 'settling', 'finishing', 'sealed', 'confirmed', 'quarantined'].indexOf(
    state,
  );
}

test('only what is finishing, or is found to be sealed, becomes sealed; what is sealed stays so', () => {
  for (const event of RUN_EVENTS) {
    for (const state of BEFORE_SEAL)
      assert.ok(transition(state, event).to !== 'sealed' || event === 'sealed', `${state} × ${event}`);
    for (const state of ['sealed', 'confirmed'] as const)
      assert.ok(['sealed', 'confirmed'].includes(transition(state, event).to), `${state} × ${event}`);
  }
});

test('nobody but a person ends a quarantine', () => {
  for (const event of RUN_EVENTS)
    assert.equal(transition('quarantined', event).to !== 'quarantined', event === 'released', event);
});

test('a finish that is left without a seal is stopped', () => {
  for (const event of RUN_EVENTS) {
    const { to, actions } = transition('finishing', event);
    assert.equal(actions.includes('stop-finish'), to !== 'finishing' && to !== 'sealed', event);
  }
});

test('a source that vanishes never makes a run more finished than it was', () => {
  const rank = (state: RunState) => (BEFORE_SEAL.includes(state) ? 0 : state === 'quarantined' ? -1 : 1);
  for (const state of RUN_STATES) assert.ok(rank(transition(state, 'gone').to) <= rank(state), state);
});

test('every state can be reached, and from each but quarantine a seal can', () => {
  const reachable = (from: RunState, without: readonly string[]) => {
    const seen = new Set([from]);
    for (const state of seen)
      for (const event of RUN_EVENTS) if (!without.includes(event)) seen.add(transition(state, event).to);
    return seen;
  };
  assert.deepEqual([...reachable('growing', [])].sort(), [...RUN_STATES].sort());
  for (const state of BEFORE_SEAL) assert.ok(reachable(state, ['alarm']).has('sealed'), state);
  assert.deepEqual([...reachable('quarantined', ['released'])], ['quarantined']);
});

test('whatever happens, no run is confirmed that was not sealed before', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...RUN_EVENTS)), events => {
      let state: RunState = 'growing';
      let sealed = false;
      for (const event of events) {
        state = transition(state, event).to;
        sealed ||= state === 'sealed';
        assert.ok(state !== 'confirmed' || sealed);
      }
    }),
  );
});
