import assert from 'node:assert/strict';
import { test } from 'node:test';
import { validateAdvisory } from './validate-advisory.ts';

/** Which tests find something, without those that miss this or that in so small a document. */
async function fired(changes: object, document: object = {}): Promise<string[]> {
  const whole = { $schema: SCHEMA, document: { ...HEAD, ...document }, ...changes };
  const findings = await validateAdvisory(new TextEncoder().encode(JSON.stringify(whole)), 'informative');
  return findings
    .filter(({ test: id }) => !EXPECTED.includes(id))
    .map(({ test: id, pointer }) => `${id} ${pointer}`);
}

const SCHEMA = 'https://docs.oasis-open.org/csaf/csaf/v2.1/schema/csaf.json';
const DATE = '2026-01-24T10:00:00.000Z';
const HEAD = {
  category: 'csaf_base',
  csaf_version: '2.1',
  title: 'Example',
  lang: 'en',
  distribution: { tlp: { label: 'CLEAR' } },
  publisher: { category: 'vendor', name: 'Example', namespace: 'https://example.com' },
  tracking: {
    id: 'EX-1',
    version: '1',
    status: 'final',
    initial_release_date: DATE,
    current_release_date: DATE,
    revision_history: [{ date: DATE, number: '1', summary: 'first' }],
  },
};
/** Members are not sorted; no dates of actions, remediation, metric, CWE, helper, reference; ranges instead of versions. */
const EXPECTED = [
  '6.2.1',
  '6.2.2',
  '6.2.3',
  '6.2.7',
  '6.2.11',
  '6.2.13',
  '6.2.16',
  '6.2.18',
  '6.3.3',
  '6.3.4',
  '6.3.9',
  '6.3.10',
  '6.3.11',
  '6.3.12',
];

const product = (product_id: string, helper?: object) => ({
  name: product_id,
  product_id,
  ...(helper === undefined ? {} : { product_identification_helper: helper }),
});
const leaf = (category: string, name: string, id: string) => ({ category, name, product: product(id) });
const tree = (...branches: object[]) => ({
  product_tree: {
    branches: [
      { category: 'vendor', name: 'E', branches: [{ category: 'product_name', name: 'P', branches }] },
    ],
  },
});
const range = (name: string) => tree(leaf('product_version_range', name, 'A'));
const AT = '/product_tree/branches/0/branches/0/branches/0';

test('a document of the third draft is valid: product paths, a qualitative rating, SSVC 2, extensions', async () => {
  const document = {
    product_tree: {
      full_product_names: [product('A'), product('B')],
      product_paths: [
        {
          beginning_product_reference: 'A',
          full_product_name: product('AB'),
          subpaths: [{ category: 'installed_on', next_product_reference: 'B' }],
        },
      ],
    },
    vulnerabilities: [
      {
        cve: 'CVE-2026-0001',
        product_status: { known_affected: ['AB'] },
        metrics: [
          { products: ['AB'], content: { qualitative_severity_rating: 'high' } },
          {
            products: ['AB'],
            source: 'https://example.org',
            content: { ssvc_v2: { schemaVersion: '2.0.0', selections: [], timestamp: DATE } },
          },
        ],
      },
    ],
    x_extensions: [{ any: 1 }],
  };
  assert.deepEqual(await fired(document), []);
});

test('relationships are gone in 2.1, and so is whatever else the schema does not know', async () => {
  const found = await fired({ product_tree: { full_product_names: [product('A')], relationships: [] } });
  assert.deepEqual(found, ['schema /product_tree']);
});

const RANGES: readonly (readonly [name: string, expected: readonly string[]])[] = [
  ['vers:intdot/>=1.0|<2.0', []],
  ['vers:all/*', []],
  ['<V3.0.29', []],
  ['>10.9a|!=10.9c|!=10.9f|<=10.9k', []],
  ['<2024-4-pabc0019|>2024-10-pefd0010|<2024-12-pjkl2010', []],
  ['all versions < 4.2.0', [`6.1.50 ${AT}/name`]],
  ['vers:all/<V4.3.8', [`6.1.50 ${AT}/name`]],
  ['>= 2.0', [`6.1.50 ${AT}/name`]],
  ['*', [`6.1.50 ${AT}/name`]],
  ['vers:intdot/<2.0|>=1.0', [`6.1.50 ${AT}/name`]],
  ['vers:unheard/<2.0', [`6.1.50 ${AT}/name`]],
  ['4.2.0', [`6.1.50 ${AT}/name`, `6.1.59 ${AT}/name`]],
  ['vers:intdot/4.2.0', [`6.1.59 ${AT}/name`]],
  ['vers:intdot/>=4.2.0', [`6.2.49 ${AT}/name`]],
  ['<1|>=4', [`6.2.49 ${AT}/name`]],
];

