import assert from 'node:assert/strict';
import { test } from 'node:test';
import { summarizePriorEvidence } from '@seqwarden/proof';
import { decideSeal, type PreviousSeal, type ReadAndAsked } from './decide-seal.ts';
import type { CheckedList } from './prior-evidence.ts';

const PREVIOUS: PreviousSeal = { identity: '1'.repeat(64), keyid: 'ours', predicate: { generation: 3 } };
const WRONG: CheckedList = {
  path: 'a.md5',
  sha256: '2'.repeat(64),
  algorithm: 'md5',
  listed: 1,
  matched: 0,
  mismatched: 1,
  absent: 0,
};

function decide(known: Partial<ReadAndAsked<PreviousSeal>>) {
  return decideSeal({
    evidence: summarizePriorEvidence([]),
    despiteMismatch: false,
    previous: undefined,
    fits: false,
    keyid: 'ours',
    ...known,
  });
}

test('a run without a seal gets the first', () => {
  assert.deepEqual(decide({}), { kind: 'make', generation: 1, previousSeal: null });
});

test('a seal of exactly these files by the same key is kept', () => {
  assert.deepEqual(decide({ previous: PREVIOUS, fits: true }), { kind: 'keep', seal: PREVIOUS });
});

test('a seal of other files, or by another key, gets a successor that names it', () => {
  const next = { kind: 'make', generation: 4, previousSeal: PREVIOUS.identity };
  assert.deepEqual(decide({ previous: PREVIOUS, fits: false }), next);
  assert.deepEqual(decide({ previous: { ...PREVIOUS, keyid: 'of another lab' }, fits: true }), next);
});

test('a checksum list that mismatches stops all of it, unless a person insists', () => {
  const evidence = summarizePriorEvidence([WRONG]);
  for (const previous of [undefined, PREVIOUS])
    assert.deepEqual(decide({ evidence, previous, fits: true }), { kind: 'refuse', list: WRONG });
  assert.equal(decide({ evidence, despiteMismatch: true }).kind, 'make');
  assert.equal(decide({ evidence, despiteMismatch: true, previous: PREVIOUS, fits: true }).kind, 'keep');
});
