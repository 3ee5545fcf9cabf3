import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { MAX_RANGE_LENGTH, readRange, type VersionCategory } from './read-range.ts';
import type { RangeReading, Scheme } from './reading.ts';
import { compareVersions } from './scheme.ts';

const range = (written: string, scheme?: Scheme) => readRange(written, 'product_version_range', scheme);
const version = (written: string) => readRange(written, 'product_version');
const codes = (reading: RangeReading) => reading.warnings.map(({ code }) => code);
const reason = (reading: RangeReading) => (reading.kind === 'review' ? reading.reason : 'read');
const intervals = (reading: RangeReading) =>
  reading.kind === 'intervals' ? reading.intervals : reading.reason;

const SCHEMES = [undefined, 'intdot', 'semver', 'npm', 'generic', 'lexicographic', 'datetime'] as const;

/** Pieces of which published strings are made, so that every shape and many near it come up. */
const piece = fc.constantFrom(
  ...['<', '<=', '>', '>=', '=<', '=', '!=', '|', ', ', ' ', '_', 'V', 'v', ' and ', '*', '.x', '-', 'SP1'],
  ...[
    '1',
    '2',
    '1.0',
    '1.2',
    '1.2.0',
    '2.0.1',
    '10',
    '12345',
    'R6.1',
    '2.0.0-rc',
    '7.x',
    'All versions ',
    'vers:all/',
  ],
  ...['vers:intdot/', 'vers:semver/', 'vers:generic/', 'Version ', '\u00a0', '\uFFFD', '%20'],
);
const written = fc.oneof(
  fc.array(piece, { maxLength: 8 }).map(pieces => pieces.join('')),
  fc.string({ maxLength: 30, unit: 'binary' }),
);
const category = fc.constantFrom<VersionCategory>('product_version', 'product_version_range');

