import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Advisory } from './advisory.ts';
import { AdvisoryError } from './advisory-error.ts';
import { MAX_DOCUMENT_BYTES } from './limits.ts';
import { readAdvisory } from './read-advisory.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
const read = (document: unknown) => readAdvisory(utf8(JSON.stringify(document)));
const codes = (advisory: Advisory) => advisory.remarks.map(({ code, pointer }) => `${code} ${pointer}`);

const HEAD = {
  category: 'csaf_base',
  csaf_version: '2.0',
  title: 'Example',
  publisher: { category: 'vendor', name: 'Example', namespace: 'https://example.com' },
  tracking: {
    id: 'EX-1',
    version: '1',
    status: 'final',
    initial_release_date: '2026-01-01T00:00:00Z',
    current_release_date: '2026-01-02T00:00:00Z',
  },
};
const product = (product_id: string, more = {}) => ({ name: `Full ${product_id}`, product_id, ...more });
const leaf = (category: string, name: string, id: string) => ({ category, name, product: product(id) });
const TREE = {
  branches: [
    {
      category: 'vendor',
      name: 'Example',
      branches: [
        {
          category: 'product_name',
          name: 'Reader',
          branches: [leaf('product_version_range', '<= 1.7', 'A'), leaf('product_version', '1.8', 'B')],
        },
      ],
    },
  ],
};

test('a product has its branches, and of them vendor, name and version', () => {
  const [a, b] = read({ document: HEAD, product_tree: TREE }).products;
  assert.deepEqual(
    [a?.id, a?.vendor, a?.productName, a?.version, a?.branches.length],
    ['A', 'Example', 'Reader', { category: 'product_version_range', written: '<= 1.7' }, 3],
  );
  assert.deepEqual(b?.version, { category: 'product_version', written: '1.8' });
  assert.equal(b?.pointer, '/product_tree/branches/0/branches/0/branches/1/product');
});

test('groups are resolved in remediations, threats and flags; each id once', () => {
  const advisory = read({
    document: HEAD,
    product_tree: { ...TREE, product_groups: [{ group_id: 'G', product_ids: ['A', 'B'] }] },
    vulnerabilities: [
      {
        cve: 'CVE-2026-0001',
        product_status: { known_affected: ['A'] },
        remediations: [{ category: 'vendor_fix', details: 'd', product_ids: ['B'], group_ids: ['G'] }],
        threats: [{ category: 'impact', details: 'd', group_ids: ['G'] }],
        flags: [{ label: 'component_not_present', product_ids: ['B'] }],
      },
    ],
  });
  const [vulnerability] = advisory.vulnerabilities;
  assert.deepEqual(vulnerability?.remediations[0]?.products, ['B', 'A']);
  assert.deepEqual(vulnerability?.threats[0]?.products, ['A', 'B']);
  assert.deepEqual(vulnerability?.flags[0]?.products, ['B']);
  assert.deepEqual([...(vulnerability?.status ?? [])], [['A', ['known_affected']]]);
  assert.deepEqual(codes(advisory), []);
});

test('relationships of 2.0 and paths of 2.1 keep both ends', () => {
  const advisory = read({
    document: { ...HEAD, csaf_version: '2.1' },
    product_tree: {
      full_product_names: [product('A'), product('B'), product('C')],
      relationships: [
        {
          category: 'installed_on',
          product_reference: 'A',
          relates_to_product_reference: 'B',
          full_product_name: product('AB'),
        },
      ],
      product_paths: [
        {
          beginning_product_reference: 'A',
          full_product_name: product('ABC'),
          subpaths: [
            { category: 'default_component_of', next_product_reference: 'B' },
            { category: 'installed_on', next_product_reference: 'C' },
          ],
        },
      ],
    },
  });
  assert.deepEqual(
    advisory.products.slice(3).map(({ id, relationship }) => [id, relationship]),
    [
      ['AB', { category: 'installed_on', product: 'A', relatesTo: 'B', further: [] }],
      [
        'ABC',
        {
          category: 'default_component_of',
          product: 'A',
          relatesTo: 'B',
          further: [{ category: 'installed_on', relatesTo: 'C' }],
        },
      ],
    ],
  );
});

