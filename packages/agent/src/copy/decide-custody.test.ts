import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decideCustody, decideSeal } from './decide-custody.ts';

for (const [there, brought, decision, what] of [
  ['none', 'none', 'make', 'a run that nobody sealed is sealed'],
  ['none', 'carry', 'bring', 'the seal of the source comes along'],
  ['none', 'doubt', 'make', 'what the source brings and nobody can check does not count'],
  ['carry', 'none', 'keep', 'a seal that lies there stays'],
  ['carry', 'carry', 'keep', 'it stays even where the source brings one'],
  ['carry', 'doubt', 'keep', 'it stays whatever the source brings'],
  ['doubt', 'none', 'conflict', 'what lies there and nobody can check is not replaced'],
  ['doubt', 'carry', 'conflict', 'nor by a good seal'],
  ['doubt', 'doubt', 'conflict', 'nor by a doubtful one'],
] as const) {
  test(`Custody there ${there}, brought ${brought}: ${what}`, () =>
    assert.equal(decideCustody(there, brought), decision));
}

test('one seal for all destinations: the one that lies at one of them, else the source’s, else a new one', () => {
  assert.equal(decideSeal(['make', 'make']), 'made');
  assert.equal(decideSeal(['bring', 'bring']), 'brought');
  assert.equal(decideSeal(['make', 'keep']), 'kept elsewhere');
  assert.equal(decideSeal(['keep', 'bring', 'conflict']), 'kept elsewhere');
  assert.equal(decideSeal(['conflict', 'make']), 'made');
});
