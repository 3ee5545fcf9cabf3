import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { advisory } from '../../test/make-advisory.ts';
import { reading } from '../../test/make-reading.ts';
import { MAKER, outcome, told } from '../../test/matching.ts';
import { buildInventory } from '../inventory/index.ts';
import { OVERLAY } from '../overlay/index.ts';
import { matchAdvisories } from './match-advisories.ts';

function says(
  status: string,
  version: string,
  category: 'product_version' | 'product_version_range' = 'product_version_range',
) {
  return { products: [{ version, category }], says: { 'CVE-1': { [status]: ['P1'] } } };
}

describe('status groups', () => {
  test('an affected range that holds what is installed', () => {
    assert.equal(outcome(MAKER, says('known_affected', '<= 2.5')), 'affected VERSION_LISTED');
  });

  test('an affected range that does not hold it is silence, not "not affected"', () => {
    assert.equal(outcome(MAKER, says('known_affected', '< 1.5')), 'not_listed VERSION_OUTSIDE');
  });

  test('only the advisory says "not affected"', () => {
    assert.equal(
      outcome(MAKER, says('known_not_affected', '>= 2.0')),
      'not_affected ADVISORY_SAYS_NOT_AFFECTED',
    );
    assert.equal(outcome(MAKER, says('known_not_affected', '>= 3.0')), 'not_listed VERSION_OUTSIDE');
  });

  test('a fixed version of the advisory is not affected; "fixed" is left to recorded proof', () => {
    assert.equal(outcome(MAKER, says('fixed', '>= 2.0')), 'not_affected ADVISORY_SAYS_FIXED');
    assert.equal(
      outcome(MAKER, says('first_fixed', '2.0', 'product_version')),
      'not_affected ADVISORY_SAYS_FIXED',
    );
  });

  test('what is under investigation, unknown or only recommended is for a person', () => {
    assert.equal(outcome(MAKER, says('under_investigation', '>= 2.0')), 'review UNDER_INVESTIGATION');
    assert.equal(outcome(MAKER, says('recommended', '>= 2.0')), 'review ADVISORY_SAYS_FIXED');
  });

  test('later than the first affected, earlier than the last affected: for a person', () => {
    assert.equal(outcome(MAKER, says('first_affected', '1.5', 'product_version')), 'review OPEN_ENDED');
    assert.equal(
      outcome(MAKER, says('first_affected', '2.5', 'product_version')),
      'not_listed VERSION_OUTSIDE',
    );
    assert.equal(outcome(MAKER, says('last_affected', '2.5', 'product_version')), 'review OPEN_ENDED');
    assert.equal(
      outcome(MAKER, says('last_affected', '1.5', 'product_version')),
      'not_listed VERSION_OUTSIDE',
    );
  });

  test('earlier than what is fixed, where nothing is listed as affected: for a person', () => {
    assert.equal(
      outcome(MAKER, says('first_fixed', '2.5', 'product_version')),
      'review OPEN_ENDED VERSION_OUTSIDE',
    );
    assert.equal(outcome(MAKER, says('fixed', '>= 2.5')), 'review OPEN_ENDED VERSION_OUTSIDE');
    assert.equal(outcome(MAKER, says('first_fixed', '1.5', 'product_version')), 'not_listed VERSION_OUTSIDE');
    assert.equal(outcome(MAKER, says('recommended', '2.5')), 'review OPEN_ENDED VERSION_OUTSIDE');
    const parts = {
      products: [{ version: '< 1.5' }, { version: '>= 2.5' }],
      says: { 'CVE-1': { known_affected: ['P1'], fixed: ['P2'] } },
    };
    assert.equal(outcome(MAKER, parts), 'not_listed VERSION_OUTSIDE');
  });

  test('one entry in contradicting groups', () => {
    const status = { known_affected: ['P1'], fixed: ['P1'] };
    const parts = { products: [{ version: '<= 2.5' }], says: { 'CVE-1': status } };
    assert.equal(outcome(MAKER, parts), 'review ADVISORY_CONTRADICTS_ITSELF');
  });

  test('two entries of contradicting groups whose ranges hold the same version', () => {
    const parts = {
      products: [{ version: '<= 2.5' }, { version: '>= 2.0' }],
      says: { 'CVE-1': { known_affected: ['P1'], known_not_affected: ['P2'] } },
    };
    assert.match(outcome(MAKER, parts), /^review ADVISORY_CONTRADICTS_ITSELF/);
    assert.equal(outcome({ ...MAKER, version: '1.0' }, parts), 'affected VERSION_LISTED');
    assert.equal(outcome({ ...MAKER, version: '2.6' }, parts), 'not_affected ADVISORY_SAYS_NOT_AFFECTED');
  });

  test('a vulnerability that stands twice is one, with all that it says', () => {
    const products = [{ version: '<= 2.5' }];
    const twice = advisory({
      products,
      says: { 'CVE-1': { known_affected: ['P1'] }, 'CVE-2': { fixed: ['P1'] } },
    });
    const [one, other] = twice.vulnerabilities;
    assert.ok(one !== undefined && other !== undefined);
    const document = { ...twice, vulnerabilities: [one, { ...other, id: one.id }] };
    const { findings } = matchAdvisories(buildInventory([reading(MAKER)]), [document], OVERLAY);
    assert.deepEqual(findings.map(told), ['review ADVISORY_CONTRADICTS_ITSELF']);
  });
});