describe('reading a version string', () => {
  it('takes vls as specified without a remark, and says what else it saw', () => {
    assert.deepEqual(codes(range('<=1.7')), []);
    assert.deepEqual(codes(range('>=1.0.0|<=1.3.1')), []);
    assert.deepEqual(codes(range('<= 1.7')), ['NOT_AS_SPECIFIED']);
    assert.deepEqual(codes(range('<V1.7')), ['NOT_AS_SPECIFIED']);
    assert.deepEqual(codes(range('4.0')), ['NOT_AS_SPECIFIED']);
    assert.deepEqual(codes(range('>=2.0')), ['OPEN_END']);
    assert.deepEqual(codes(range('vers:all/*')), ['OPEN_END']);
    assert.deepEqual(codes(version('vers:all/*')), ['RANGE_IN_VERSION', 'OPEN_END']);
    assert.deepEqual(codes(range('vers:all/<V4.3.8')), ['VERS_ALL_WITH_CONSTRAINT']);
    assert.deepEqual(codes(range('All versions < V6.4')), ['WORDS']);
    assert.deepEqual(codes(version('7.2.x')), ['WILDCARD', 'RANGE_IN_VERSION']);
    assert.deepEqual(codes(version('V4.0')), []);
    assert.deepEqual(codes(version('Version 2.2.0')), ['WORDS']);
    assert.deepEqual(codes(version('9.0.1 | 9.0.2')), ['NOT_AS_SPECIFIED', 'RANGE_IN_VERSION']);
  });

  it('reads vls exactly as specified with all that VERS can say', () => {
    assert.deepEqual(
      intervals(range('>=1.0|!=1.1|<1.2|2.0')),
      intervals(range('vers:intdot/>=1.0|!=1.1|<1.2|2.0')),
    );
    assert.equal(reason(range('> 4.001 | < 4.005 | > 5.011 | < 5.017')), 'LIST_UNCLEAR');
  });

  it('takes a lower bound above the upper one, or beside it, to a person', () => {
    for (const crossed of ['>= 1.31 | <= 1.4', '>=21.2.3|<21.2.3', '> 2 < 2.0', 'vers:all/>=V2<V1']) {
      assert.equal(reason(range(crossed)), 'BOUNDS_CROSS', crossed);
    }
    assert.equal(reason(range('>= 2 | <= 2')), 'read');
  });

  it('refuses VERS of other types by name, and what is no canonical VERS', () => {
    assert.equal(reason(range('vers:pypi/>=1.0')), 'VERS_TYPE_UNKNOWN');
    assert.equal(reason(range('vers:deb/<1:2.3')), 'VERS_TYPE_UNKNOWN');
    assert.equal(reason(range('vers:intdot/>=2|<1')), 'VERS_INVALID');
    assert.equal(reason(range('vers:semver/<1.0')), 'VERS_INVALID');
    assert.equal(reason(range('vers:all/4.0')), 'VERS_INVALID');
    assert.equal(reason(range('vers:all/')), 'VERS_INVALID');
    assert.equal(reason(range('VERS:ALL/*')), 'VERS_INVALID');
    assert.equal(reason(range('vers:generic/>4.2')), 'LETTERS_WITHOUT_ORDER');
    assert.equal(reason(range('< 4.2', 'generic')), 'LETTERS_WITHOUT_ORDER');
  });

  it('reads dotted numbers by a scheme that is given, if they are of it', () => {
    const schemeOf = (text: string, scheme: Scheme) => {
      const reading = range(text, scheme);
      return reading.kind === 'intervals' ? reading.scheme : reading.reason;
    };
    assert.equal(schemeOf('< 1.7.0', 'semver'), 'semver');
    assert.equal(schemeOf('< 1.7', 'semver'), 'intdot');
    assert.equal(schemeOf('>= 4.4 | <= 4.12', 'lexicographic'), 'intdot');
    assert.equal(schemeOf('<= 4.12N', 'lexicographic'), 'lexicographic');
    assert.equal(schemeOf('4.0', 'generic'), 'generic');
    assert.equal(schemeOf('<= 17 Update 5', 'intdot'), 'LETTERS_WITHOUT_ORDER');
  });

  it('takes bare integers for versions while they are short', () => {
    assert.equal(reason(version('3120')), 'read');
    assert.equal(reason(version('12345')), 'PART_NUMBER');
    assert.equal(reason(version('V12345')), 'read');
    assert.equal(reason(version('620 | 650')), 'read');
    assert.equal(reason(version('1812 | 1909')), 'PART_NUMBER');
    assert.equal(reason(version('9.0.1 | 24952')), 'PART_NUMBER');
    assert.equal(reason(range('<= 9.0.1 | 24952')), 'LIST_UNCLEAR');
  });

  it('takes days written with dots for days, unless the year comes first', () => {
    for (const day of [
      '31.12.2020',
      'V01.04.2021',
      '< 31.12.2020',
      '<12.31.2020',
      '>= 01.01.2020 | < 01.02.2020',
    ]) {
      assert.equal(reason(range(day)), 'DATES', day);
      assert.equal(reason(range(day, 'lexicographic')), 'DATES', day);
    }
    for (const none of [
      '< 2020.12.31',
      '< 31.13.2020',
      '< 00.12.2020',
      '< 1.12.2020',
      '< 31.12.20201',
      '< 31.12.2020.1',
    ]) {
      assert.equal(reason(range(none)), 'read', none);
    }
  });

  it('reads no more into words than they say', () => {
    const unclear = [
      'All versions 1.2',
      'All BIOS versions',
      'Version < 1.2',
      'Version 1.0 | 1.1',
      'Versions 1.0',
    ];
    for (const text of [
      ...unclear,
      '< 1.0 1.1',
      '< 1.0 and 1.1',
      '1.0 and 1.1',
      '1.0 | 1.1, 1.2',
      '>= 1.0 | | < 2',
    ]) {
      assert.notEqual(reason(range(text)), 'read', text);
    }
  });

  it('takes an operator that is none for a word', () => {
    for (const none of ['=< 5', '=>1.0', '= 1.0', '<> 2']) assert.equal(reason(range(none)), 'WORDS', none);
  });

  it('says of nothing that there is no version', () => {
    for (const nothing of ['', ' ', '_', 'No version', 'N/A', 'unknown']) {
      assert.equal(reason(version(nothing)), 'NO_VERSION', nothing);
    }
  });

  it('reads no bound of a part that a blank or a comma has cut', () => {
    for (const cut of ['< 2.51 2.52', '< 1,5', '1,5', '2.51 2.52', '1 .5', '5_7_04']) {
      assert.notEqual(reason(range(cut)), 'read', cut);
    }
  });

  it('reads a wildcard as all versions that begin so, across any carry', () => {
    const upper = (text: string) => {
      const [interval] = intervals(version(text));
      return typeof interval === 'object' ? interval.upper?.version : interval;
    };
    assert.equal(upper('7.09.x'), '7.10');
    assert.equal(upper('99.*'), '100');
    assert.equal(upper(`${'9'.repeat(400)}.x`), `1${'0'.repeat(400)}`);
  });

  it('leaves damaged and endless text to a person, at once', () => {
    assert.equal(reason(range('<= 1.7\uFFFD')), 'DAMAGED_TEXT');
    assert.equal(reason(range(`<${'1'.repeat(MAX_RANGE_LENGTH)}`)), 'TOO_LONG');
    assert.equal(reason(range(`<${'1'.repeat(MAX_RANGE_LENGTH - 1)}`)), 'read');
    assert.equal(reason(range('<'.repeat(50_000_000))), 'TOO_LONG');
  });

  it('takes the same short time for every string of full length', () => {
    const parts = [
      '1',
      '1.',
      '.',
      '<',
      '<1|',
      '1|',
      '|',
      ' ',
      'V',
      'x.',
      '9.x',
      '%25',
      '-',
      'a-',
      'and ',
      '<1 ',
    ];
    const start = performance.now();
    for (const part of parts) {
      for (const head of ['', 'vers:all/', 'vers:intdot/', 'vers:semver/', 'All versions ', '<']) {
        const text = (head + part.repeat(MAX_RANGE_LENGTH)).slice(0, MAX_RANGE_LENGTH);
        for (const scheme of SCHEMES) range(text, scheme);
      }
    }
    assert.ok(performance.now() - start < 3000);
  });

  it('never throws, and what it reads are intervals in order and apart from one another', () => {
    fc.assert(
      fc.property(written, category, fc.constantFrom(...SCHEMES), (text, category, scheme) => {
        const reading = readRange(text, category, scheme);
        if (reading.kind === 'review' || reading.scheme === 'generic') return;
        const compare = (a: string, b: string) =>
          compareVersions(reading.scheme, a, b) ?? assert.fail(`${a} ${b}`);
        reading.intervals.forEach(({ lower, upper }, i) => {
          const before = reading.intervals[i - 1];
          if (lower !== null && upper !== null) {
            const order = compare(lower.version, upper.version);
            assert.ok(order < 0 || (order === 0 && lower.inclusive && upper.inclusive), text);
          }
          if (before === undefined) return;
          assert.ok(before.upper !== null && lower !== null, text);
          const gap = compare(before.upper.version, lower.version);
          assert.ok(gap < 0 || (gap === 0 && !before.upper.inclusive && !lower.inclusive), text);
        });
      }),
      { numRuns: 3000 },
    );
  });

  it('reads the same intervals with a leading V, blanks and underscores, or without', () => {
    const noise = fc
      .array(fc.constantFrom(' ', '_', '\t', '\u00a0'), { maxLength: 3 })
      .map(all => all.join(''));
    const number = fc
      .array(fc.nat({ max: 12 }), { minLength: 1, maxLength: 4 })
      .map(parts => parts.join('.'));
    const shape = fc.constantFrom(
      '<N',
      '<=N',
      '>=N',
      '>N',
      '>=N|<N',
      '>=N|<=N',
      '>N<N',
      '<N|N',
      'N',
      'N|N|N',
    );
    fc.assert(
      fc.property(
        shape,
        fc.array(number, { minLength: 3, maxLength: 3 }),
        fc.array(noise),
        (shape, numbers, noises) => {
          let at = 0;
          let place = 0;
          const fill = (decorate: (part: string) => string) => {
            at = 0;
            return shape.replaceAll('N', () => decorate(numbers[at++] ?? '1'));
          };
          const blank = () => noises[place++ % Math.max(noises.length, 1)] ?? '';
          const noisy = blank() + fill(part => `${blank()}v${blank()}${part}${blank()}`);
          const plain = range(fill(part => part));
          assert.deepEqual(intervals(range(noisy)), intervals(plain), noisy);
        },
      ),
    );
  });
});
