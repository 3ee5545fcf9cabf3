import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isAlive, PATIENCE_MS } from './heartbeat-decision.ts';

const now = 10 * PATIENCE_MS;
const longAgo = now - PATIENCE_MS - 1;

describe('a heartbeat', () => {
  it('beats while the service gets round, with nothing to copy', () => {
    assert.ok(isAlive({ turnAt: now - 1000, transfers: [] }, now));
  });

  it('is silent when the service does not get round', () => {
    assert.ok(!isAlive({ turnAt: longAgo, transfers: [] }, now));
    assert.ok(!isAlive({ turnAt: longAgo, transfers: [{ progressAt: now }] }, now));
  });

  it('is silent when one copy hangs, though the service gets round and others move', () => {
    assert.ok(!isAlive({ turnAt: now, transfers: [{ progressAt: now }, { progressAt: longAgo }] }, now));
  });
});
