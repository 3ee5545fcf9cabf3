import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ExposureWindow } from '@seqwarden/advisory/window';
import { windowsTogether } from './windows-together.ts';

const day = (n: number) => new Date(Date.UTC(2023, 0, n)).toISOString();
const run = (n: number, certain: boolean, mitigated = false): ExposureWindow['runs'][number] => ({
  source: { kind: 'run', runId: `run ${n}`, folder: null, seal: null },
  at: { from: day(n), until: day(n) },
  certain,
  mitigated,
});
const window = (changes: Partial<ExposureWindow>): ExposureWindow => ({
  first: day(5),
  openStart: false,
  last: day(20),
  mitigated: [],
  runs: [],
  ...changes,
});

describe('several windows as one', () => {
  it('are as wide as all of them', () => {
    assert.equal(windowsTogether([]), null);
    const one = window({ runs: [run(9, false), run(10, true)] });
    assert.equal(windowsTogether([one]), one);
    const other = window({ first: day(2), last: day(8), openStart: true });
    const both = windowsTogether([one, other]);
    assert.deepEqual([both?.first, both?.last, both?.openStart], [day(2), day(20), true]);
    const open = windowsTogether([one, window({ first: null, last: null })]);
    assert.deepEqual([open?.first, open?.last], [null, null]);
  });

  it('have each run once: certain where one says so, protected where all say so, in order of time', () => {
    const both = windowsTogether([
      window({ runs: [run(9, false, true), run(10, false, true)] }),
      window({ runs: [run(3, false), run(9, true, false)] }),
    ]);
    assert.deepEqual(both?.runs, [run(3, false), run(9, true, false), run(10, false, true)]);
  });
});
