import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { versContains } from './contains.ts';
import { formatVers } from './format-vers.ts';
import { parseVers } from './vers.ts';
import { intervalsOf } from './vers-intervals.ts';

const read = (text: string) => {
  const vers = parseVers(text);
  assert.ok(typeof vers !== 'string', `${text}: ${JSON.stringify(vers)}`);
  return vers;
};

const contains = (text: string, version: string) => versContains(read(text), version);

describe('VERS', () => {
  it('is refused where it is not canonical, with the reason', () => {
    const faults = {
      'intdot/1.0': 'NOT_VERS',
      'vers:': 'TYPE_MALFORMED',
      'vers:Intdot/1.0': 'TYPE_MALFORMED',
      'vers:1dot/1.0': 'TYPE_MALFORMED',
      'vers:deb/1.0': 'TYPE_UNKNOWN',
      'vers:invalid/1.0': 'TYPE_UNKNOWN',
      'vers:intdot': 'NO_CONSTRAINTS',
      'vers:intdot/': 'NO_CONSTRAINTS',
      'vers:intdot/>=1.0 |<2': 'CHARACTERS',
      'vers:intdot/1.0\u00e9': 'CHARACTERS',
      'vers:all/1.0': 'ASTERISK_NOT_ALONE',
      'vers:none/1.0': 'ASTERISK_NOT_ALONE',
      'vers:intdot/*|1.0': 'ASTERISK_NOT_ALONE',
      'vers:intdot/=1.0': 'EQUALS_SIGN',
      'vers:intdot/>=': 'VERSION_EMPTY',
      'vers:intdot/1.0%': 'PERCENT_ENCODING',
      'vers:lexicographic/a%0Ab': 'PERCENT_ENCODING',
      'vers:lexicographic/a%41': 'NOT_CANONICAL',
      'vers:intdot/1.0|1.00': 'UNSORTED',
      'vers:intdot/2.0|10.0|9.0': 'UNSORTED',
      'vers:generic/1.0|1.0': 'UNSORTED',
      'vers:intdot/1.0|<2.0': 'SEQUENCE',
      'vers:intdot/<1.0|<2.0': 'SEQUENCE',
      'vers:intdot/>1.0|>=2.0': 'SEQUENCE',
      'vers:intdot/>=1.0|2.0': 'SEQUENCE',
    };
    for (const [text, fault] of Object.entries(faults)) assert.equal(parseVers(text), fault, text);
  });

  it('holds the intervals that its constraints make, without those excepted', () => {
    const open = { lower: null, upper: null };
    const to = (version: string) => ({ version, inclusive: true });
    const before = (version: string) => ({ version, inclusive: false });
    const intervals = (text: string) => intervalsOf(read(text));
    assert.deepEqual(intervals('vers:all/*'), [open]);
    assert.deepEqual(intervals('vers:none/*'), []);
    assert.deepEqual(intervals('vers:generic/*'), [open]);
    assert.deepEqual(intervals('vers:intdot/>=2.2.0|!=2.2.1|<2.3.0|5.0|>6'), [
      { lower: to('2.2.0'), upper: before('2.2.1') },
      { lower: before('2.2.1'), upper: before('2.3.0') },
      { lower: to('5.0'), upper: to('5.0') },
      { lower: before('6'), upper: null },
    ]);
    assert.deepEqual(intervals('vers:intdot/!=1|!=2'), [
      { lower: null, upper: before('1') },
      { lower: before('1'), upper: before('2') },
      { lower: before('2'), upper: null },
    ]);
    assert.deepEqual(intervals('vers:intdot/!=1|<=2|!=3'), [
      { lower: null, upper: before('1') },
      { lower: before('1'), upper: to('2') },
    ]);
  });

  it('holds a version by the strict order of its type', () => {
    assert.equal(contains('vers:intdot/>=1.2|<2.0', '1.5.0'), true);
    assert.equal(contains('vers:intdot/>=1.2|<2.0', '2.0'), false);
    assert.equal(contains('vers:intdot/<=1.7', '1.7.5'), false);
    assert.equal(contains('vers:intdot/1.8', '1.8.0'), true);
    assert.equal(contains('vers:semver/<1.0.0', '1.0.0-rc.1'), true);
    assert.equal(contains('vers:none/*', '1.0'), false);
    assert.equal(contains('vers:intdot/<2', 'beta'), null);
    assert.equal(contains('vers:generic/1.0|2.0', '2.0'), true);
    assert.equal(contains('vers:generic/1.0', '2.0'), null);
    assert.equal(contains('vers:generic/<2.0', '1.0'), null);
  });

  it('is what it was after reading and writing, whatever characters a version has', () => {
    const version = fc.string({ minLength: 1, maxLength: 5 });
    const comparator = fc.constantFrom('=', '!=', '<', '<=', '>', '>=');
    fc.assert(
      fc.property(comparator, version, (comparator, text) => {
        const vers = { type: 'lexicographic', constraints: [{ comparator, version: text }] } as const;
        assert.deepEqual(parseVers(formatVers(vers)), vers);
      }),
    );
  });

  it('is read or refused, never thrown, and what is read is written the same', () => {
    const alphabet = fc.constantFrom(...'vers:all/intdot*<>=!|%20.1a ');
    const texts = fc.oneof(
      fc.string(),
      fc.array(alphabet, { maxLength: 20 }).map(parts => `vers:intdot/${parts.join('')}`),
    );
    fc.assert(
      fc.property(texts, text => {
        const vers = parseVers(text);
        if (typeof vers !== 'string') assert.equal(formatVers(vers), text);
      }),
      { numRuns: 500 },
    );
  });
});
