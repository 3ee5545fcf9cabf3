import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Scheme } from './reading.ts';
import { compareVersions, withOrder } from './scheme.ts';

/** Few digits and letters, so that equal versions and common prefixes are frequent. */
const number = fc.constantFrom('0', '1', '2', '9', '10', '01', '002', '99999999999999999999');
const dotted = fc.array(number, { minLength: 1, maxLength: 5 }).map(parts => parts.join('.'));
const rest = fc.constantFrom('', '', '', 'b', '-rc1', ' (RUO)', '.x');
const plain = fc.constantFrom('0', '1', '2', '10', '123456789012345678901');
const identifiers = fc.array(fc.constantFrom('0', '1', '10', 'a', 'B', 'rc-1', '1a'), { maxLength: 3 });
const semver = fc
  .tuple(plain, plain, plain, identifiers, fc.constantFrom('', '+build.01'))
  .map(
    ([a, b, c, before, build]) => `${a}.${b}.${c}${before.length > 0 ? `-${before.join('.')}` : ''}${build}`,
  );
const two = (max: number) => fc.integer({ min: 0, max }).map(n => String(n).padStart(2, '0'));
const datetime = fc
  .tuple(
    two(23),
    two(59),
    fc.constantFrom('', '.5', '.50', '.123456789'),
    fc.constantFrom('Z', '+02:00', '-23:59'),
  )
  .map(([hour, minute, fraction, offset]) => `2024-02-29T${hour}:${minute}:00${fraction}${offset}`);

const VERSIONS: Readonly<Record<Exclude<Scheme, 'generic'>, fc.Arbitrary<string>>> = {
  intdot: fc.tuple(dotted, rest).map(([numbers, behind]) => numbers + behind),
  semver,
  npm: semver,
  lexicographic: fc.string({ minLength: 1, maxLength: 4, unit: 'binary' }),
  datetime,
};

const sign = (scheme: Scheme, a: string, b: string) => {
  const order = compareVersions(scheme, a, b);
  assert.ok(order !== null, `${JSON.stringify([a, b])} are of ${scheme}`);
  return Math.sign(order);
};

describe('the order of versions', () => {
  for (const scheme of ['intdot', 'semver', 'npm', 'lexicographic', 'datetime'] as const) {
    it(`of ${scheme} is total: the same from both sides, and along chains`, () => {
      const version = VERSIONS[scheme];
      fc.assert(
        fc.property(version, version, version, (a, b, c) => {
          assert.equal(sign(scheme, a, a), 0);
          assert.equal(sign(scheme, a, b), 0 - sign(scheme, b, a));
          const [low = '', middle = '', high = ''] = [a, b, c].sort((x, y) => sign(scheme, x, y));
          assert.ok(sign(scheme, low, middle) <= 0 && sign(scheme, middle, high) <= 0);
          assert.ok(sign(scheme, low, high) <= 0);
          if (sign(scheme, low, high) === 0) assert.equal(sign(scheme, low, middle), 0);
        }),
      );
    });

    it(`of ${scheme} agrees with what is told of two versions beside each other`, () => {
      const mirrored = {
        same: 'same',
        shorter: 'longer',
        longer: 'shorter',
        unordered: 'unordered',
        apart: 'apart',
      };
      fc.assert(
        fc.property(VERSIONS[scheme], VERSIONS[scheme], (a, b) => {
          withOrder(scheme, order => {
            const [first, second] = [order.parse(a), order.parse(b)];
            assert.ok(first !== null && second !== null);
            const relation = order.relation(first, second);
            assert.equal(order.relation(second, first), mirrored[relation]);
            if (relation === 'same' || relation === 'unordered')
              assert.equal(order.compare(first, second), 0);
            if (relation === 'shorter') assert.ok(order.compare(first, second) <= 0);
          });
        }),
      );
    });
  }

  it('of intdot is by numbers, ignores leading zeros and stops at the first other character', () => {
    assert.equal(sign('intdot', '1.10', '1.2'), 1);
    assert.equal(sign('intdot', '01.002.0003', '1.2.3'), 0);
    assert.equal(sign('intdot', '1.2', '1.2.0'), 0);
    assert.equal(sign('intdot', '1.2', '1.2.1'), -1);
    assert.equal(sign('intdot', '1.2beta', '1.2rc1'), 0);
    assert.equal(sign('intdot', '1.2beta', '1.10alpha'), -1);
    assert.equal(compareVersions('intdot', 'V1.2', '1.2'), null);
  });

  it('of intdot knows runs of digits of any length', () => {
    const long = '9'.repeat(1000);
    assert.equal(sign('intdot', `1.${long}`, `1.1${'0'.repeat(1000)}`), -1);
    assert.equal(sign('intdot', `${'0'.repeat(1000)}7.1`, '7.1'), 0);
    assert.equal(sign('semver', `1.0.${long}`, '1.0.1'), 1);
  });

  it('of semver puts pre-releases before their release, by section 11 of its specification', () => {
    const ascending = [
      ...['1.0.0-alpha', '1.0.0-alpha.1', '1.0.0-alpha.beta', '1.0.0-beta', '1.0.0-beta.2'],
      ...['1.0.0-beta.11', '1.0.0-rc.1', '1.0.0', '2.0.0', '2.1.0', '2.1.1'],
    ];
    ascending.forEach((version, i) => {
      const before = ascending[i - 1];
      if (before !== undefined) assert.equal(sign('semver', before, version), -1);
    });
    assert.equal(sign('semver', '1.0.0-5', '1.0.0--1'), -1);
    assert.equal(sign('semver', '1.0.0+a', '1.0.0+b'), 0);
    for (const none of ['1.0', '1.0.0.0', 'v1.0.0', '01.0.0', '1.0.0-01', '1.0.0-', '1.0.0-a..b', '1.0.0+']) {
      assert.equal(compareVersions('semver', none, none), null, none);
    }
  });

  it('of datetime is that of instants, and only RFC 3339 has them', () => {
    assert.equal(sign('datetime', '2024-01-01T00:00:00Z', '2023-12-31T19:00:00-05:00'), 0);
    assert.equal(sign('datetime', '0099-12-31T23:59:59Z', '0100-01-01T00:00:00Z'), -1);
    assert.equal(sign('datetime', '2016-12-31T23:59:60Z', '2017-01-01T00:00:00Z'), 0);
    assert.equal(sign('datetime', '2024-01-01T00:00:00.0000000001Z', '2024-01-01T00:00:00Z'), 1);
    const none = ['2023-02-29T00:00:00Z', '2024-01-01', '2024-13-01T00:00:00Z', '2024-01-01T24:00:00Z'];
    for (const text of [...none, '2024-01-01T00:00:00', '2024-01-01T00:00:00.Z', '2024-01-01T00:00:00+2']) {
      assert.equal(compareVersions('datetime', text, text), null, text);
    }
  });

  it('of lexicographic is by bytes of UTF-8, not by code units', () => {
    assert.equal(sign('lexicographic', '\u{1F600}', '\uFF5E'), 1);
    assert.equal(sign('lexicographic', 'Z', 'a'), -1);
  });

  it('of generic is not specified: versions are the same, or not comparable', () => {
    assert.equal(compareVersions('generic', '1.0', '1.0'), 0);
    assert.equal(compareVersions('generic', '1.0', '2.0'), null);
  });
});
