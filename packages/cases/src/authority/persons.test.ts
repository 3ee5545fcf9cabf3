import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Persons } from './persons.ts';

const LOG = '1'.repeat(32);
const keyOf = (at: number) => at.toString(16).padStart(64, '0');
const KEYS = Array.from({ length: 12 }, (_, at) => keyOf(at));
const words = fc.array(
  fc.record({ log: fc.constant(LOG), key: fc.constantFrom(...KEYS), other: fc.constantFrom(...KEYS) }),
  { maxLength: 14 },
);
const told = (persons: Persons) => KEYS.map(key => persons.of(key));

describe('a person', () => {
  it('is the keys that are said to be one, and whatever that leads to', () => {
    const [a, b, c, d] = KEYS;
    assert.ok(a && b && c && d);
    const persons = new Persons([{ log: LOG, key: b, other: c }]);
    assert.equal(persons.isOne(a, c), false);
    assert.equal(persons.take({ key: a, other: b }), true);
    assert.equal(persons.take({ key: c, other: a }), false, 'which follows from the others');
    assert.ok(persons.isOne(a, c) && persons.isOne(c, a) && persons.isOne(d, d));
    assert.equal(persons.isOne(a, d), false);
  });

  it('is the same in whatever order it was said, and each word in whichever way round', () => {
    fc.assert(
      fc.property(words, fc.array(fc.nat(), { minLength: 14, maxLength: 14 }), (said, order) => {
        const turned = said.map((one, at) =>
          (order[at] ?? 0) % 2 === 0 ? one : { ...one, key: one.other, other: one.key },
        );
        const mixed = turned
          .map((one, at) => ({ one, by: order[at] ?? 0 }))
          .sort((x, y) => x.by - y.by)
          .map(({ one }) => one);
        assert.deepEqual(told(new Persons(mixed)), told(new Persons(said)));
      }),
    );
  });

  it('has changed for a key of at least one side where two became one, or one became two', () => {
    fc.assert(
      fc.property(words, words, (before, after) => {
        const [was, is] = [new Persons(before), new Persons(after)];
        const changed = new Set(is.changedSince(was));
        for (const one of KEYS)
          for (const other of KEYS)
            if (was.isOne(one, other) !== is.isOne(one, other))
              assert.ok(changed.has(one) || changed.has(other));
        assert.deepEqual(is.changedSince(is), []);
      }),
    );
  });

  it('is found at once, however often a key was replaced', () => {
    const many = Array.from({ length: 100_000 }, (_, at) => keyOf(100_000 - at));
    const persons = new Persons();
    for (const [at, key] of many.entries()) persons.take({ key, other: many[at - 1] ?? key });
    assert.equal(new Set(many.map(key => persons.of(key))).size, 1);
  });
});
