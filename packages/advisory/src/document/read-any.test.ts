import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { corpusOrSkip } from '../../../../scripts/testing/needs.ts';
import { AdvisoryError } from './advisory-error.ts';
import { readAdvisory } from './read-advisory.ts';

const DOCUMENT = {
  document: {
    csaf_version: '2.1',
    publisher: { namespace: 'n' },
    tracking: { id: 'i', version: '1' },
    distribution: { tlp: { label: 'CLEAR' } },
    references: [{ category: 'self', url: 'u' }],
  },
  product_tree: {
    branches: [{ category: 'vendor', name: 'v', branches: [{ category: 'x', name: 'y', product: {} }] }],
    full_product_names: [{ name: 'a', product_id: 'A', product_identification_helper: { skus: ['1'] } }],
    product_groups: [{ group_id: 'G', product_ids: ['A'] }],
    product_paths: [{ beginning_product_reference: 'A', subpaths: [{ category: 'c' }] }],
  },
  vulnerabilities: [
    {
      cwes: [{ id: 'CWE-1' }],
      ids: [{ text: 't' }],
      product_status: { known_affected: ['A'] },
      remediations: [{ category: 'c', details: 'd', group_ids: ['G'] }],
      metrics: [{ products: ['A'], content: { cvss_v4: { vectorString: 'v' }, epss: { probability: 'p' } } }],
      notes: [{ category: 'c', text: 't' }],
    },
  ],
};

/** Puts `to` in place of the `at`-th value that is met on a walk through `value`. */
function replaced(value: unknown, at: number, to: unknown): unknown {
  let left = at;
  const walk = (inner: unknown): unknown => {
    if (left-- === 0) return to;
    if (Array.isArray(inner)) return inner.map(walk);
    if (typeof inner !== 'object' || inner === null) return inner;
    return Object.fromEntries(Object.entries(inner).map(([key, item]) => [key, walk(item)]));
  };
  return walk(value);
}

test('whatever stands at any place of a document, it is read or refused with a code', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(70), fc.jsonValue({ maxDepth: 2 })), { maxLength: 3 }), changes => {
      const document = changes.reduce((value: unknown, [at, to]) => replaced(value, at, to), DOCUMENT);
      const bytes = new TextEncoder().encode(JSON.stringify(document) ?? '');
      try {
        readAdvisory(bytes);
      } catch (error) {
        assert.ok(error instanceof AdvisoryError, `${error}`);
      }
    }),
    { numRuns: 2000 },
  );
});

test('any bytes are refused with a code', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), bytes => {
      assert.throws(() => readAdvisory(bytes), { name: 'AdvisoryError' });
    }),
  );
});

test('the 145 medical advisories are read without a remark', t => {
  const folder = corpusOrSkip(t, 'csaf', 'icsma');
  if (folder === undefined) return;
  const files = readdirSync(folder).filter(name => name.endsWith('.json'));
  const advisories = files.map(name => readAdvisory(readFileSync(join(folder, name))));
  assert.equal(advisories.length, 145);
  assert.deepEqual(
    advisories.flatMap(({ remarks }) => remarks),
    [],
  );
  const damaged = advisories.filter(advisory => advisory.damaged.length > 0).map(({ label }) => label.id);
  assert.deepEqual(damaged, ['ICSMA-23-117-01']);
});

test('every document of the OASIS suite is read, valid or not', t => {
  const folder = corpusOrSkip(t, 'csaf', 'oasis-2.0');
  if (folder === undefined) return;
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(name =>
    name.includes('oasis_csaf_tc-csaf_2_0-2021-6-'),
  );
  assert.ok(files.length > 200);
  for (const name of files) readAdvisory(readFileSync(join(folder, name)));
});
