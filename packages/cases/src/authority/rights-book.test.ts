import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Right } from '@seqwarden/proof/acts';
import { rights } from '../../test/make-act.ts';
import { RightsBook, type RightsEntry } from './rights-book.ts';

const LOG = '1'.repeat(32);
const KEY = '5'.repeat(64);

function entry(index: number, given: readonly Right[], previous: string | null = null): RightsEntry {
  return {
    index,
    identity: `${index}`.repeat(64),
    role: 'administrator',
    act: rights(LOG, KEY, given, previous),
  };
}

describe('what a key may do', () => {
  it('is what the last record before an entry gives it', () => {
    const book = new RightsBook(LOG);
    const first = entry(2, ['check']);
    assert.equal(book.take(first), undefined);
    assert.equal(book.take(entry(5, ['close', 'decide'], first.identity)), undefined);
    assert.deepEqual(book.rightsAt(KEY, 2), []);
    assert.deepEqual(book.rightsAt(KEY, 3), ['check']);
    assert.deepEqual(book.rightsAt(KEY, 5), ['check']);
    assert.deepEqual(book.rightsAt(KEY, 6), ['close', 'decide']);
    assert.deepEqual(book.rightsAt('6'.repeat(64), 6), []);
  });

  it('is not changed by a record that was held back, or is shown again', () => {
    const book = new RightsBook(LOG);
    const first = entry(1, ['check']);
    book.take(first);
    book.take(entry(2, [], first.identity));
    const heldBack = entry(3, ['check', 'decide'], first.identity);
    assert.equal(book.take(heldBack), 'CONTRADICTS');
    assert.equal(book.take({ ...first, index: 4 }), 'CONTRADICTS');
    assert.deepEqual(book.rightsAt(KEY, 9), []);
    assert.equal(book.lastOf(KEY), '2'.repeat(64));
  });

  it('is not changed by a record for another log, of another subject, or by who is no administrator', () => {
    const book = new RightsBook('2'.repeat(32));
    assert.equal(book.take(entry(1, ['check'])), 'CONTRADICTS');
    const own = new RightsBook(LOG);
    const one = entry(1, ['check']);
    assert.equal(own.take({ ...one, act: { ...one.act, subject: '6'.repeat(64) } }), 'CONTRADICTS');
    assert.equal(own.take({ ...one, role: 'person' }), 'RIGHT_MISSING');
    assert.deepEqual(own.rightsAt(KEY, 2), []);
  });
});

describe('whose keys are one person’s', () => {
  const OTHER = '6'.repeat(64);
  const saying = (index: number, key: string, says: object, previous: string | null = null): RightsEntry => {
    const act = rights(LOG, key, [], previous);
    const predicate = { ...act.predicate, ...says };
    return { index, identity: `${index}`.repeat(64), role: 'administrator', act: { ...act, predicate } };
  };

  it('holds until it is taken back, whichever of the keys that record is about, and from when it is said again', () => {
    const book = new RightsBook(LOG);
    const held = () => book.holding.map(({ key, other, at }) => [key, other, at]);
    book.take(saying(1, KEY, { sameAs: OTHER }));
    book.take(saying(2, KEY, { sameAs: '7'.repeat(64) }, '1'.repeat(64)));
    assert.deepEqual(held(), [
      [KEY, OTHER, 1],
      [KEY, '7'.repeat(64), 2],
    ]);
    book.take(saying(3, OTHER, { notSameAs: KEY }));
    assert.deepEqual(held(), [[KEY, '7'.repeat(64), 2]]);
    book.take(saying(4, OTHER, { sameAs: KEY }, '3'.repeat(64)));
    assert.deepEqual(held().sort(), [
      [KEY, '7'.repeat(64), 2],
      [OTHER, KEY, 4],
    ]);
    assert.equal(book.onePerson.length, 4, 'all that was said');
  });
});
