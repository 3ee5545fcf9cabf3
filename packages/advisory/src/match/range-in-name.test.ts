import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { advisory } from '../../test/make-advisory.ts';
import { reading } from '../../test/make-reading.ts';
import { MAKER, told } from '../../test/matching.ts';
import { buildInventory } from '../inventory/index.ts';
import { OVERLAY } from '../overlay/index.ts';
import { matchAdvisories } from './match-advisories.ts';
import { rangeInName } from './range-in-name.ts';

function entryOf(name: string, version: string, status = 'known_affected') {
  const document = advisory({ products: [{ version }], says: { 'CVE-1': { [status]: ['P1'] } } });
  const [entry] = document.products;
  assert.ok(entry !== undefined);
  return { document, entry: { ...entry, name } };
}

describe('words of a full product name', () => {
  test('say ranges, with or without the version that they name', () => {
    const said = (name: string, version = '1.7.5') => rangeInName(entryOf(name, version).entry);
    assert.equal(said('Program: 1.7.5 and prior'), '<= 1.7.5');
    assert.equal(said('Program 1.7.5 or earlier versions'), '<= 1.7.5');
    assert.equal(said('Program up to V1.7.5'), '<= 1.7.5');
    assert.equal(said('Program: versions prior to 1.7.5'), '< 1.7.5');
    assert.equal(said('Program before version 1.7.5.'), '< 1.7.5');
    assert.equal(said('Program prior to and including 1.7.5'), '<= 1.7.5');
    assert.equal(said('Program: 1.7.5 and later'), '>= 1.7.5');
    assert.equal(said('Program later than 1.7.5'), '> 1.7.5');
    assert.equal(said('Program: Versions 10.0 through 9.3.1'), '>= 9.3.1 | <= 10.0');
    assert.equal(said('Program: 1.0 and later, prior to 2.0'), '>= 1.0 | < 2.0');
    assert.equal(said('Program and earlier'), '<= 1.7.5');
    assert.equal(said('Program: <=1.7.5'), '<= 1.7.5');
    assert.equal(said('Program < V1.8'), '< 1.8');
    assert.equal(said('Program ≥ 1.0 ≤ 2.0'), '>= 1.0 | <= 2.0');
    assert.equal(said('Program less than 1.8'), '< 1.8');
    assert.equal(said('Program 1.7.5'), null);
    assert.equal(said('Program 1.7.5 with serial numbers 2xxxx'), 'serial numbers');
    const { entry } = entryOf('Later Program 1.7.5', '1.7.5');
    assert.equal(
      rangeInName({ ...entry, branches: [{ category: 'product_name', name: 'Later Program' }] }),
      null,
    );
  });

  const outcome = (name: string, version: string, installed: string, status?: string) => {
    const { document, entry } = entryOf(name, version, status);
    const inventory = buildInventory([reading({ ...MAKER, version: installed })]);
    return matchAdvisories(inventory, [{ ...document, products: [entry] }], OVERLAY)
      .findings.map(told)
      .join();
  };

  test('make a no of the branch one for a person, where they may hold what is installed', () => {
    const open = 'review OTHER_SOURCE_DISAGREES VERSION_OUTSIDE';
    assert.equal(outcome('Program: 1.7.5 and prior', '1.7.5', '1.4.0'), open);
    assert.equal(outcome('Program: 1.7.5 and prior', '1.7.5', '1.8.0'), 'not_listed VERSION_OUTSIDE');
    assert.equal(outcome('Program: Version 1.1.0 and below', '<= 1.0.0', '1.1.0'), open);
    assert.equal(outcome('Program: all versions up to 7.6.2', '< 7.6.2', '7.6.2'), open);
    assert.equal(outcome('Program prior to 7.6.2', '< 7.6.2', '7.6.2'), 'not_listed VERSION_OUTSIDE');
    assert.equal(outcome('Program with serial number 2', '1.7.5', '1.8.0'), open);
    assert.equal(
      outcome('Program: 5.01 through 6.3.1', '>= 5.01 | <= 6.3.1', '4.0'),
      'not_listed VERSION_OUTSIDE',
    );
    assert.equal(outcome('Program: 1.7.5 and prior', '1.7.5', '1.7.5'), 'affected VERSION_LISTED');
  });

  test('do not list what is fixed, and doubt a fix that they do not name', () => {
    assert.equal(outcome('Program 2.0 and later', '2.0', '3.0', 'fixed'), 'not_listed VERSION_OUTSIDE');
    assert.match(
      outcome('Program 2.5 and later', '>= 2.0', '2.1', 'fixed'),
      /^review OTHER_SOURCE_DISAGREES/,
    );
    assert.match(
      outcome('Program 2.5 and later', '>= 2.0', '2.6', 'fixed'),
      /^not_affected ADVISORY_SAYS_FIXED/,
    );
  });

  test('are read in time that grows with the name', () => {
    const name = 'prior to 1.1.1.1.1.1 '.repeat(45);
    const started = performance.now();
    for (let at = 0; at < 1000; at++) rangeInName(entryOf(name, '1').entry);
    assert.ok(performance.now() - started < 5000);
  });
});
