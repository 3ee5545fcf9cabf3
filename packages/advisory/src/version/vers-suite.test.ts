import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { corpusOrSkip } from '../../../../scripts/testing/needs.ts';
import { versContains } from './contains.ts';
import { formatVers } from './format-vers.ts';
import { versFromNpm } from './npm-range.ts';
import { readRange } from './read-range.ts';
import { compareVersions, isScheme } from './scheme.ts';
import { parseVers, type VersFault } from './vers.ts';

/** The public test cases of package-url/vers-spec, by VERS type: every one is run, or is of a type that is refused. */
const RUN = { datetime: 11, lexicographic: 8, npm: 500 };
const REFUSED = {
  alpm: 42,
  apk: 716,
  conan: 276,
  gem: 1,
  gentoo: 48,
  maven: 977,
  nginx: 4,
  nuget: 34,
  openssl: 52,
  pypi: 32,
};

/**
 * What the suite expects of these npm ranges is no canonical VERS by clause 5.4 of the specification: a version twice, or neighbours that are redundant. They
 * are made as expected, and refused when read.
 */
const NOT_CANONICAL: readonly string[] = [
  '2.0.x || 2.1.x',
  '<2.0.1 || <1.1.7',
  '<2.0.18 || <3.0.16 || <3.1.6 || <4.0.8 || <5.0.0-beta.5',
  '>= 0.2.0 <= 0.9.6 || ~0.8.0-pre',
  '>= 5.2.1 <= 6.0.0 || >=6.0.0 <= 6.0.2',
  '>=5.0.3 >=4.2.1',
  '^2.0.18 || ^3.0.16 || ^3.1.6 || ^4.0.8 || ^5.0.0-beta.5',
];

const FAULTS: Readonly<Record<string, VersFault>> = {
  'non-canonical VERS: whitespace is not permitted': 'CHARACTERS',
  'non-canonical VERS: leading pipe is not permitted': 'BAR_LEADING',
  'non-canonical VERS: trailing pipe is not permitted': 'BAR_TRAILING',
  'non-canonical VERS: consecutive pipes are not permitted': 'BAR_DOUBLED',
  'non-canonical VERS: constraints are not sorted by version': 'UNSORTED',
  'non-canonical VERS: invalid percent-encoding in version': 'PERCENT_ENCODING',
  'non-canonical VERS: datetime must use uppercase T and Z': 'DATETIME_CASE',
  'non-canonical VERS: datetime time colons must be unencoded': 'NOT_CANONICAL',
  'non-canonical VERS: percent-encoding in version is not canonical': 'NOT_CANONICAL',
};

interface Case {
  readonly test_type: string;
  readonly description: string;
  readonly input: string | Readonly<Record<string, string | readonly string[]>>;
  readonly expected_output?: unknown;
  readonly expected_failure?: boolean;
  readonly expected_message?: string;
}

describe('the cases of vers-spec', () => {
  it('hold for the types that are read; the others are refused by name, and none is left out', t => {
    const folder = corpusOrSkip(t, 'csaf', 'vers-spec', 'tests');
    if (folder === undefined) return;
    const run: Record<string, number> = {};
    const refused: Record<string, number> = {};
    for (const test of casesIn(folder)) {
      const type = typeOf(test);
      const counts = isScheme(type) ? run : refused;
      counts[type] = (counts[type] ?? 0) + 1;
      if (isScheme(type)) check(test);
      else refuse(test, type);
    }
    assert.deepEqual(sorted(run), RUN);
    assert.deepEqual(sorted(refused), REFUSED);
    const total = (counts: Record<string, number>) => Object.values(counts).reduce((sum, n) => sum + n, 0);
    assert.equal(total(run) + total(refused), 2701);
    t.diagnostic(`run: ${JSON.stringify(run)}, refused by type: ${JSON.stringify(refused)}`);
  });

  it('expect of some npm ranges what is no canonical VERS, and these are named', t => {
    const folder = corpusOrSkip(t, 'csaf', 'vers-spec', 'tests');
    if (folder === undefined) return;
    const refused = casesIn(folder).flatMap(({ test_type, input, expected_output }) => {
      if (test_type !== 'from_native' || typeof input === 'string' || input.scheme !== 'npm') return [];
      return typeof parseVers(String(expected_output)) === 'string' ? [String(input.native_range)] : [];
    });
    assert.deepEqual([...new Set(refused)].sort(), NOT_CANONICAL);
  });
});

function casesIn(folder: string): Case[] {
  return readdirSync(folder).flatMap(name => {
    const file: { readonly tests: Case[] } = JSON.parse(readFileSync(join(folder, name), 'utf8'));
    return file.tests;
  });
}

function typeOf({ input }: Case): string {
  if (typeof input === 'string') return input.slice('vers:'.length, input.indexOf('/'));
  const named = input.input_scheme ?? input.input_type ?? input.scheme ?? input.type;
  return typeof named === 'string'
    ? named
    : typeOf({ test_type: '', description: '', input: String(input.vers) });
}

function check(test: Case): void {
  const { input } = test;
  const about = `${test.description} ${JSON.stringify(input)}`;
  if (typeof input === 'string') {
    assert.equal(test.test_type, 'parse', about);
    checkParse(input, test, about);
    return;
  }
  const type = typeOf(test);
  const versions = Array.isArray(input.versions) ? input.versions.map(String) : [];
  switch (test.test_type) {
    case 'comparison':
      assert.deepEqual(sortedBy(type, versions), test.expected_output, about);
      break;
    case 'equality': {
      const [a = '', b = ''] = versions;
      assert.equal(compared(type, a, b) === 0, test.expected_output, about);
      break;
    }
    case 'containment':
      assert.equal(contains(String(input.vers), String(input.version)), test.expected_output, about);
      break;
    case 'from_native': {
      const made = versFromNpm(String(input.native_range));
      assert.equal(made && formatVers(made), test.expected_output, about);
      break;
    }
    default:
      assert.fail(`nothing here runs ${test.test_type}`);
  }
}

function checkParse(text: string, test: Case, about: string): void {
  const vers = parseVers(text);
  if (test.expected_failure === true) {
    assert.equal(vers, FAULTS[test.expected_message ?? ''], about);
  } else {
    assert.ok(typeof vers !== 'string' && vers.constraints !== '*', about);
    const version_constraints = vers.constraints.map(({ comparator, version }) => [comparator, version]);
    assert.deepEqual({ scheme: vers.type, version_constraints }, test.expected_output, about);
    assert.equal(formatVers(vers), text);
  }
}

/** The range that the case is about, or one of its type, is for a person, with the reason that its type is not read. */
function refuse({ input, expected_output }: Case, type: string): void {
  const inside = typeof input === 'string' ? input : input.vers;
  const made = typeof expected_output === 'string' ? expected_output : `vers:${type}/1.0`;
  const text = typeof inside === 'string' ? inside : made;
  const reading = readRange(text, 'product_version_range');
  assert.equal(reading.kind === 'review' && reading.reason, 'VERS_TYPE_UNKNOWN', text);
}

function compared(type: string, a: string, b: string): number {
  assert.ok(isScheme(type));
  const order = compareVersions(type, a, b);
  assert.ok(order !== null, `${a} and ${b} are of ${type}`);
  return order;
}

function sortedBy(type: string, versions: readonly string[]): string[] {
  return [...versions].sort((a, b) => compared(type, a, b));
}

function contains(text: string, version: string): boolean | null {
  const vers = parseVers(text);
  assert.ok(typeof vers !== 'string', text);
  return versContains(vers, version);
}

function sorted(counts: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1)));
}