test('2.1: metrics, cwes, purls, status unknown and labels of TLP 2', () => {
  const advisory = read({
    document: { ...HEAD, csaf_version: '2.1', distribution: { tlp: { label: 'AMBER+STRICT' } } },
    product_tree: {
      full_product_names: [
        product('A', {
          product_identification_helper: {
            purls: ['pkg:a/b', 'pkg:a/c'],
            skus: ['1'],
            model_numbers: ['M*'],
          },
        }),
      ],
    },
    vulnerabilities: [
      {
        ids: [{ system_name: 'x', text: 'X-7' }],
        cwes: [{ id: 'CWE-22' }, { id: 'CWE-353' }],
        product_status: { unknown: ['A'] },
        metrics: [
          {
            products: ['A'],
            content: {
              cvss_v2: { version: '2.0', vectorString: 'v2', baseScore: 1 },
              cvss_v3: { version: '3.1', vectorString: 'v3' },
              cvss_v4: { version: '4.0', vectorString: 'v4', baseScore: 9.3 },
              epss: { probability: '0.1', percentile: '0.5', timestamp: '2026-01-01T00:00:00Z' },
            },
          },
        ],
      },
    ],
  });
  const [vulnerability] = advisory.vulnerabilities;
  assert.equal(advisory.tlp, 'AMBER+STRICT');
  assert.deepEqual(advisory.products[0]?.helper.purls, ['pkg:a/b', 'pkg:a/c']);
  assert.equal(vulnerability?.id, 'x:X-7');
  assert.deepEqual(vulnerability?.cwes, ['CWE-22', 'CWE-353']);
  assert.deepEqual(vulnerability?.status.get('A'), ['unknown']);
  assert.deepEqual(
    vulnerability?.scores.map(({ version, baseScore }) => [version, baseScore]),
    [
      ['2.0', 1],
      ['3.1', null],
      ['4.0', 9.3],
    ],
  );
  assert.equal(vulnerability?.epss[0]?.probability, '0.1');
  assert.deepEqual(codes(advisory), []);
});

test('a vulnerability without any id is named by its place', () => {
  const { vulnerabilities } = read({ document: HEAD, vulnerabilities: [{}, {}] });
  assert.deepEqual(
    vulnerabilities.map(({ id }) => id),
    ['EX-1#1', 'EX-1#2'],
  );
});

test('doubtful ids are kept and noted: twice, unknown, in a circle, contradicting', () => {
  const relationship = (id: string, from: string, to: string) => ({
    category: 'installed_on',
    product_reference: from,
    relates_to_product_reference: to,
    full_product_name: product(id),
  });
  const advisory = read({
    document: HEAD,
    product_tree: {
      full_product_names: [product('A'), product('A'), product('__proto__')],
      product_groups: [{ group_id: 'G', product_ids: ['A', 'nobody'] }],
      relationships: [relationship('R', 'A', 'S'), relationship('S', 'R', 'A'), relationship('T', 'A', 'A')],
    },
    vulnerabilities: [
      { cve: 'C', product_status: { known_affected: ['A', '__proto__', 'gone'], fixed: ['A'] } },
      { cve: 'C', remediations: [{ category: 'x', details: 'y', group_ids: ['H'] }] },
    ],
  });
  assert.equal(advisory.products.length, 6);
  assert.deepEqual(advisory.vulnerabilities[0]?.status.get('gone'), ['known_affected']);
  assert.deepEqual(advisory.vulnerabilities[0]?.status.get('__proto__'), ['known_affected']);
  assert.deepEqual(codes(advisory), [
    'ID_TWICE /product_tree/full_product_names/1',
    'RELATIONSHIP_CYCLE /product_tree/relationships/0/full_product_name',
    'RELATIONSHIP_CYCLE /product_tree/relationships/1/full_product_name',
    'REFERENCE_UNKNOWN /product_tree/product_groups/0/product_ids/1',
    'REFERENCE_UNKNOWN /vulnerabilities/0/product_status/known_affected/2',
    'STATUS_CONTRADICTS /vulnerabilities/0/product_status/fixed/0',
    'REFERENCE_UNKNOWN /vulnerabilities/1/remediations/0/group_ids/0',
    'VULNERABILITY_TWICE /vulnerabilities/1',
  ]);
});

test('two versions on one path are noted, and the innermost counts', () => {
  const advisory = read({
    document: HEAD,
    product_tree: {
      branches: [
        { category: 'product_version_range', name: '>= 1', branches: [leaf('product_version', '2', 'A')] },
      ],
    },
  });
  assert.equal(advisory.products[0]?.version?.written, '2');
  assert.deepEqual(codes(advisory), ['VERSION_TWICE /product_tree/branches/0/branches/0/product']);
});

