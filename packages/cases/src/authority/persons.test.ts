import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { OnePerson } from '../state/index.ts';
import { Persons } from './persons.ts';

const LOG = '1'.repeat(32);
const keyOf = (at: number) => at.toString(16).padStart(64, '0');
const KEYS = Array.from({ length: 12 }, (_, at) => keyOf(at));
const word = fc.record({
  log: fc.constantFrom(LOG, '2'.repeat(32)),
  key: fc.constantFrom(...KEYS.slice(0, 4)),
  other: fc.constantFrom(...KEYS.slice(0, 4)),
  said: fc.constantFrom('rotated', 'same', 'not same'),
});
/** Each at a place of its own. */
const words: fc.Arbitrary<OnePerson[]> = fc.array(word, { maxLength: 14 }).map(all =>
  all.map(({ said, ...keys }, at) => ({
    ...keys,
    ...(said === 'rotated' ? { at: null, isSo: true } : { at, isSo: said === 'same' }),
  })),
);
const same = (key: string, other: string, at = 1, log = LOG) => ({ log, key, other, at, isSo: true });
const notSame = (key: string, other: string, at = 2, log = LOG) => ({
  ...same(key, other, at, log),
  isSo: false,
});
const rotated = (key: string, other: string) => ({ log: LOG, key, other, at: null, isSo: true });
const told = (persons: Persons) => KEYS.map(key => persons.of(key));

describe('a person', () => {
  it('is the keys that are said to be one, and whatever that leads to', () => {
    const [a, b, c, d] = KEYS;
    assert.ok(a && b && c && d);
    const persons = new Persons([same(b, c)]);
    assert.equal(persons.isOne(a, c), false);
    assert.equal(persons.take(same(a, b)), true);
    assert.equal(persons.take(same(c, a)), false, 'which follows from the others');
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

  it('is none where the register takes it back that said it, whichever key it names first, until it says it again', () => {
    const [a, b] = KEYS;
    assert.ok(a && b);
    assert.equal(new Persons([same(a, b, 1), notSame(b, a, 2)]).isOne(a, b), false);
    assert.equal(new Persons([same(a, b, 1), notSame(a, b, 2), same(b, a, 3)]).isOne(a, b), true);
    const persons = new Persons([same(a, b, 5)]);
    assert.equal(persons.take(notSame(a, b, 4)), false, 'of before it');
    assert.ok(persons.isOne(a, b));
    assert.equal(persons.take(notSame(a, b, 6)), true);
    assert.equal(persons.isOne(a, b), false);
    assert.equal(persons.take(same(a, b, 5)), false, 'which was taken back');
    assert.equal(persons.isOne(a, b), false);
  });

  it('stays what other words lead to: a rotation, another register, a third key', () => {
    const [a, b, c] = KEYS;
    assert.ok(a && b && c);
    const other = '2'.repeat(32);
    const taken = [same(a, b, 1), notSame(a, b, 2)];
    assert.ok(new Persons([...taken, rotated(b, a)]).isOne(a, b));
    assert.ok(new Persons([...taken, same(a, b, 1, other)]).isOne(a, b));
    assert.ok(new Persons([...taken, same(a, c, 3), same(c, b, 4)]).isOne(a, b));
    assert.ok(new Persons([same(a, b, 1), notSame(a, b, 2, other)]).isOne(a, b), 'by whom it was not said');
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
    for (const [at, key] of many.entries()) persons.take(rotated(key, many[at - 1] ?? key));
    assert.equal(new Set(many.map(key => persons.of(key))).size, 1);
  });
});
