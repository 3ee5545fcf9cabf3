import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { corpusOrSkip } from '../../../../scripts/testing/needs.ts';
import { diffAdvisories } from './diff-advisories.ts';
import { readAdvisory } from './read-advisory.ts';

const read = (document: unknown) => readAdvisory(new TextEncoder().encode(JSON.stringify(document)));
const kinds = (before: unknown, after: unknown) =>
  diffAdvisories(read(before), read(after)).map(({ kind, pointer }) => `${kind} ${pointer}`);

const DOCUMENT = {
  document: {
    category: 'csaf_vex',
    csaf_version: '2.0',
    title: 'Example',
    lang: 'en',
    distribution: { tlp: { label: 'WHITE' } },
    notes: [{ category: 'summary', text: 'a' }],
    publisher: { name: 'Example', namespace: 'https://example.com' },
    references: [{ category: 'self', url: 'https://example.com/1', summary: 's' }],
    tracking: {
      id: 'EX-1',
      version: '10',
      status: 'final',
      initial_release_date: '2026-01-01T00:00:00Z',
      current_release_date: '2026-01-02T00:00:00Z',
      revision_history: [{ number: '1', summary: 'x' }],
    },
  },
  product_tree: {
    branches: [
      {
        category: 'vendor',
        name: 'Example',
        branches: [
          {
            category: 'product_version_range',
            name: '<= 1.7',
            product: {
              name: 'Reader',
              product_id: 'A',
              product_identification_helper: { model_numbers: ['M'], hashes: [{ filename: 'f' }] },
            },
          },
        ],
      },
    ],
    full_product_names: [{ name: 'Host', product_id: 'B' }],
    relationships: [
      {
        category: 'installed_on',
        product_reference: 'A',
        relates_to_product_reference: 'B',
        full_product_name: { name: 'Both', product_id: 'AB' },
      },
    ],
    product_groups: [{ group_id: 'G', product_ids: ['A', 'B'], summary: 'g' }],
  },
  vulnerabilities: [
    {
      cve: 'CVE-2026-0001',
      title: 't',
      cwe: { id: 'CWE-1', name: 'n' },
      notes: [{ category: 'description', text: 'x', title: 'y' }],
      product_status: { known_affected: ['A'], fixed: ['B'] },
      remediations: [{ category: 'vendor_fix', details: 'd', group_ids: ['G'], date: '2026' }],
      threats: [{ category: 'impact', details: 'e', product_ids: ['B'] }],
      flags: [{ label: 'component_not_present', product_ids: ['A'], date: '2026' }],
      scores: [{ products: ['A'], cvss_v3: { version: '3.1', vectorString: 'v', baseScore: 5 } }],
      ids: [{ system_name: 's', text: 'u' }],
      references: [{ url: 'https://example.com' }],
    },
    { ids: [{ system_name: 's t', text: '7' }], product_status: { fixed: ['A'] } },
    { ids: [{ system_name: 'CVE', text: 'CVE-2026-0999' }], product_status: { fixed: ['A'] } },
  ],
};

/** Every way to put another text in place of one text or number of `value`, with the pointer to it. */
function* changes(value: unknown, pointer = ''): Generator<[pointer: string, changed: unknown]> {
  if (typeof value === 'string') yield [pointer, `${value}9`];
  else if (typeof value === 'number') yield [pointer, value + 1];
  else if (Array.isArray(value)) {
    for (const [at, item] of value.entries())
      for (const [inner, to] of changes(item, `${pointer}/${at}`)) yield [inner, value.with(at, to)];
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value))
      for (const [inner, to] of changes(item, `${pointer}/${key}`)) yield [inner, { ...value, [key]: to }];
  }
}

test('no text of a document changes without a difference', () => {
  for (const [pointer, changed] of changes(DOCUMENT)) {
    if (pointer === '/document/csaf_version') continue;
    assert.notDeepEqual(kinds(DOCUMENT, changed), [], pointer);
  }
});

test('a document does not differ from itself, nor from one in another order', () => {
  const reversed = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.map(reversed)
      : typeof value === 'object' && value !== null
        ? Object.fromEntries(
            Object.entries(value)
              .map(([key, item]) => [key, reversed(item)] as const)
              .reverse(),
          )
        : value;
  assert.deepEqual(kinds(DOCUMENT, reversed(DOCUMENT)), []);
});