test('what matching does not need may be missing or wrong, and is noted', () => {
  const { title: _, ...head } = HEAD;
  const advisory = read({
    document: { ...head, category: 7, distribution: null, references: 'none' },
    product_tree: { full_product_names: [product('A', { product_identification_helper: { skus: 1 } })] },
    vulnerabilities: [
      {
        product_status: { known_affected: ['A'] },
        scores: [{ products: ['A'], cvss_v3: { baseScore: 'high' } }, 3],
        remediations: [{ category: 'vendor_fix' }, null],
        notes: {},
        cwe: 'CWE-1',
      },
    ],
  });
  assert.equal(advisory.title, '');
  assert.deepEqual(advisory.vulnerabilities[0]?.status.get('A'), ['known_affected']);
  assert.deepEqual(
    [advisory.vulnerabilities[0]?.scores, advisory.vulnerabilities[0]?.remediations],
    [[], []],
  );
  assert.ok(advisory.remarks.every(({ code }) => code === 'NOT_READ'));
  assert.ok(codes(advisory).includes('NOT_READ /document/title'));
  assert.ok(codes(advisory).includes('NOT_READ /vulnerabilities/0/notes'));
});

const REFUSED: Record<string, readonly [document: unknown, code: string, pointer: string]> = {
  'an array': [[], 'ADVISORY_NOT_CSAF', '/document/csaf_version'],
  'JSON that is no CSAF': [{ lists: [] }, 'ADVISORY_NOT_CSAF', '/document/csaf_version'],
  'another version of CSAF': [
    { document: { ...HEAD, csaf_version: '3.0' } },
    'ADVISORY_NOT_CSAF',
    '/document/csaf_version',
  ],
  'a version that stands in the prototype': [
    { document: { ['__proto__']: { csaf_version: '2.0' } } },
    'ADVISORY_NOT_CSAF',
    '/document/csaf_version',
  ],
  'no id': [
    { document: { ...HEAD, tracking: { version: '1' } } },
    'ADVISORY_UNREADABLE',
    '/document/tracking/id',
  ],
  'no publisher': [
    { document: { ...HEAD, publisher: undefined } },
    'ADVISORY_UNREADABLE',
    '/document/publisher',
  ],
  'a product tree that is a list': [
    { document: HEAD, product_tree: [] },
    'ADVISORY_UNREADABLE',
    '/product_tree',
  ],
  'a branch without a name': [
    { document: HEAD, product_tree: { branches: [{ category: 'vendor' }] } },
    'ADVISORY_UNREADABLE',
    '/product_tree/branches/0/name',
  ],
  'a product without an id': [
    { document: HEAD, product_tree: { full_product_names: [{ name: 'x' }] } },
    'ADVISORY_UNREADABLE',
    '/product_tree/full_product_names/0/product_id',
  ],
  'a status group that CSAF does not know': [
    { document: HEAD, vulnerabilities: [{ product_status: { 'known/bad': [] } }] },
    'ADVISORY_UNREADABLE',
    '/vulnerabilities/0/product_status/known~1bad',
  ],
  'a status that is no list': [
    { document: HEAD, vulnerabilities: [{ product_status: { known_affected: 'A' } }] },
    'ADVISORY_UNREADABLE',
    '/vulnerabilities/0/product_status/known_affected',
  ],
};

for (const [what, [document, code, pointer]] of Object.entries(REFUSED)) {
  test(`refused: ${what}`, () => {
    assert.throws(() => read(document), { name: 'AdvisoryError', code, pointer });
  });
}

test('a doubled key is refused where it stands, also when one is spelt with an escape', () => {
  const text = JSON.stringify({ document: HEAD, vulnerabilities: [{}, { cve: 1 }] });
  const doubled = text.replace('"cve":1', '"cve":1,"\\u0063ve":2');
  assert.throws(() => readAdvisory(utf8(doubled)), {
    code: 'ADVISORY_NOT_JSON',
    pointer: '/vulnerabilities/1/cve',
  });
});

test('damaged text is taken in and flagged: U+FFFD, bytes that are not UTF-8, half a pair of surrogates', () => {
  const text = JSON.stringify({ document: { ...HEAD, title: 'user\u{fffd}s' }, a: [1, 'HALF'], b: 'BYTE' });
  const binary = Buffer.from(text.replace('HALF', '\\ud83d'));
  binary.write('\xff', binary.indexOf('BYTE'), 'latin1');
  const advisory = readAdvisory(binary);
  assert.deepEqual(advisory.damaged, ['/document/title', '/a/1', '/b']);
  assert.deepEqual(codes(advisory), ['NOT_UTF8 ']);
  assert.equal(advisory.title, 'user\u{fffd}s');
});

test('a byte-order mark is ignored and noted; UTF-16 is refused', () => {
  const text = `\u{feff}${JSON.stringify({ document: HEAD })}`;
  assert.deepEqual(codes(readAdvisory(utf8(text))), ['BYTE_ORDER_MARK ']);
  assert.throws(() => readAdvisory(Buffer.from(text, 'utf16le')), { code: 'ADVISORY_NOT_JSON' });
});

