import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { AgentEvent, Severity } from './event.ts';
import { type StampedEvent, stampEvent } from './stamped-event.ts';
import { backOffMs, givesWay } from './waiting-events.ts';

const OF: Readonly<Record<Severity, AgentEvent>> = {
  info: { event: 'stopped' },
  warning: { event: 'journal-set-aside' },
  alarm: { event: 'quarantined', run: 'x', code: 'CONFLICT' },
};
const severity = fc.constantFrom<Severity>('info', 'warning', 'alarm');

function fill(severities: readonly Severity[], most: number, mostAlarms: number): StampedEvent[] {
  const waiting: StampedEvent[] = [];
  for (const [id, one] of severities.entries()) {
    const index = givesWay(waiting, one, most, mostAlarms);
    if (index === -1) continue;
    if (index !== undefined) waiting.splice(index, 1);
    waiting.push(stampEvent(OF[one], new Date(0), String(id)));
  }
  return waiting;
}

describe('what waits for an output', () => {
  it('never grows beyond its bounds, and an alarm never gives way', () => {
    fc.assert(
      fc.property(fc.array(severity, { maxLength: 60 }), severities => {
        const waiting = fill(severities, 5, 10);
        const alarms = waiting.filter(event => event.severity === 'alarm').map(event => event.id);
        const came = severities.flatMap((one, id) => (one === 'alarm' ? [String(id)] : []));
        assert.deepEqual(alarms, came.slice(0, 10));
        assert.ok(waiting.length - alarms.length <= 5);
      }),
    );
  });

  it('gives up the oldest informational event first, then the oldest warning', () => {
    const ids = (severities: readonly Severity[]) => fill(severities, 2, 10).map(event => event.id);
    assert.deepEqual(ids(['warning', 'info', 'warning']), ['0', '2']);
    assert.deepEqual(ids(['info', 'info', 'info']), ['1', '2']);
    assert.deepEqual(ids(['warning', 'warning', 'warning']), ['1', '2']);
    assert.deepEqual(ids(['warning', 'warning', 'info']), ['0', '1']);
  });

  it('is tried again later and later, at most a quarter of an hour apart', () => {
    assert.deepEqual([1, 2, 3, 8, 9, 1000].map(backOffMs), [5000, 10_000, 20_000, 640_000, 900_000, 900_000]);
  });
});
