import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { EXAMPLE_PREDICATE } from '../test/sealed-example.ts';
import { utf8 } from './bytes.ts';
import { type DisposalPredicate, decodeDisposal, encodeDisposal } from './disposal.ts';
import { SeqwardenError } from './errors.ts';

const SEAL = 'ab'.repeat(32);
const [A, B] = ['0a'.repeat(16), '0b'.repeat(16)];
const DISPOSED: DisposalPredicate = {
  folder: 'cd'.repeat(32),
  source: true,
  destinations: [A, B],
  reason: 'retention',
  statedAt: '2026-11-22T18:40:00.000Z',
  tool: EXAMPLE_PREDICATE.tool,
};

test('a disposal is read as it was written', () => {
  for (const predicate of [
    DISPOSED,
    { ...DISPOSED, destinations: [] },
    { ...DISPOSED, source: false, destinations: [B] },
  ])
    assert.deepEqual(decodeDisposal(encodeDisposal(SEAL, predicate)), { sealIdentity: SEAL, predicate });
});

test('a disposal with any bytes changed is refused, or says something else in its one spelling', () => {
  const original = encodeDisposal(SEAL, DISPOSED);
  const change = fc.tuple(fc.nat(original.length - 1), fc.nat(255));
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), changes => {
      const changed = changes.reduce((bytes, [at, value]) => bytes.with(at, value), original);
      try {
        const { sealIdentity, predicate } = decodeDisposal(changed);
        assert.deepEqual(encodeDisposal(sealIdentity, predicate), changed);
      } catch (error) {
        assert.ok(error instanceof SeqwardenError && error.code.startsWith('STATEMENT_'), String(error));
      }
    }),
    { numRuns: 500 },
  );
});

describe('a disposal is malformed', () => {
  const text = new TextDecoder().decode(encodeDisposal(SEAL, DISPOSED));
  const both = `["${A}","${B}"]`;
  const altered: readonly [what: string, text: string][] = [
    ['that names no copy', text.replace('"source":true', '"source":false').replace(both, '[]')],
    ['whose destinations are in another order', text.replace(both, `["${B}","${A}"]`)],
    ['whose destinations hold one twice', text.replace(both, `["${A}","${A}"]`)],
    ['with more destinations than there can be', text.replace(both, JSON.stringify(Array(33).fill(A)))],
    ['with a reason of its own', text.replace('"retention"', '"because"')],
  ];
  for (const [what, changed] of altered)
    test(what, () => {
      assert.notEqual(changed, text);
      assert.throws(() => decodeDisposal(utf8(changed)), { code: 'STATEMENT_MALFORMED' });
    });
});