test('a document is refused that is too long, too deep, or names products too often', () => {
  assert.throws(() => readAdvisory(new Uint8Array(MAX_DOCUMENT_BYTES + 1)), { code: 'ADVISORY_TOO_LARGE' });
  const deep = utf8(`{"document":${'['.repeat(100_000)}${']'.repeat(100_000)}}`);
  assert.throws(() => readAdvisory(deep), { code: 'ADVISORY_TOO_LARGE' });
  const ids = Array.from({ length: 3000 }, (_, at) => `P${at}`);
  const bomb = {
    document: HEAD,
    product_tree: {
      full_product_names: ids.map(id => product(id)),
      product_groups: [{ group_id: 'G', product_ids: ids }],
    },
    vulnerabilities: Array.from({ length: 1000 }, () => ({
      remediations: [{ category: 'x', details: 'y', group_ids: ['G'] }],
    })),
  };
  assert.throws(() => read(bomb), { code: 'ADVISORY_TOO_LARGE' });
});

test('thirty branches below one another are read, as CSAF 2.1 allows', () => {
  let branch: object = leaf('product_version', '1', 'A');
  for (let level = 1; level < 30; level++)
    branch = { category: 'product_family', name: 'f', branches: [branch] };
  const [entry] = read({ document: HEAD, product_tree: { branches: [branch] } }).products;
  assert.equal(entry?.branches.length, 30);
});

test('a hundred thousand remarks become a thousand and one', () => {
  const nobody = Array.from({ length: 100_000 }, (_, at) => `${at}`);
  const { remarks } = read({ document: HEAD, vulnerabilities: [{ product_status: { fixed: nobody } }] });
  assert.deepEqual([remarks.length, remarks.at(-1)?.code], [1001, 'MORE']);
});

test('members without number leave one digest, and a change of any is seen in it', () => {
  const members = Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`k${at}`, at]));
  const [before, after] = [members, { ...members, k7: 'x' }].map(
    lot => read({ document: HEAD, ...lot }).others,
  );
  assert.deepEqual([...(before?.keys() ?? [])].includes(''), true);
  assert.notEqual(before?.get(''), after?.get(''));
});

test('ids that thousands share, and circles of them, take no more time than others', () => {
  const relationship = (id: string, to: string) => ({
    category: 'installed_on',
    product_reference: 'A',
    relates_to_product_reference: to,
    full_product_name: product(id),
  });
  const count = 20_000;
  const relationships = Array.from({ length: count }, (_, at) => relationship(at % 2 ? 'R' : `S${at}`, 'R'));
  const product_groups = Array.from({ length: count }, (_, at) => ({
    group_id: 'G',
    product_ids: [`P${at}`],
  }));
  const begun = performance.now();
  assert.equal(
    read({ document: HEAD, product_tree: { relationships, product_groups } }).products.length,
    count,
  );
  assert.ok(performance.now() - begun < 10_000);
});

test('an error is one of the table, with the pointer beside it', () => {
  assert.throws(
    () => read({}),
    error => error instanceof AdvisoryError && error.exit === 2 && error.pointer !== '',
  );
});

test('a CVE is one in whatever letters; the number of one system is not that of another', () => {
  const ids = (...vulnerabilities: object[]) =>
    read({ document: HEAD, product_tree: TREE, vulnerabilities }).vulnerabilities.map(({ id }) => id);
  const other = (system_name: string, text: string) => ({ ids: [{ system_name, text }] });
  assert.deepEqual(ids({ cve: 'cve-2030-0001' }, { cve: ' CVE-2030-0001' }, other('CVE', 'Cve-2030-0001')), [
    ...Array(3).fill('CVE-2030-0001'),
  ]);
  assert.deepEqual(
    ids(other('A', '1'), other('B', '1'), other('System of C', '1'), { ids: [{ text: '1' }] }),
    ['A:1', 'B:1', 'System_of_C:1', '1'],
  );
  assert.deepEqual(ids({ cve: 'not yet known' }, {}), ['not yet known', 'EX-1#2']);
});

test('what names a product has at most ten thousand characters', () => {
  const named = (name: string, serial: string) => () =>
    read({
      document: HEAD,
      product_tree: {
        branches: [
          {
            category: 'product_name',
            name,
            product: product('A', { product_identification_helper: { serial_numbers: [serial] } }),
          },
        ],
      },
    });
  const [longest, longer] = ['x'.repeat(10_000), 'x'.repeat(10_001)];
  assert.equal(named(longest, longest)().products.length, 1);
  for (const refused of [named(longer, ''), named('', longer)])
    assert.throws(refused, { code: 'ADVISORY_TOO_LARGE', message: /longer than 10000 characters/ });
});
