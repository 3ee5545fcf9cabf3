import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newKey, trustedKey, trustIn } from '../test/sealed-example.ts';
import { mergeTrust } from './merge-trust.ts';
import type { Trust } from './trust.ts';
import type { KeyEnd } from './trusted-key.ts';

const ours = newKey();
const theirs = newKey();
const seal = (digit: string) => digit.repeat(64);

test('one trust file alone stays as it is', () => {
  const trust = trustIn([trustedKey(ours)], { superseded: [{ seal: seal('a'), by: seal('b') }] });
  assert.deepEqual(mergeTrust([trust]), trust);
  assert.deepEqual(mergeTrust([trust, trust]), trust);
});

test('the keys of all are trusted, and a seal is superseded if any says so', () => {
  const one = trustIn([trustedKey(ours)], { superseded: [{ seal: seal('a'), by: seal('b') }] });
  const other = trustIn([trustedKey(theirs)], {
    superseded: [
      { seal: seal('a'), by: seal('c') },
      { seal: seal('d'), by: seal('e') },
    ],
  });
  const { sealKeys, superseded } = mergeTrust([one, other]);
  assert.deepEqual(
    sealKeys.map(({ keyid }) => keyid),
    [ours.keyid, theirs.keyid],
  );
  assert.deepEqual(superseded, [
    { seal: seal('a'), by: seal('b') },
    { seal: seal('d'), by: seal('e') },
  ]);
});

test('a log proof is demanded if any demands it, whatever their order', () => {
  const free = trustIn([trustedKey(ours)]);
  const strict = trustIn([trustedKey(theirs)], { logRequired: true });
  assert.equal(mergeTrust([free, strict]).logRequired, true);
  assert.equal(mergeTrust([strict, free]).logRequired, true);
  assert.equal(mergeTrust([free, free]).logRequired, false);
});

test('a log has no say in cases if any says so, whatever their order, and nothing is said where none does', () => {
  const [a, b, c] = ['a', 'b', 'c'].map(digit => digit.repeat(32));
  assert.ok(a && b && c);
  const one = trustIn([trustedKey(ours)], { notInCases: [a, c] });
  const other = trustIn([trustedKey(theirs)], { notInCases: [b, c] });
  const none = trustIn([trustedKey(theirs)]);
  assert.deepEqual(mergeTrust([one, other]).notInCases, [a, b, c]);
  assert.deepEqual(mergeTrust([other, one]).notInCases, [a, b, c]);
  assert.deepEqual(mergeTrust([none, one]).notInCases, [a, c]);
  assert.deepEqual(mergeTrust([one, none]).notInCases, [a, c]);
  assert.ok(!('notInCases' in mergeTrust([none, trustIn([trustedKey(ours)])])));
});

test('what is known is as old as the oldest', () => {
  const old = trustIn([trustedKey(ours)], { madeAt: '2026-01-01T00:00:00.000Z' });
  const recent = trustIn([trustedKey(theirs)], { madeAt: '2026-02-01T00:00:00.000Z' });
  assert.equal(mergeTrust([recent, old]).madeAt, old.madeAt);
  assert.equal(mergeTrust([old, recent]).madeAt, old.madeAt);
});

test('a key that stands in two files with one validity is one key, under its first label', () => {
  const { sealKeys } = mergeTrust([
    trustIn([trustedKey(ours, { label: 'our key' })]),
    trustIn([trustedKey(theirs), trustedKey(ours, { label: 'the key of lab A' })]),
  ]);
  assert.deepEqual(
    sealKeys.map(({ label }) => label),
    ['our key', 'a test'],
  );
});

test('files that contradict each other about the validity of a key are refused, in either order', () => {
  const open = trustIn([trustedKey(ours)]);
  const contradictions = [
    { validUntil: '2026-06-01T00:00:00.000Z' },
    { validFrom: '2025-01-01T00:00:00.000Z' },
  ];
  for (const change of contradictions) {
    const ended = trustIn([trustedKey(theirs), trustedKey(ours, change)]);
    assert.throws(() => mergeTrust([open, ended]), { code: 'TRUST_UNUSABLE' });
    assert.throws(() => mergeTrust([ended, open]), { code: 'TRUST_UNUSABLE' });
  }
});

test('that an ended key was worse is news of a later checkpoint, and a contradiction of an earlier one', () => {
  const place = { log: 'a'.repeat(32), from: 1, until: 4, asOf: 5 } as const;
  const trust = (ended: KeyEnd, asOf: number) =>
    trustIn([
      trustedKey(ours, { validUntil: '2026-06-01T00:00:00.000Z', places: [{ ...place, ended, asOf }] }),
    ]);
  const endedIn = (...trusts: [Trust, ...Trust[]]) => mergeTrust(trusts).sealKeys[0]?.places[0]?.ended;
  assert.equal(endedIn(trust('rotated', 5), trust('compromised', 9)), 'compromised');
  assert.equal(endedIn(trust('compromised', 9), trust('rotated', 5)), 'compromised');
  for (const [one, other] of [
    [trust('rotated', 9), trust('compromised', 5)],
    [trust('rotated', 5), trust('compromised', 5)],
    [trust('rotated', 5), trust('retired', 9)],
  ] as const) {
    assert.throws(() => mergeTrust([one, other]), { code: 'TRUST_UNUSABLE' });
    assert.throws(() => mergeTrust([other, one]), { code: 'TRUST_UNUSABLE' });
  }
});

test('a person who is enrolled in two registers at different times is one key, with its place in each; a seal key is not', () => {
  const placed = (log: string, from: number, more = {}) =>
    trustedKey(ours, { places: [{ log: log.repeat(32), from, until: null, ended: null, asOf: 9 }], ...more });
  const [spring, autumn] = ['2026-03-01T00:00:00.000Z', '2026-09-01T00:00:00.000Z'];
  const here = placed('a', 3, { validFrom: autumn });
  const there = placed('b', 5, { validFrom: spring, validUntil: autumn });
  const person = (key: typeof here) => ({ ...trustIn([]), personKeys: [key] });
  for (const both of [mergeTrust([person(here), person(there)]), mergeTrust([person(there), person(here)])]) {
    const [key, another] = both.personKeys;
    assert.equal(another, undefined);
    assert.deepEqual([key?.validFrom, key?.validUntil], [spring, null], 'it counts in one of them');
    assert.deepEqual(
      new Map(key?.places.map(({ log, from }) => [log[0], from])),
      new Map([
        ['a', 3],
        ['b', 5],
      ]),
    );
  }
  assert.throws(() => mergeTrust([trustIn([here]), trustIn([there])]), { code: 'TRUST_UNUSABLE' });
  const same = placed('a', 3, { validFrom: spring });
  assert.throws(() => mergeTrust([person(here), person(same)]), { code: 'TRUST_UNUSABLE' });
});
