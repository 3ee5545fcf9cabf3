import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { advisory } from '../../test/make-advisory.ts';
import { reading } from '../../test/make-reading.ts';
import { BUILT_IN, changed, MAKER, match, only, outcome, told } from '../../test/matching.ts';
import { buildInventory } from '../inventory/index.ts';
import { OVERLAY } from '../overlay/index.ts';
import type { Finding } from './finding.ts';
import { matchAdvisories } from './match-advisories.ts';

function says(
  status: string,
  version: string,
  category: 'product_version' | 'product_version_range' = 'product_version_range',
) {
  return { products: [{ version, category }], says: { 'CVE-1': { [status]: ['P1'] } } };
}

describe('in time', () => {
  const RUNS = (...versions: readonly string[]) =>
    versions.map((version, at) => ({ ...MAKER, version, at: `202${at}-01-01` }));

  test('an upgrade to a version of which the advisory is silent is no proof', () => {
    const finding = only(match(RUNS('1.0', '2.0'), says('known_affected', '<= 1.5')));
    assert.equal(told(finding), 'review WAS_EXPOSED VERSION_OUTSIDE VERSION_LISTED');
    assert.deepEqual(
      finding.exposed.map(({ verdict, first }) => [verdict, first?.from.slice(0, 4)]),
      [['affected', '2020']],
    );
  });

  test('an upgrade to a version that the advisory calls fixed is; that it was exposed is told', () => {
    const parts = {
      products: [{ version: '<= 1.5' }, { version: '> 1.5' }],
      says: { 'CVE-1': { known_affected: ['P1'], fixed: ['P2'] } },
    };
    const finding = only(match(RUNS('1.0', '2.0'), parts));
    assert.equal(told(finding), 'not_affected ADVISORY_SAYS_FIXED WAS_EXPOSED');
    assert.equal(finding.exposed.length, 1);
  });

  test('evidence holds every entry at every state, in order of time', () => {
    const finding = only(match(RUNS('1.0', '2.0'), says('known_affected', '>= 2.0')));
    assert.deepEqual(
      finding.evidence.map(({ fact, verdict }) => [fact?.version, verdict]),
      [
        ['1.0', 'not_listed'],
        ['2.0', 'affected'],
      ],
    );
  });

  test('versions of which nobody knows which is newer are both now', () => {
    const runs = [
      { ...MAKER, version: '1.0', at: null },
      { ...MAKER, version: '2.0', at: null },
    ];
    assert.equal(outcome(runs, says('known_affected', '<= 1.5')), 'affected VERSION_LISTED');
  });

  test('a copy service that was read before an upgrade says nothing of the time after it', () => {
    const runs = [
      { at: '2021-01-01', version: '1.7.0', copyService: '1.6.3.1575' },
      { at: '2023-01-01', version: '1.7', copyService: null },
    ];
    const { findings } = matchAdvisories(buildInventory(runs.map(reading)), BUILT_IN, OVERLAY);
    assert.deepEqual(
      findings.map(({ vulnerability, ...finding }) => `${vulnerability} ${told(finding as Finding)}`),
      [
        'CVE-2023-1966 affected VERSION_LISTED VERSION_UNKNOWN',
        'CVE-2023-1968 affected VERSION_LISTED VERSION_UNKNOWN',
      ],
    );
  });

  test('a copy service that went back is for a person: one run, or one edited file, closes nothing', () => {
    const runs = [
      { at: '2018-01-01', version: '1.4.0', copyService: '2.0.1' },
      { at: '2019-01-01', version: '1.4.0', copyService: '1.4.2.927' },
    ];
    const { findings } = matchAdvisories(buildInventory(runs.map(reading)), BUILT_IN, OVERLAY);
    const finding = findings.find(({ vulnerability }) => vulnerability === 'CVE-2023-1968');
    assert.ok(finding !== undefined);
    assert.equal(told(finding), 'review WAS_EXPOSED OVERLAY_NARROWS VERSION_LISTED');
    assert.deepEqual(
      finding.exposed.map(({ first, last }) => [first?.from.slice(0, 4), last?.from.slice(0, 4)]),
      [['2018', '2018']],
    );
  });

  test('an inferred version makes nothing better', () => {
    const inventory = buildInventory([reading({ version: '1.4.0', copyService: '1.4.2.927' })]);
    const inferred = changed(inventory, installation => ({
      ...installation,
      components: installation.components.map(component => ({
        ...component,
        states: component.states.map(state =>
          component.kind === 'universal-copy-service' ? { ...state, confidence: 'inferred' } : state,
        ),
      })),
    }));
    const { findings } = matchAdvisories(inferred, BUILT_IN, OVERLAY);
    const finding = findings.find(({ vulnerability }) => vulnerability === 'CVE-2023-1968');
    assert.ok(finding !== undefined);
    assert.equal(told(finding), 'review VERSION_UNKNOWN VERSION_LISTED');
    const listed = advisory({
      products: [{ vendor: 'Illumina', name: 'Universal Copy Service', version: '>= 2.0' }],
    });
    const outside = matchAdvisories(inferred, [listed], OVERLAY);
    assert.equal(told(only(outside)), 'review VERSION_UNKNOWN');
  });

  test('a copy service that is only stated makes nothing better: the note excludes what was read', () => {
    const run = reading({ version: '1.4.0', copyService: '1.4.2.927' });
    const verdicts = (confidence: 'read' | 'stated') => {
      const inventory = changed(buildInventory([run]), installation => ({
        ...installation,
        components: installation.components.map(component => ({
          ...component,
          states: component.states.map(state =>
            component.kind === 'universal-copy-service' ? { ...state, confidence } : state,
          ),
        })),
      }));
      const { findings } = matchAdvisories(inventory, BUILT_IN, OVERLAY);
      return findings.map(({ vulnerability, verdict }) => `${vulnerability} ${verdict}`);
    };
    assert.deepEqual(verdicts('read'), ['CVE-2023-1966 affected', 'CVE-2023-1968 not_affected']);
    assert.deepEqual(verdicts('stated'), ['CVE-2023-1966 affected', 'CVE-2023-1968 review']);
  });
});
