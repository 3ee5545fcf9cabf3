import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareIdentity, type SourceIdentity } from './late-files-identity.ts';

const fact = (value: string | null): SourceIdentity['runId'] =>
  value === null
    ? { value, confidence: 'unknown', from: null }
    : { value, confidence: 'read', from: 'RunInfo.xml#Run' };

/** Run, flow cell and serial number. */
function compare(sealed: readonly (string | null)[], source: readonly (string | null)[]) {
  const [id, flowCell, serial] = [0, 1, 2].map(at => fact(sealed[at] ?? null));
  const [runId, cell, number] = [0, 1, 2].map(at => fact(source[at] ?? null));
  const none = fact(null);
  return compareIdentity(
    {
      run: { id: id ?? none, flowCell: flowCell ?? none },
      instrument: { vendor: none, model: none, serial: serial ?? none, mode: none },
    },
    { runId: runId ?? none, flowCell: cell ?? none, instrument: { serial: number ?? none } },
  );
}

test('run, flow cell and instrument each tell one run from another', () => {
  assert.equal(compare(['run', 'cell', 'M1'], ['run', 'cell', 'M1']), 'same');
  assert.equal(compare(['run', 'cell', 'M1'], ['other', 'cell', 'M1']), 'other');
  assert.equal(compare(['run', 'cell', 'M1'], ['run', 'other', 'M1']), 'other');
  assert.equal(compare(['run', 'cell', 'M1'], ['run', 'cell', 'M2']), 'other');
});

test('what one of them does not know is not compared, and nothing to compare is no identity', () => {
  assert.equal(compare(['run', 'cell', null], ['run', null, 'M1']), 'same');
  assert.equal(compare(['run', null, null], [null, 'cell', 'M1']), 'unknown');
});
