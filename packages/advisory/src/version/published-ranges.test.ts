import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { corpusOrSkip, ROOT } from '../../../../scripts/testing/needs.ts';
import { readRange, type VersionCategory } from './read-range.ts';
import type { Interval, RangeReading, ReviewClass, Scheme } from './reading.ts';

/** Which reasons a class of docs/FORMATS.md 23 may have; a class that is not here is read. */
const REASONS: Readonly<Record<string, readonly ReviewClass[]>> = {
  A3: ['NO_VERSION'],
  B4: ['LETTERS_WITHOUT_ORDER'],
  B8: ['LETTERS_WITHOUT_ORDER', 'WILDCARD_IN_BOUND', 'VERS_INVALID', 'WORDS'],
  B9: ['WORDS'],
  E3: ['LETTERS_WITHOUT_ORDER', 'WILDCARD_IN_BOUND'],
  E9: ['BOUNDS_CROSS'],
  F1: ['LETTERS_WITHOUT_ORDER'],
  F2: ['LETTERS_WITHOUT_ORDER', 'WORDS'],
  G3: ['LETTERS_WITHOUT_ORDER', 'WILDCARD_IN_BOUND'],
  G9: ['WORDS', 'LETTERS_WITHOUT_ORDER'],
  H1: ['WORDS', 'DATES', 'LIST_UNCLEAR', 'WILDCARD_IN_BOUND'],
  I5: ['PART_NUMBER'],
  J1: ['SEVERAL_UPPER_BOUNDS'],
  J2x: ['LIST_UNCLEAR'],
  J3: ['LIST_UNCLEAR'],
  J4: ['LIST_UNCLEAR', 'SEVERAL_UPPER_BOUNDS', 'WILDCARD_IN_BOUND', 'WORDS', 'LETTERS_WITHOUT_ORDER'],
  K2: ['WILDCARD_IN_BOUND', 'LIST_UNCLEAR'],
  L1: ['SERIAL_NUMBERS'],
  L2: ['DATES'],
  M1: ['WORDS'],
  M2: ['HYPHEN'],
  N1: ['WORDS', 'LETTERS_WITHOUT_ORDER', 'DATES'],
  O2: ['LETTERS_WITHOUT_ORDER'],
  O4: ['PART_NUMBER', 'WORDS', 'LETTERS_WITHOUT_ORDER'],
  O5: ['PART_NUMBER'],
  Z1: ['WORDS', 'PART_NUMBER', 'LETTERS_WITHOUT_ORDER'],
};

const SCHEMES: readonly Scheme[] = ['intdot', 'semver', 'npm', 'generic', 'lexicographic', 'datetime'];

interface Row {
  readonly written: string;
  readonly category: VersionCategory;
  readonly shape: string;
}

interface CheckedRow extends Row {
  /** What a person reads in it. */
  readonly reading: string;
}

/** Rows of the table whose action is not that of the reading here, with the reason. There are none: table and reading agree. */
const DISAGREEMENTS: readonly string[] = [];

describe('version strings as published', () => {
  it('are read as a careful person reads them', () => {
    const rows = checkedRows();
    assert.ok(rows.length >= 200);
    for (const { written, category, shape, reading } of rows) {
      const read = readRange(written, category);
      assert.equal(notation(read), reading, `${shape} ${JSON.stringify(written)}`);
    }
  });

  it('are all read where their sense is certain, and none where a person or an order is needed', t => {
    const rows = tableRows(t);
    const wrong = rows.filter(row => {
      const reading = readRange(row.written, row.category);
      return (reading.kind === 'intervals') !== (row.action === 'PARSE');
    });
    assert.deepEqual(
      wrong.map(row => row.written),
      DISAGREEMENTS,
    );
    if (rows.length > 0) assert.equal(rows.length, 2215);
  });

  it('are not read under any scheme where a person is needed', t => {
    for (const { written, category, action } of tableRows(t)) {
      if (action !== 'REVIEW') continue;
      for (const scheme of SCHEMES)
        assert.equal(readRange(written, category, scheme).kind, 'review', written);
    }
  });

  it('with letters are read only under a scheme that has an order for them', t => {
    for (const { written, category, action } of tableRows(t)) {
      if (action !== 'SCHEME') continue;
      for (const scheme of ['intdot', 'generic', 'datetime'] as const) {
        assert.equal(readRange(written, category, scheme).kind, 'review', written);
      }
    }
    const semver = readRange('<= 1.4.18-5', 'product_version_range', 'semver');
    assert.equal(notation(semver), '(..1.4.18-5]');
    const text = readRange('>= R6.01.10 | <= R6.09.00', 'product_version_range', 'lexicographic');
    assert.equal(notation(text), '[R6.01.10..R6.09.00]');
  });

  it('are for review with a reason that fits their class', t => {
    for (const { written, category, shape } of [...tableRows(t), ...checkedRows()]) {
      const reading = readRange(written, category);
      if (reading.kind === 'intervals') continue;
      const reasons = REASONS[shape] ?? [];
      assert.ok(reasons.includes(reading.reason), `${shape} ${JSON.stringify(written)}: ${reading.reason}`);
    }
  });
});

function checkedRows(): CheckedRow[] {
  const path = join(ROOT, 'packages', 'advisory', 'test', 'published-ranges.tsv');
  return linesOf(path).map(([shape = '', category = '', , written = '', reading = '']) => ({
    shape,
    category: categoryOf(category),
    written: textOf(written),
    reading,
  }));
}

function tableRows(t: Parameters<typeof corpusOrSkip>[0]): (Row & { readonly action: string })[] {
  const path = corpusOrSkip(t, 'csaf', 'version-ranges.tsv');
  if (path === undefined) return [];
  return linesOf(path)
    .slice(1)
    .map(([category = '', , , action = '', name = '', written = '']) => ({
      action,
      shape: name.split(' ')[0] ?? '',
      category: categoryOf(category),
      written: textOf(written),
    }));
}

function linesOf(path: string): string[][] {
  const lines = readFileSync(path, 'utf8').split('\n');
  return lines.filter(line => line !== '' && !line.startsWith('#')).map(line => line.split('\t'));
}

function categoryOf(text: string): VersionCategory {
  return text === 'product_version' ? text : 'product_version_range';
}

function textOf(json: string): string {
  const value: unknown = JSON.parse(json);
  assert.ok(typeof value === 'string');
  return value;
}

/** The notation of the fixture. */
function notation(reading: RangeReading): string {
  return reading.kind === 'review' ? 'review' : reading.intervals.map(notationOf).join(' ');
}

function notationOf({ lower, upper }: Interval): string {
  if (lower !== null && lower.version === upper?.version) return `[${lower.version}]`;
  const begin = lower?.inclusive ? '[' : '(';
  const end = upper?.inclusive ? ']' : ')';
  return `${begin}${lower?.version ?? ''}..${upper?.version ?? ''}${end}`;
}