for (const [name, expected] of RANGES) {
  test(`6.1.50, 6.1.59, 6.2.49: a range written ${name}`, async () => {
    assert.deepEqual(await fired(range(name)), expected);
  });
}

test('6.1.50: VERS of a type that is not checked is a warning that names the type, no error', async () => {
  const whole = { $schema: SCHEMA, document: HEAD, ...range('vers:unheard/<2.0') };
  const findings = await validateAdvisory(new TextEncoder().encode(JSON.stringify(whole)), 'mandatory');
  assert.deepEqual(
    findings.map(({ level, message }) => [level, message.includes('vers:unheard')]),
    [['warning', true]],
  );
});

test('6.1.26: a category that is no profile does not look like one', async () => {
  const prohibited = [
    'Csaf_a',
    'CSafDeprecatedSecurity\u{2014}Advisory',
    'csafvex',
    'Security      Advisory',
    'V_eX',
  ];
  for (const category of [...prohibited, 'withdrawn', 'vulnerability report'])
    assert.deepEqual(await fired({}, { category }), ['6.1.26 /document/category'], category);
  for (const category of ['csaf_base', 'Example Company Security Notice'])
    assert.deepEqual(await fired({}, { category }), []);
  assert.ok(!(await fired({}, { category: 'csaf_withdrawn' })).includes('6.1.26 /document/category'));
});

test('6.1.57: a category stands once on a path, but for product_family', async () => {
  const family = (...branches: object[]) => ({ category: 'product_family', name: 'F', branches });
  assert.deepEqual(await fired(tree(family(family(leaf('product_version', '1', 'A'))))), []);
  const twice = tree({ category: 'vendor', name: 'V', branches: [leaf('product_version', '1', 'A')] });
  assert.deepEqual(await fired(twice), [`6.1.57 ${AT}/category`]);
});

test('6.1.58: a version and a range do not stand on one path', async () => {
  const mixed = {
    category: 'product_version',
    name: '1.1',
    branches: [leaf('product_version_range', '<1.1.1', 'A')],
  };
  assert.deepEqual(await fired(tree(mixed)), [`6.1.58 ${AT}/branches/0/category`]);
});

test('6.1.1 to 6.1.5: ids that nobody defines, that two define, that lead in a circle', async () => {
  const path = (id: string, from: string, to: string) => ({
    beginning_product_reference: from,
    full_product_name: product(id),
    subpaths: [{ category: 'installed_on', next_product_reference: to }],
  });
  const found = await fired(
    {
      product_tree: {
        full_product_names: [product('A'), product('B'), product('A')],
        product_paths: [path('P', 'A', 'P'), path('Q', 'A', 'nobody')],
        product_groups: [
          { group_id: 'G', product_ids: ['A', 'B'] },
          { group_id: 'G', product_ids: ['A', 'P'] },
        ],
      },
      vulnerabilities: [
        {
          cve: 'CVE-2026-0001',
          product_status: { unknown: ['gone'] },
          involvements: [{ party: 'vendor', status: 'open', group_ids: ['H'] }],
        },
      ],
    },
    { notes: [{ category: 'description', text: 't', product_ids: ['gone'] }] },
  );
  assert.deepEqual(found, [
    '6.1.1 /document/notes/0/product_ids/0',
    '6.1.1 /product_tree/product_paths/1/subpaths/0/next_product_reference',
    '6.1.1 /vulnerabilities/0/product_status/unknown/0',
    '6.1.2 /product_tree/full_product_names/2/product_id',
    '6.1.3 /product_tree/product_paths/0/full_product_name/product_id',
    '6.1.4 /vulnerabilities/0/involvements/0/group_ids/0',
    '6.1.5 /product_tree/product_groups/1/group_id',
    '6.3.22 /product_tree/product_paths/0/subpaths/0/next_product_reference',
  ]);
});

test('6.1.42, 6.1.44, 6.1.61: purls that differ, and more than one star', async () => {
  const helper = (more: object) => ({ product_tree: { full_product_names: [product('A', more)] } });
  const place = '/product_tree/full_product_names/0/product_identification_helper';
  assert.deepEqual(await fired(helper({ purls: ['pkg:a/b@1?arch=x', 'pkg:a/b@1?arch=y'] })), []);
  assert.deepEqual(await fired(helper({ purls: ['pkg:a/b@1', 'pkg:a/c@1'] })), [`6.1.42 ${place}/purls`]);
  assert.deepEqual(await fired(helper({ serial_numbers: ['P*\\*A', 'P*A*'] })), [
    `6.1.44 ${place}/serial_numbers/1`,
  ]);
  assert.deepEqual(await fired(helper({ skus: ['NL*12*'] })), [`6.1.61 ${place}/skus/0`]);
});

