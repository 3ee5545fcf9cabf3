import assert from 'node:assert/strict';
import { test } from 'node:test';
import { advisory, advisoryBytes, type ProductParts } from '../../test/make-advisory.ts';
import { reading } from '../../test/make-reading.ts';
import { told } from '../../test/matching.ts';
import { readAdvisory } from '../document/index.ts';
import { buildInventory } from '../inventory/index.ts';
import { OVERLAY } from '../overlay/index.ts';
import { matchAdvisories } from './match-advisories.ts';

const NEXTSEQ = {
  vendor: 'Illumina',
  model: 'NextSeq 550',
  serial: 'NB501234',
  name: 'NextSeq Control Software',
  version: '4.0.1',
};

function outcomes(run: object, ...products: Partial<ProductParts>[]): string[] {
  const document = advisory({
    products: products.map(one => ({ vendor: 'Illumina', version: '<= 4.1', ...one })),
    says: { 'CVE-1': { known_affected: products.map((_, at) => `P${at + 1}`) } },
  });
  return matchAdvisories(buildInventory([reading(run)]), [document], OVERLAY).findings.map(told);
}

test('a product whose name holds that of the program or the model is for a person, never affected', () => {
  for (const name of [
    'NextSeq 500/550 Control Software',
    'NextSeq 550 Control Software',
    'NextSeq Control Software (NCS)',
    'NextSeq 550 Instrument',
    'Illumina NextSeq™ 550 System',
    'Firmware of the NextSeq 500/550',
  ])
    for (const version of ['<= 4.1', 'vers:all/*'])
      assert.match(
        outcomes(NEXTSEQ, { name, version }).join(),
        /^review PROGRAM_UNKNOWN/,
        `${name} ${version}`,
      );
});

test('of a version outside, a program that may be the one says nothing; a system of which nobody knows the program does', () => {
  const version = '<= 3.0';
  assert.deepEqual(outcomes(NEXTSEQ, { name: 'NextSeq Control Software (NCS)', version }), [
    'not_listed VERSION_OUTSIDE',
  ]);
  assert.match(outcomes(NEXTSEQ, { name: 'NextSeq 550 System', version }).join(), /^review PROGRAM_UNKNOWN/);
});

test('other devices, parts of words and names for anything are no match', () => {
  const silent = (run: object, name: string, vendor = 'Illumina') =>
    assert.deepEqual(outcomes({ ...NEXTSEQ, ...run }, { name, vendor }), [], name);
  silent({}, 'NextSeq 550Dx Operating Software');
  silent({}, 'NextSeq 1000/2000 System');
  silent({}, 'NextSeq 550 System', 'Another');
  silent({}, 'NCS');
  const miseq = { model: 'MiSeq', serial: 'M01234', name: 'MiSeq Control Software' };
  silent(miseq, 'MiSeq i100 System');
  silent(miseq, 'MiSeq Dx System');
  silent({ model: 'Analyzer', name: null }, 'Other Analyzer');
});

test('where the document names the program itself, a longer name is another program', () => {
  const exact = { name: 'NextSeq Control Software', version: '<= 3.0' };
  assert.deepEqual(
    outcomes(NEXTSEQ, exact, { name: 'NextSeq Control Software Plus', version: 'vers:all/*' }),
    ['not_listed VERSION_OUTSIDE'],
  );
});

test('a full product name without a vendor counts where it names the maker and the program', () => {
  const document = JSON.parse(new TextDecoder().decode(advisoryBytes()));
  const of = (name: string) => {
    document.product_tree = { full_product_names: [{ product_id: 'P1', name }] };
    const read = readAdvisory(new TextEncoder().encode(JSON.stringify(document)));
    return matchAdvisories(buildInventory([reading(NEXTSEQ)]), [read], OVERLAY).findings.map(
      ({ verdict }) => verdict,
    );
  };
  assert.deepEqual(of('Illumina NextSeq Control Software 4.0.1'), ['review']);
  assert.deepEqual(of('NextSeq Control Software 4.0.1'), []);
});
