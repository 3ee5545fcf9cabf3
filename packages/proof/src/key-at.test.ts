import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { newKey, trustedKey, trustIn } from '../test/sealed-example.ts';
import { keyAt, type Stated } from './key-at.ts';
import { KEY_ENDS, type KeyPlace, type TrustedKey } from './trusted-key.ts';

const ours = 'a'.repeat(32);
const theirs = 'b'.repeat(32);
const [seal, person, administrator] = [newKey(), newKey(), newKey()];
const place: KeyPlace = { log: ours, from: 10, until: null, ended: null, asOf: 50 };
const ended: KeyPlace = { ...place, until: 40, ended: 'rotated' };
const during = '2026-06-01T00:00:00.000Z';
const long = '2020-01-01T00:00:00.000Z';

function judged(places: readonly KeyPlace[], stated: Stated, changes: Partial<TrustedKey> = {}): string {
  const trust = trustIn([trustedKey(seal, { places, ...changes })]);
  const found = keyAt(trust, seal.keyid, 'seal', stated);
  return typeof found === 'string' ? found : 'counts';
}

const at = (index: number, log = ours): Stated => ({ statedAt: during, position: { log, index } });

test('a key counts from the index at which it was enrolled, and before that at which it ended', () => {
  assert.equal(judged([ended], at(9)), 'KEY_NOT_ENROLLED');
  assert.equal(judged([ended], at(10)), 'counts');
  assert.equal(judged([ended], at(39)), 'counts');
  assert.equal(judged([ended], at(40)), 'KEY_REVOKED');
  assert.equal(judged([place], at(1e9)), 'counts');
});

test('where the position is known, the time that somebody wrote says nothing', () => {
  assert.equal(judged([place], { ...at(12), statedAt: long }), 'counts');
  const backdated = { ...at(45), statedAt: during };
  assert.equal(judged([ended], backdated, { validUntil: '2026-07-01T00:00:00.000Z' }), 'KEY_REVOKED');
});

test('a position in a log that says nothing of the key is none in the log that does', () => {
  assert.equal(judged([place], at(20, theirs)), 'KEY_NOT_ENROLLED');
  assert.equal(judged([place, { ...place, log: theirs, from: 30 }], at(20, theirs)), 'KEY_NOT_ENROLLED');
  assert.equal(judged([place, { ...place, log: theirs, from: 30 }], at(30, theirs)), 'counts');
});

test('without a position, or of a key that no log tells of, times decide', () => {
  for (const [places, stated] of [
    [[place], { statedAt: during }],
    [[], at(3)],
  ] as const) {
    assert.equal(judged(places, stated), 'counts');
    assert.equal(judged(places, { ...stated, statedAt: long }), 'KEY_NOT_VALID_THEN');
    assert.equal(judged(places, stated, { validUntil: during }), 'KEY_NOT_VALID_THEN');
  }
});

test('of a key that ended in a log, for whatever reason, nothing counts but what the log had before', () => {
  for (const why of KEY_ENDS) {
    const stolen: KeyPlace = { ...ended, ended: why };
    assert.equal(judged([stolen], { statedAt: during }), 'LOG_PROOF_MISSING');
    assert.equal(judged([stolen], at(39)), 'counts');
    assert.equal(judged([stolen], at(40)), 'KEY_REVOKED');
    assert.equal(judged([{ ...place, log: theirs }, stolen], { statedAt: during }), 'LOG_PROOF_MISSING');
  }
});

describe('by its role', () => {
  const trust = trustIn([trustedKey(seal)], {
    personKeys: [trustedKey(person)],
    administratorKeys: [trustedKey(administrator)],
  });
  const may = (role: 'seal' | 'person' | 'administrator') =>
    [seal, person, administrator].map(
      ({ keyid }) => typeof keyAt(trust, keyid, role, { statedAt: during }) !== 'string',
    );

  test('a seal key alone seals', () => assert.deepEqual(may('seal'), [true, false, false]));
  test('all of them sign what persons do', () => assert.deepEqual(may('person'), [true, true, true]));
  test('an administrator alone enrols', () => assert.deepEqual(may('administrator'), [false, false, true]));
  test('what is in no list is unknown', () =>
    assert.equal(keyAt(trust, '0'.repeat(64), 'person', { statedAt: during }), 'UNKNOWN_KEY'));
});