describe('ranges', () => {
  test('affected below by one entry and above by another: a hole', () => {
    const parts = {
      products: [{ version: '<= 1.5' }, { version: '>= 2.5' }],
      says: { 'CVE-1': { known_affected: ['P1', 'P2'] } },
    };
    assert.match(outcome(MAKER, parts), /^review VERSION_IN_HOLE/);
    assert.equal(outcome({ ...MAKER, version: '3.0' }, parts), 'affected VERSION_LISTED OPEN_ENDED');
  });

  test('a hole that the advisory fills is none', () => {
    const parts = {
      products: [{ version: '<= 1.5' }, { version: '>= 2.5' }, { version: '>= 1.6 | <= 2.4' }],
      says: { 'CVE-1': { known_affected: ['P1', 'P2'], known_not_affected: ['P3'] } },
    };
    assert.equal(outcome(MAKER, parts), 'not_affected ADVISORY_SAYS_NOT_AFFECTED');
  });

  test('what only a person can read is for a person', () => {
    assert.equal(outcome(MAKER, says('known_affected', 'as sold in Malaysia')), 'review RANGE_NOT_READ');
    assert.equal(
      outcome(MAKER, { products: [{}], says: { 'CVE-1': { known_affected: ['P1'] } } }),
      'review RANGE_NOT_READ',
    );
  });

  test('a range that was read against the letter is flagged', () => {
    assert.equal(
      outcome(MAKER, says('known_affected', 'vers:all/<V4.3.8')),
      'affected VERSION_LISTED RANGE_FLAGGED',
    );
  });

  test('all versions hold one that nobody knows; no other range does', () => {
    const unknown = { ...MAKER, version: null };
    assert.equal(
      outcome(unknown, says('known_affected', 'vers:all/*')),
      'affected VERSION_LISTED OPEN_ENDED',
    );
    assert.equal(outcome(unknown, says('known_affected', '>= 0')), 'review VERSION_UNKNOWN');
    assert.equal(outcome(unknown, says('known_not_affected', '>= 0')), 'review VERSION_UNKNOWN');
  });

  test('a version that is not comparable is for a person', () => {
    assert.equal(
      outcome({ ...MAKER, version: 'HD 3.5.0.7' }, says('known_affected', '< 1.0')),
      'review VERSION_NOT_COMPARABLE',
    );
  });
});