test('6.1.51, 6.1.53, 6.2.21: times that cannot be', async () => {
  const sameInstant = '2026-01-25T00:00:00.000+14:00';
  const epss = { percentile: '0.9', probability: '0.9', timestamp: '2026-01-24T10:00:01.000Z' };
  const found = await fired(
    {
      product_tree: { full_product_names: [product('A')] },
      vulnerabilities: [
        {
          cve: 'CVE-2026-0001',
          product_status: { known_affected: ['A'] },
          metrics: [{ products: ['A'], content: { epss } }],
          first_known_exploitation_dates: [
            { date: DATE, exploitation_date: '2026-01-24T10:00:01Z', product_ids: ['A'] },
            { date: DATE, exploitation_date: sameInstant, product_ids: ['A'] },
          ],
        },
      ],
    },
    {
      tracking: {
        ...HEAD.tracking,
        version: '2',
        revision_history: [
          { date: DATE, number: '1', summary: 'first' },
          { date: '2026-01-24T11:00:00.000+01:00', number: '2', summary: 'second' },
        ],
      },
    },
  );
  assert.deepEqual(
    found.filter(text => /^6\.(1\.51|1\.53|2\.21)/.test(text)),
    [
      '6.1.51 /vulnerabilities/0/metrics/0/content/epss/timestamp',
      '6.1.53 /vulnerabilities/0/first_known_exploitation_dates/0/exploitation_date',
      '6.2.21 /document/tracking/revision_history/1/date',
    ],
  );
});

test('6.2.21: what is no time is left to the schema', async () => {
  const history = ['no time', 'none either'].map((date, at) => ({ date, number: `${at + 1}`, summary: 'x' }));
  const tracking = { ...HEAD.tracking, version: '2', revision_history: history };
  const found = await fired({}, { tracking });
  assert.ok(found.includes('schema /document/tracking/revision_history/0/date'));
  assert.deepEqual(
    found.filter(text => text.startsWith('6.2.21')),
    [],
  );
});

test('6.1.56: one source gives a CVSS score or a qualitative rating', async () => {
  const cvss_v3 = {
    version: '3.1',
    vectorString: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H',
    baseScore: 10,
    baseSeverity: 'CRITICAL',
  };
  const rated = (more: object) => ({
    product_tree: { full_product_names: [product('A')] },
    vulnerabilities: [
      {
        cve: 'CVE-2026-0001',
        product_status: { known_affected: ['A'] },
        metrics: [
          { products: ['A'], content: { cvss_v3 } },
          { products: ['A'], content: { qualitative_severity_rating: 'critical' }, ...more },
        ],
      },
    ],
  });
  const found = async (more: object) => (await fired(rated(more))).filter(text => text.startsWith('6.1'));
  assert.deepEqual(await found({ source: 'https://example.org' }), []);
  assert.deepEqual(await found({}), [
    '6.1.56 /vulnerabilities/0/metrics/1/content/qualitative_severity_rating',
  ]);
});

const OVERLAPS: readonly (readonly [a: string, b: string, category: string, expected: string | null])[] = [
  ['vers:intdot/>2.1.0|<4.2.0', 'vers:intdot/>1.2.0|<2.4.0', 'product_version_range', '6.2.50.1'],
  ['>2.1.0|<4.2.0', '>1.2.0|<2.4.0', 'product_version_range', '6.2.50.2'],
  ['vers:intdot/>2.1.0|<4.2.0', '2.4.0', 'product_version', '6.2.50.3'],
  ['vers:intdot/<2.4.0', 'vers:intdot/>=2.4.0|<3', 'product_version_range', null],
  ['vers:intdot/<2.4.0', '2.4.0', 'product_version', null],
];

for (const [a, b, category, expected] of OVERLAPS) {
  test(`6.2.50: ${a} affected, ${b} not`, async () => {
    const both = tree(leaf('product_version_range', a, 'A'), leaf(category, b, 'B'));
    const status = { known_affected: ['A'], known_not_affected: ['B'] };
    const found = async (product_status: object) =>
      (await fired({ ...both, vulnerabilities: [{ cve: 'CVE-2026-0001', product_status }] })).filter(text =>
        text.startsWith('6.2.50'),
      );
    assert.deepEqual(
      await found(status),
      expected === null ? [] : [`${expected} /vulnerabilities/0/product_status`],
    );
    assert.deepEqual(await found({ known_affected: ['A'], first_affected: ['B'] }), []);
  });
}
