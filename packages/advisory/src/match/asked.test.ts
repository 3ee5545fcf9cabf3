import assert from 'node:assert/strict';
import { test } from 'node:test';
import { advisory, advisoryBytes } from '../../test/make-advisory.ts';
import { reading } from '../../test/make-reading.ts';
import { BUILT_IN, MAKER } from '../../test/matching.ts';
import { readAdvisory } from '../document/index.ts';
import { buildInventory } from '../inventory/index.ts';
import { OVERLAY } from '../overlay/index.ts';
import { matchAdvisories } from './match-advisories.ts';

const CONNECTED = advisory({ products: [{ version: '<= 2.5' }] });

function silentOn(run: object, ...advisories: (typeof CONNECTED)[]) {
  return matchAdvisories(buildInventory([reading(run)]), advisories, OVERLAY).unmatched.map(
    ({ findings, asked }) => ({ findings, asked: asked.map(({ id, products }) => [id, ...products]) }),
  );
}

test('beside a finding of one advisory, another of the same maker that names what is not known is told, with the names', () => {
  const riddle = advisory({
    id: 'RIDDLE',
    products: [
      { name: 'Sequencing Suite', version: '1.0' },
      { name: 'Sequencing Suite', version: '1.1' },
      { name: 'Other' },
    ],
  });
  assert.deepEqual(silentOn(MAKER, CONNECTED, riddle), [
    { findings: 1, asked: [['RIDDLE', 'Sequencing Suite', 'Other']] },
  ]);
  assert.deepEqual(silentOn(MAKER, CONNECTED), []);
  assert.deepEqual(silentOn({ ...MAKER, vendor: 'Another' }, CONNECTED, riddle), [
    { findings: 0, asked: [] },
  ]);
});

test('of many names the first ten stand there, and how many there are', () => {
  const products = Array.from({ length: 12 }, (_, at) => ({ name: `Suite ${at}` }));
  const { unmatched } = matchAdvisories(buildInventory([reading(MAKER)]), [advisory({ products })], OVERLAY);
  const [asked] = unmatched[0]?.asked ?? [];
  assert.deepEqual([asked?.products.length, asked?.productsInAll], [10, 12]);
});

test('a product without a vendor counts where the text of the advisory names the maker', () => {
  const document = JSON.parse(new TextDecoder().decode(advisoryBytes({ id: 'NAMELESS' })));
  document.product_tree = { full_product_names: [{ product_id: 'P1', name: 'Suite 1.7.0' }] };
  const read = (title: string) => {
    document.document.title = title;
    return readAdvisory(new TextEncoder().encode(JSON.stringify(document)));
  };
  assert.deepEqual(silentOn(MAKER, read('A flaw in what Maker, Inc. makes')), [
    { findings: 0, asked: [['NAMELESS', 'Suite 1.7.0']] },
  ]);
  assert.deepEqual(silentOn(MAKER, read('A flaw in what the filmmaker makes')), [{ findings: 0, asked: [] }]);
});

test('an advisory of which lines of the overlay tell the models is no riddle, but where nobody says anything', () => {
  const [findings] = silentOn(
    { vendor: 'Illumina', model: 'NovaSeq 6000', name: 'NovaSeq Control Software', version: '1.7.0' },
    ...BUILT_IN,
  );
  assert.equal(findings, undefined);
  const [alone] = silentOn(
    { vendor: 'Illumina', model: 'NovaSeq X', name: 'NovaSeqX', version: '1' },
    ...BUILT_IN,
  );
  assert.equal(alone?.findings, 0);
  assert.equal(alone?.asked.length, 2);
});