test('what is of a wrong type, and so is not read, differs too', () => {
  const wrong = (notes: object) => withValue(DOCUMENT, ['vulnerabilities', '0', 'notes'], notes);
  assert.deepEqual(kinds(wrong({ a: 1 }), wrong({ a: 2 })), ['other-changed /vulnerabilities/0/notes']);
});

const CASES: Record<string, readonly [pointer: string, to: unknown, expected: readonly string[]]> = {
  'a version that falls': [
    '/document/tracking/version',
    '9',
    ['version-moved-back /document/tracking/version'],
  ],
  'a version that rises': ['/document/tracking/version', '11', ['version-moved /document/tracking/version']],
  'a date that falls': [
    '/document/tracking/current_release_date',
    '2025-12-31T00:00:00Z',
    ['date-moved-back /document/tracking/current_release_date'],
  ],
  'another self reference': [
    '/document/references/0/url',
    'https://example.com/2',
    ['self-reference-changed /document/references', 'self-reference-changed /document/references'],
  ],
  'a range': [
    '/product_tree/branches/0/branches/0/name',
    '<= 1.8',
    ['range-changed /product_tree/branches/0/branches/0/product'],
  ],
  'a vendor': [
    '/product_tree/branches/0/name',
    'Other',
    ['product-renamed /product_tree/branches/0/branches/0/product'],
  ],
  'another product': [
    '/product_tree/full_product_names/0/product_id',
    'C',
    [
      'product-added /product_tree/full_product_names/0',
      'product-removed /product_tree/full_product_names/0',
    ],
  ],
  'another CVE': [
    '/vulnerabilities/0/cve',
    'CVE-2026-0002',
    ['vulnerability-added /vulnerabilities/0', 'vulnerability-removed /vulnerabilities/0'],
  ],
  'another status': [
    '/vulnerabilities/0/product_status',
    { known_affected: ['A', 'B'] },
    ['status-changed /vulnerabilities/0/product_status'],
  ],
  'a score': [
    '/vulnerabilities/0/scores/0/cvss_v3/baseScore',
    6,
    ['score-changed /vulnerabilities/0/scores', 'score-changed /vulnerabilities/0/scores'],
  ],
  acknowledgements: [
    '/document/acknowledgments',
    [{ organization: 'x' }],
    ['other-changed /document/acknowledgments'],
  ],
};

for (const [what, [pointer, to, expected]] of Object.entries(CASES)) {
  test(`a difference: ${what}`, () => {
    assert.deepEqual(kinds(DOCUMENT, withValue(DOCUMENT, pointer.split('/').slice(1), to)), expected);
  });
}

function withValue(value: unknown, [step, ...rest]: readonly string[], to: unknown): unknown {
  if (step === undefined) return to;
  if (Array.isArray(value)) return value.with(Number(step), withValue(value[Number(step)], rest, to));
  const members = new Map(Object.entries(value ?? {}));
  return Object.fromEntries(members.set(step, withValue(members.get(step), rest, to)));
}

/** ADVISORIES.md 1.2: what each rewriting of the five publications changed, under an unmoved version and date. */
const HISTORY: Record<string, { digests: number; differences: readonly (readonly string[])[] }> = {
  'icsma-23-117-01': {
    digests: 5,
    differences: [
      ['self-reference-changed', 'self-reference-changed'],
      ['self-reference-changed', 'self-reference-changed'],
      ['range-changed'],
      ['other-changed'],
    ],
  },
  'icsa-22-153-02': {
    digests: 4,
    differences: [
      ['self-reference-changed', 'self-reference-changed'],
      ['self-reference-changed', 'self-reference-changed'],
      [],
      ['version-moved', 'date-moved-back', 'other-changed', 'other-changed'],
    ],
  },
};

for (const [id, { digests, differences }] of Object.entries(HISTORY)) {
  test(`the five publications of ${id} differ as its history says`, t => {
    const folder = corpusOrSkip(t, 'csaf', 'illumina', 'history');
    if (folder === undefined) return;
    const order = ['.114e6e12', '.45262078', '.872cca0e', '.95bdec97', '.ba8250d5'];
    const files = readdirSync(folder);
    const publications = order.map(commit => {
      const name = files.find(file => file.startsWith(id) && file.includes(commit)) ?? '';
      return readAdvisory(readFileSync(join(folder, name)));
    });
    assert.equal(new Set(publications.map(({ sha256 }) => sha256)).size, digests);
    const found = publications.slice(1).map((after, at) => {
      const before = publications[at];
      return before === undefined ? [] : diffAdvisories(before, after).map(({ kind }) => kind);
    });
    assert.deepEqual(found, differences);
  });
}
