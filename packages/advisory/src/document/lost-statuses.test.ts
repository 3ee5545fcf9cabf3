import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AdvisoryParts, advisoryBytes } from '../../test/make-advisory.ts';
import { lostStatuses } from './lost-statuses.ts';
import { readAdvisory } from './read-advisory.ts';

const lost = (parts: AdvisoryParts, change: (document: Any) => void = () => {}) => {
  const document = JSON.parse(new TextDecoder().decode(advisoryBytes(parts)));
  change(document);
  return lostStatuses(readAdvisory(new TextEncoder().encode(JSON.stringify(document)))).map(
    ({ text }) => text,
  );
};
type Any = ReturnType<typeof JSON.parse>;

test('what is said of products, and of relationships of products, is not lost', () => {
  const says = { 'CVE-1': { known_affected: ['P1', 'R1'] } };
  assert.deepEqual(lost({ products: [{}, {}], relationships: [[1, 2]], says }), []);
  assert.deepEqual(lost({ says: {} }), []);
});

test('a status of an id that no product has is lost, also behind more remarks than are kept', () => {
  const says = { 'CVE-1': { known_affected: ['P1', 'P01'] }, 'CVE-2': { fixed: ['P9'] } };
  const text = '2 statuses of products that it does not have, the first at /vulnerabilities/0/product_status';
  assert.deepEqual(lost({ says }), [text]);
  const noise = (document: Any) => {
    document.document.references = Array.from({ length: 1500 }, () => ({ category: 1 }));
  };
  assert.deepEqual(lost({ says }, noise), [text]);
});

test('so is one of a relationship to an id that no product has, or to itself, and of what leads there', () => {
  const products = [{}, {}];
  const status = (...ids: string[]) => ({ 'CVE-1': { known_affected: ids } });
  const one = '1 status of products that it does not have, the first at /vulnerabilities/0/product_status';
  assert.deepEqual(lost({ products, relationships: [[1, 9]], says: status('R1') }), [one]);
  assert.deepEqual(lost({ products, relationships: [[1, 9]], says: status('P1') }), []);
  const chain = (end: string) => (document: Any) => {
    document.product_tree.relationships[1].relates_to_product_reference = end;
  };
  const two: AdvisoryParts['relationships'] = [
    [1, 9],
    [1, 2],
  ];
  assert.deepEqual(lost({ products, relationships: two, says: status('R2') }, chain('R1')), [one]);
  assert.deepEqual(lost({ products, relationships: two, says: status('R2') }, chain('R2')), [one]);
});

test('a vulnerability with a score, or with what to do, and without the status of any product is lost', () => {
  const says = { 'CVE-1': {} };
  const text = '1 vulnerability without the status of any product, the first at /vulnerabilities/0';
  const having = (member: string, value: unknown) => (document: Any) => {
    delete document.vulnerabilities[0].product_status;
    document.vulnerabilities[0][member] = value;
  };
  assert.deepEqual(lost({ says }, having('remediations', [{ category: 'vendor_fix', details: 'x' }])), [
    text,
  ]);
  const cvss_v3 = {
    version: '3.1',
    vectorString: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H',
    baseScore: 10,
  };
  assert.deepEqual(lost({ says }, having('scores', [{ products: ['P1'], cvss_v3 }])), [text]);
  assert.deepEqual(lost({ says }, having('title', 'x')), []);
});

test('a chain of fifty thousand relationships is followed', () => {
  const relationships = Array.from({ length: 50_000 }, (_, at) => ({
    category: 'installed_on',
    product_reference: at === 0 ? 'P1' : `R${at}`,
    relates_to_product_reference: 'P1',
    full_product_name: { product_id: `R${at + 1}`, name: 'x' },
  }));
  const chained = (document: Any) => {
    document.product_tree.relationships = relationships;
  };
  assert.deepEqual(lost({ says: { 'CVE-1': { fixed: ['R50000'] } } }, chained), []);
});
