import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OVERLAY } from '../overlay/index.ts';
import { matchesGlob } from './glob.ts';
import { nameKey, Vendors } from './names.ts';

const VENDORS = new Vendors(OVERLAY);

test('a name is its letters, digits and plus signs', () => {
  assert.equal(nameKey('NextSeq 1000/2000 Control Software'), 'nextseq10002000controlsoftware');
  assert.equal(nameKey('THUNIS-800+'), 'thunis800+');
  assert.equal(nameKey('ＭｉＳｅｑ® Dx'), 'miseqdx');
  assert.equal(nameKey(' – '), '');
});

test('vendors by all their names', () => {
  const kinships = [
    ['Illumina', 'Illumina, Inc.', 'same'],
    ['BD', 'Becton, Dickinson and Company (BD)', 'same'],
    ['Becton Dickinson', 'Becton, Dickinson & Co.', 'same'],
    ['Oxford Nanopore', 'Oxford Nanopore Technologies', 'same'],
    ['Thermo Fisher Scientific Inc.', 'Thermo Fisher', 'same'],
    ['GE Healthcare', 'Silex Technology and GE Healthcare', 'perhaps'],
    ['Roche', 'Roche Diagnostics', 'perhaps'],
    ['Illumina', null, 'perhaps'],
    ['GE', 'Gentec', 'no'],
    ['Illumina', 'Thermo Fisher', 'no'],
  ] as const;
  for (const [one, other, kinship] of kinships) {
    assert.equal(VENDORS.kinship(one, other), kinship, `${one}, ${other}`);
    assert.equal(VENDORS.kinship(other, one), kinship, `${other}, ${one}`);
  }
});

test('a vendor’s name in a text is whole words', () => {
  for (const text of ['by Illumina, Inc.', 'ILLUMINA', 'the Illumina™ NovaSeq'])
    assert.ok(VENDORS.isNamedIn(text, 'Illumina'), text);
  for (const text of ['Illuminate', '']) assert.ok(!VENDORS.isNamedIn(text, 'Illumina'), text);
  assert.ok(VENDORS.isNamedIn('made by Oxford Nanopore', 'Oxford Nanopore Technologies'));
});

test('a name of very many words has the same keys as any other', () => {
  const name = `BD ${'x '.repeat(200_000)}`;
  const [whole, short] = VENDORS.productKeys(name, 'BD');
  assert.equal(whole?.length, 200_002);
  assert.equal(short?.length, 200_000);
});

test('a product counts with its vendor before it, and without', () => {
  const bd = 'Becton, Dickinson and Company (BD)';
  assert.deepEqual(VENDORS.productKeys('BD Pyxis CIISafe', bd), ['bdpyxisciisafe', 'pyxisciisafe']);
  assert.deepEqual(VENDORS.productKeys('Genexus', 'GE'), ['genexus']);
  assert.deepEqual(VENDORS.productKeys('Illumina', 'Illumina'), ['illumina']);
  assert.deepEqual(VENDORS.productKeys('?', 'Illumina'), []);
});

test('serial numbers with wildcards', () => {
  const cases = [
    ['A1?', 'a12', true],
    ['A1?', 'A1', false],
    ['A*9*', 'A-99-x', true],
    ['*', '', true],
    ['', 'x', false],
    ['A\\*', 'A*', true],
    ['A\\*', 'AB', false],
    ['A\\', 'a\\', true],
    ['\\?', 'x', false],
    ['?', '\u{1f9ec}', true],
    ['*?b', '\u{1f9ec}ab', true],
    ['**', '', true],
    ['a*b', 'ab-b-c', false],
    ['MN*', 'mn12345', true],
  ] as const;
  for (const [pattern, text, expected] of cases) assert.equal(matchesGlob(pattern, text), expected, pattern);
});

test('a hostile pattern costs no more than its length times that of the text', () => {
  assert.equal(matchesGlob('*a'.repeat(500), `${'a'.repeat(499)}b`), false);
});
