import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { incidentWith, OTHER, TEN_YEARS } from '../../../test/incident-example.ts';
import { keptLonger, keptLongerText } from './kept-longer.ts';

const atHand = [OTHER, TEN_YEARS];
const ending = (until: string | null) => ({ from: null, until });

describe('how long all on an incident is kept, where it is extended', () => {
  const kept = (until: string | null, incident = incidentWith({})) =>
    keptLonger(incident, { meant: [], window: ending(until), atHand }).keepUntil;

  it('is counted from the end of a later time, by the duties that it has', () => {
    assert.equal(kept('2023-06-30'), '2026-06-30');
  });

  it('is counted from becoming aware, where the time ends before it or has no end', () => {
    assert.equal(kept('2023-04-30'), '2026-05-02');
    assert.equal(kept(null), '2026-05-02');
  });

  it('is counted from the last of all times that any record says', () => {
    assert.equal(kept('2023-06-30', incidentWith({ until: '2023-07-31' })), '2026-07-31');
  });

  it('counts the duties that the same record adds', () => {
    const asked = { meant: [TEN_YEARS], window: ending('2023-06-30'), atHand: [OTHER] };
    assert.equal(keptLonger(incidentWith({}), asked).keepUntil, '2033-06-30');
    assert.equal(keptLonger(incidentWith({}), { ...asked, window: null }).keepUntil, '2033-05-02');
  });

  it('is never for less', () => {
    assert.equal(kept('2023-06-30', incidentWith({ keepUntil: '2050-01-01' })), '2050-01-01');
    const nothing = { meant: [], window: null, atHand: [] };
    assert.equal(keptLonger(incidentWith({ keepUntil: '2050-01-01' }), nothing).keepUntil, '2050-01-01');
  });

  it('is told where it moved, and only there', () => {
    const told = (keepUntil: string | null) =>
      keptLongerText(
        keptLonger(incidentWith({ keepUntil }), { meant: [], window: ending('2023-06-30'), atHand }),
      );
    assert.match(told('2026-05-02'), /until 2026-06-30 at least; before, until 2026-05-02/);
    assert.match(told(null), /until 2026-06-30 at least; before, no duty said how long/);
    assert.equal(told('2026-06-30'), '');
  });

  it('is told to be incomplete where a duty is not at hand and the last day is a new one', () => {
    const asked = (window: { from: null; until: string | null } | null) =>
      keptLonger(incidentWith({ until: '2023-05-31' }), { meant: [], window, atHand: [TEN_YEARS] });
    const later = asked(ending('2023-06-30'));
    assert.deepEqual([later.keepUntil, later.uncounted], [null, ['other']]);
    assert.match(keptLongerText(later), /not counted .*: other; .*--duties/);
    for (const window of [null, ending(null), ending('2023-05-30')])
      assert.deepEqual(asked(window).uncounted, []);
  });
});
