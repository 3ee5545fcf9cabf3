import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { EXAMPLE_PREDICATE } from '../test/sealed-example.ts';
import { utf8 } from './bytes.ts';
import { SeqwardenError } from './errors.ts';
import { decodeHold, encodeHold, type HoldPredicate, MAX_REASON } from './hold.ts';

const NAME = 'ab'.repeat(32);
const HOLD: HoldPredicate = {
  action: 'hold',
  lifts: null,
  reason: 'complaint 2026-17 is open',
  statedAt: '2026-11-22T18:40:00.000Z',
  tool: EXAMPLE_PREDICATE.tool,
};
const LIFT: HoldPredicate = { ...HOLD, action: 'lift', lifts: 'cd'.repeat(32), reason: 'closed' };

test('a hold and its lift are read as they were written', () => {
  for (const predicate of [HOLD, LIFT])
    assert.deepEqual(decodeHold(encodeHold(NAME, predicate)), { nameSha256: NAME, predicate });
});

test('a hold with any bytes changed is refused, or says something else in its one spelling', () => {
  const original = encodeHold(NAME, LIFT);
  const change = fc.tuple(fc.nat(original.length - 1), fc.nat(255));
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), changes => {
      const changed = changes.reduce((bytes, [at, value]) => bytes.with(at, value), original);
      try {
        const { nameSha256, predicate } = decodeHold(changed);
        assert.deepEqual(encodeHold(nameSha256, predicate), changed);
      } catch (error) {
        assert.ok(error instanceof SeqwardenError && error.code.startsWith('STATEMENT_'), String(error));
      }
    }),
    { numRuns: 500 },
  );
});

describe('a hold is malformed', () => {
  const text = new TextDecoder().decode(encodeHold(NAME, HOLD));
  const altered: readonly [what: string, text: string][] = [
    ['that lifts something', text.replace('"lifts":null', `"lifts":"${NAME}"`)],
    ['that is a lift of nothing', text.replace('"action":"hold"', '"action":"lift"')],
    ['without a reason', text.replace(HOLD.reason, '')],
    ['whose reason is too long', text.replace(HOLD.reason, 'x'.repeat(MAX_REASON + 1))],
    ['whose reason moves a cursor', text.replace(HOLD.reason, '\\u001b[2J')],
    ['with a key that is not known', text.replace('"lifts":null', '"lifts":null,"person":"x"')],
    ['that is a delivery by its type', text.replace('hold:v1', 'delivery:v1')],
  ];
  for (const [what, changed] of altered)
    test(what, () => {
      assert.notEqual(changed, text);
      assert.throws(() => decodeHold(utf8(changed)), { code: 'STATEMENT_MALFORMED' });
    });
});
