import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isValid, validateAdvisory } from './validate-advisory.ts';

const bytes = (document: unknown) => new TextEncoder().encode(JSON.stringify(document));

const TRACKING = {
  id: 'EX-1',
  version: '1',
  status: 'final',
  initial_release_date: '2026-01-01T00:00:00Z',
  current_release_date: '2026-01-01T00:00:00Z',
  revision_history: [{ date: '2026-01-01T00:00:00Z', number: '1', summary: 'first' }],
};
const HEAD = {
  category: 'csaf_base',
  csaf_version: '2.0',
  title: 'Example',
  publisher: { category: 'vendor', name: 'Example', namespace: 'https://example.com' },
  tracking: TRACKING,
};

test('a valid document has no finding', async () => {
  assert.deepEqual(await validateAdvisory(bytes({ document: HEAD })), []);
});

test('a finding names test, level, place and what is wrong', async () => {
  const document = { ...HEAD, category: 'csaf_security_advisory' };
  const findings = await validateAdvisory(bytes({ document }), 'mandatory');
  assert.ok(!isValid(findings));
  assert.deepEqual(
    findings.map(({ test: id, level, pointer }) => [id, level, pointer]),
    [
      ['6.1.27.4', 'error', ''],
      ['6.1.27.11', 'error', ''],
    ],
  );
});

test('the profile csaf_vex is checked: a product that is not affected needs a reason', async () => {
  const document = {
    document: {
      ...HEAD,
      category: 'csaf_vex',
      notes: [{ category: 'summary', text: 's' }],
      references: [{ category: 'external', summary: 's', url: 'https://example.com' }],
    },
    product_tree: { full_product_names: [{ name: 'A', product_id: 'A' }] },
    vulnerabilities: [
      {
        cve: 'CVE-2026-0001',
        notes: [{ category: 'description', text: 'd' }],
        product_status: { known_not_affected: ['A'] },
      },
    ],
  };
  const findings = await validateAdvisory(bytes(document), 'mandatory');
  assert.deepEqual(
    findings.map(({ test: id }) => id),
    ['6.1.27.9'],
  );
});

test('what is no CSAF is refused, and so is what has too many values', async () => {
  await assert.rejects(validateAdvisory(bytes([])), { code: 'ADVISORY_NOT_CSAF' });
  for (const notes of [
    Array.from({ length: 10_001 }, () => 1),
    Array.from({ length: 101 }, () => Array(1000).fill(1)),
  ])
    await assert.rejects(validateAdvisory(bytes({ document: { ...HEAD, notes } })), {
      code: 'ADVISORY_TOO_LARGE',
    });
});
