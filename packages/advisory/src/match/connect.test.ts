import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type AdvisoryParts, advisory } from '../../test/make-advisory.ts';
import { type ReadingParts, reading } from '../../test/make-reading.ts';
import { BUILT_IN, changed, MAKER, match, only, outcome, told } from '../../test/matching.ts';
import { buildInventory } from '../inventory/index.ts';
import { OVERLAY } from '../overlay/index.ts';
import { matchAdvisories } from './match-advisories.ts';

describe('products', () => {
  const LISTED = { version: '<= 2.5' };
  const of = (product: object, more: Partial<AdvisoryParts> = {}): AdvisoryParts => ({
    products: [{ ...LISTED, ...product }],
    says: { 'CVE-1': { known_affected: ['P1'] } },
    ...more,
  });

  test('names are equal but for case, blanks, punctuation and the vendor before them', () => {
    for (const name of ['PROGRAM', 'pro-gram', 'Maker Program', 'Program™']) {
      assert.equal(outcome(MAKER, of({ name })), 'affected VERSION_LISTED', name);
    }
  });

  test('what is not equal is no match: the installation is among those of which nothing is said', () => {
    const { findings, unmatched } = match(MAKER, of({ name: 'Program 2' }));
    assert.deepEqual(findings, []);
    assert.deepEqual(
      unmatched.map(({ installation, asked }) => [installation, asked.map(({ id }) => id)]),
      [['main', ['ADV-1']]],
    );
  });

  test('another vendor’s program of the same name is another program', () => {
    const { findings, unmatched } = match(MAKER, of({ vendor: 'Another' }));
    assert.deepEqual(findings, []);
    assert.deepEqual(unmatched[0]?.asked, []);
  });

  test('forms of companies and names in brackets do not part vendors; a part of the name leaves a doubt', () => {
    assert.equal(outcome(MAKER, of({ vendor: 'Maker, Inc.' })), 'affected VERSION_LISTED');
    assert.equal(
      outcome({ ...MAKER, vendor: 'MKR' }, of({ vendor: 'Maker GmbH (MKR)' })),
      'affected VERSION_LISTED',
    );
    assert.equal(
      outcome(MAKER, of({ vendor: 'Maker Diagnostics' })),
      'review INSTRUMENT_UNCERTAIN VERSION_LISTED',
    );
    assert.equal(outcome({ ...MAKER, vendor: null }, of({})), 'review INSTRUMENT_UNCERTAIN VERSION_LISTED');
  });

  test('an instrument as product: certain for all versions, for a person with any other range', () => {
    assert.equal(
      outcome(MAKER, of({ name: 'Analyser', version: 'vers:all/*' })),
      'affected VERSION_LISTED OPEN_ENDED',
    );
    assert.equal(outcome(MAKER, of({ name: 'Analyser' })), 'review PROGRAM_UNKNOWN VERSION_LISTED');
    assert.equal(
      outcome(MAKER, of({ name: 'Analyser', version: '< 1.0' })),
      'review PROGRAM_UNKNOWN VERSION_OUTSIDE',
    );
    const byNumber = { name: 'Something', version: 'vers:all/*', helper: { model_numbers: ['ANALYSER'] } };
    assert.equal(outcome(MAKER, of(byNumber)), 'affected VERSION_LISTED OPEN_ENDED');
  });

  test('an entry without a vendor, that has it in its name, is for a person', () => {
    const document = advisory({ products: [{ version: '<= 2.5' }] });
    const [entry] = document.products;
    assert.ok(entry !== undefined);
    const bare = { ...entry, name: 'Maker Program', vendor: null, productName: null, branches: [] };
    const { findings } = matchAdvisories(
      buildInventory([reading(MAKER)]),
      [{ ...document, products: [bare] }],
      OVERLAY,
    );
    assert.deepEqual(findings.map(told), ['review INSTRUMENT_UNCERTAIN VERSION_LISTED']);
  });

  test('a program that has no recorded name is known by its kind; where nothing is known of it, a person looks', () => {
    const parts = of({
      vendor: 'Illumina',
      name: 'Illumina Universal Copy Service (UCS)',
      version: '<= 2.5',
    });
    const named = of({
      vendor: 'Illumina, Inc.',
      name: 'Illumina Universal Copy Service',
      version: '<= 2.5',
    });
    assert.equal(outcome({ copyService: '2.0.8.695' }, named), 'affected VERSION_LISTED');
    assert.equal(outcome({ copyService: null }, named), 'review PROGRAM_UNKNOWN VERSION_UNKNOWN');
    assert.deepEqual(match({ copyService: '2.0.8.695' }, parts).findings, []);
  });

  test('serial numbers of the entry exclude others, and leave a doubt where none is known', () => {
    const serials = (...serial_numbers: string[]) => of({ helper: { serial_numbers } });
    assert.equal(outcome(MAKER, serials('X?')), 'affected VERSION_LISTED');
    assert.equal(outcome(MAKER, serials('Y*', 'x1')), 'affected VERSION_LISTED');
    assert.equal(outcome(MAKER, serials('Y*', 'X\\?')), 'not_listed VERSION_OUTSIDE VERSION_LISTED');
    assert.equal(
      outcome({ ...MAKER, serial: null }, serials('X?')),
      'review INSTRUMENT_UNCERTAIN VERSION_LISTED',
    );
  });

  test('a branch that an inventory cannot know leaves a doubt, also about versions outside', () => {
    const between = [{ category: 'language', name: 'de' }];
    assert.equal(outcome(MAKER, of({ between })), 'review PROGRAM_UNKNOWN VERSION_LISTED');
  });

  test('a relationship needs both: one that is not known to be there is for a person, another version excludes', () => {
    const parts = (second: object) => ({
      products: [LISTED, { name: 'Analyser', version: 'vers:all/*', ...second }],
      relationships: [[1, 2] as const],
      says: { 'CVE-1': { known_affected: ['R1'] } },
    });
    assert.equal(outcome(MAKER, parts({})), 'affected VERSION_LISTED');
    assert.equal(outcome(MAKER, parts({ name: 'Windows 10' })), 'review PROGRAM_UNKNOWN VERSION_LISTED');
    assert.equal(
      outcome(MAKER, parts({ name: 'Analyser', version: '< 1.0' })),
      'not_listed VERSION_OUTSIDE VERSION_LISTED',
    );
    assert.equal(
      outcome({ ...MAKER, version: '3.0' }, parts({ name: 'Windows 10' })),
      'not_listed VERSION_OUTSIDE',
    );
    assert.equal(outcome({ ...MAKER, version: '3.0' }, parts({})), 'not_listed VERSION_OUTSIDE');
  });

  test('a relationship that held before is for a person when one of the two was upgraded', () => {
    const parts = {
      products: [LISTED, { vendor: 'Illumina', name: 'Universal Copy Service', version: '< 3.0' }],
      relationships: [[1, 2] as const],
      says: { 'CVE-1': { known_affected: ['R1'] } },
    };
    const run = { ...MAKER, vendor: 'Illumina', at: '2022-01-01', copyService: '2.7.2' };
    const listed = { ...parts, products: [{ ...LISTED, vendor: 'Illumina' }, parts.products[1] ?? {}] };
    assert.match(outcome(run, listed), /^affected/);
    const upgraded = { ...run, at: '2024-01-01', copyService: '3.0.1' };
    assert.match(outcome([run, upgraded], listed), /^review PROGRAM_UNKNOWN/);
    assert.match(outcome(upgraded, listed), /^not_listed/);
  });

  test('where files of a run name two instruments, not even a version outside is certain', () => {
    const run = reading({ ...MAKER, version: '9.0' });
    const verdicts = (serialsDiffer: boolean) => {
      const inventory = buildInventory([{ ...run, serialsDiffer }]);
      return matchAdvisories(inventory, [advisory(of({}))], OVERLAY).findings.map(({ verdict }) => verdict);
    };
    assert.deepEqual(verdicts(false), ['not_listed']);
    assert.deepEqual(verdicts(true), ['review']);
  });

  test('relationships of relationships are followed, but not without end', () => {
    const chain = (length: number): AdvisoryParts => ({
      products: [LISTED, { name: 'Analyser', version: 'vers:all/*' }],
      relationships: [[1, 2] as const],
      says: { 'CVE-1': { known_affected: [`R${length}`] } },
    });
    const base = advisory(chain(1));
    const [product, instrument, first] = base.products;
    assert.ok(product !== undefined && instrument !== undefined && first?.relationship);
    const { relationship } = first;
    const verdictsOf = (length: number) => {
      const links = Array.from({ length }, (_, at) => ({
        ...first,
        id: `R${at + 1}`,
        relationship: at === 0 ? relationship : { ...relationship, product: `R${at}`, relatesTo: `R${at}` },
      }));
      const document = { ...advisory(chain(1)), products: [product, instrument, ...links] };
      const [vulnerability] = document.vulnerabilities;
      assert.ok(vulnerability !== undefined);
      const status = new Map([[`R${length}`, ['known_affected'] as const]]);
      const asked = { ...document, vulnerabilities: [{ ...vulnerability, status }] };
      return matchAdvisories(buildInventory([reading(MAKER)]), [asked], OVERLAY).findings.map(told);
    };
    assert.deepEqual(verdictsOf(10), ['affected VERSION_LISTED']);
    assert.deepEqual(verdictsOf(5000), []);
  });

  test('a program that is listed too often is for a person, or affected, with the most alarming evidence', () => {
    const told3000 = (affected: number) => {
      const products = Array.from({ length: 3000 }, (_, at) => ({
        version: at === affected ? '<= 2.5' : '<= 1.0',
      }));
      const says = { 'CVE-1': { known_affected: products.map((_, at) => `P${at + 1}`) } };
      const finding = only(match(MAKER, { products, says }));
      assert.equal(finding.evidence.length, 200);
      assert.equal(
        finding.evidence.some(({ verdict }) => verdict === 'affected'),
        affected === 999,
      );
      return told(finding);
    };
    assert.equal(told3000(999), 'affected VERSION_LISTED');
    assert.equal(told3000(1000), 'review RANGE_NOT_READ VERSION_OUTSIDE');
  });

  test('a relationship that leads in a circle, or to nothing, connects nothing', () => {
    const { findings } = match(MAKER, {
      products: [LISTED],
      relationships: [[1, 9]],
      says: { 'CVE-1': { known_affected: ['R1'] } },
    });
    assert.deepEqual(findings, []);
  });
});

describe('devices', () => {
  test('a device of which runs contradict one another is for a person', () => {
    const runs = [{ version: '1.4.0' }, { version: '1.4.0', contradicted: true }];
    const { findings } = matchAdvisories(buildInventory(runs.map(reading)), BUILT_IN, OVERLAY);
    assert.ok(findings.length > 0 && findings.every(({ verdict }) => verdict === 'review'));
  });

  const outcomes = (runs: readonly ReadingParts[]) => {
    const { findings } = matchAdvisories(buildInventory(runs.map(reading)), BUILT_IN, OVERLAY);
    return findings.map(({ vulnerability, verdict, reasons }) => [
      vulnerability,
      verdict,
      ...new Set(reasons.map(({ code }) => code)),
    ]);
  };

  test('software that contradicts the serial excludes no advisory', () => {
    const names = ['NovaSeqXSeries Control Software', 'HiSeq Control Software', 'MiSeq Control Software'];
    for (const name of names) {
      const run = { serial: 'A01234', contradicted: true, name, version: '1.7.0' };
      const found = outcomes([run]);
      assert.equal(found.length, 7, name);
      for (const [, verdict, code] of found)
        assert.deepEqual([verdict, code], ['review', 'INSTRUMENT_UNCERTAIN'], name);
      assert.deepEqual(outcomes([run, { ...run, version: '9.9' }]).length, 7);
      const alias = { serial: 'HX1', model: null, name: 'HiSeq Control Software', version: '1.7.0' };
      assert.equal(outcomes([alias, run]).length, 7, 'a device with the same programs and no contradiction');
    }
    const named = { products: [{ vendor: 'Illumina', name: 'NovaSeq 6000', version: 'vers:all/*' }] };
    const contradicted = { contradicted: true, name: 'HiSeq Control Software' };
    assert.match(outcome(contradicted, named), /^review INSTRUMENT_UNCERTAIN/);
    assert.match(outcome({ model: 'NovaSeq', name: null }, named), /^review INSTRUMENT_UNCERTAIN/);
    assert.deepEqual(match({ model: 'NovaSeq X', name: null }, named).findings, []);
    const differing = [
      { serial: 'A01234', version: '1.7.0' },
      { serial: 'A01234', model: 'iSeq 100', version: '1.7.0' },
    ];
    assert.deepEqual(
      outcomes(differing).map(([, verdict]) => verdict),
      Array<string>(7).fill('review'),
    );
  });

  test('a model that is named shorter or longer than models of a line may be one of them', () => {
    const of = (model: string) =>
      outcomes([{ serial: 'XX01234', model, name: null, version: '4.0' }]).map(
        ([vulnerability, verdict]) => `${vulnerability?.slice(4)} ${verdict}`,
      );
    const runManager = ['2022-1517', '2022-1518', '2022-1519', '2022-1521', '2022-1524'];
    const reviews = (...ids: readonly string[]) => ids.map(id => `${id} review`);
    const copyService = ['2023-1966', '2023-1968'];
    assert.deepEqual(of('iSeq'), reviews(...runManager, ...copyService));
    assert.deepEqual(of('NextSeq 500/550'), reviews(...runManager, ...copyService));
    assert.deepEqual(of('iScan System'), reviews(...copyService));
    assert.deepEqual(of('NovaSeq'), reviews(...copyService));
    for (const known of ['NovaSeq X', 'novaseq x plus', 'MiSeq i100', 'HiSeq 2500', 'Something else'])
      assert.deepEqual(of(known), [], known);
  });

  test('the mode that the advisory lost: the other one is for a person', () => {
    const run = {
      serial: 'M70001',
      model: 'MiSeqDx',
      name: 'MiSeq Control Software',
      version: '4.0',
    } as const;
    const verdictIn = (mode: 'dx' | 'ruo' | null) => {
      const { findings } = matchAdvisories(buildInventory([reading({ ...run, mode })]), BUILT_IN, OVERLAY);
      const finding = findings.find(({ vulnerability }) => vulnerability === 'CVE-2023-1968');
      return finding === undefined ? '' : told(finding);
    };
    assert.match(verdictIn('ruo'), /^affected VERSION_LISTED/);
    assert.match(verdictIn('dx'), /^review MODE_DIFFERS VERSION_LISTED/);
    assert.match(verdictIn(null), /^affected VERSION_LISTED/);
  });

  test('a name that a Dx device may record for its other program is for a person, but for research mode', () => {
    const run = {
      serial: 'M70001',
      model: 'MiSeqDx',
      name: 'MiSeq Control Software',
      version: '5.0',
    } as const;
    const toldIn = (mode: 'dx' | 'ruo' | null) => {
      const { findings } = matchAdvisories(buildInventory([reading({ ...run, mode })]), BUILT_IN, OVERLAY);
      const finding = findings.find(({ vulnerability }) => vulnerability === 'CVE-2023-1968');
      return finding === undefined ? '' : told(finding);
    };
    assert.match(toldIn(null), /^review PROGRAM_UNKNOWN VERSION_LISTED/);
    assert.match(toldIn('dx'), /^review PROGRAM_UNKNOWN VERSION_LISTED/);
    assert.equal(toldIn('ruo'), 'not_listed VERSION_OUTSIDE');
  });

  test('a Local Run Manager beside the instrument is of the notice, not of the product tree', () => {
    const inventory = changed(
      buildInventory([
        reading({
          serial: 'MN1',
          model: 'MiniSeq',
          name: 'MiniSeq Control Software',
          localRunManager: '2.4',
        }),
      ]),
      installation => ({
        ...installation,
        id: 'lrm-server',
        components: installation.components.filter(({ kind }) => kind === 'local-run-manager'),
      }),
    );
    const { findings } = matchAdvisories(inventory, BUILT_IN, OVERLAY);
    assert.deepEqual([...new Set(findings.map(told))], ['review OVERLAY_WIDENS VERSION_LISTED']);
    assert.deepEqual([...new Set(findings.map(({ advisory: { id } }) => id))], ['SEQWARDEN-ILLUMINA-LRM']);
  });

  test('a NovaSeq 6000Dx that records the listed name is for a person; under a name of its own nothing is said', () => {
    const run = { serial: 'ADX00001', model: 'NovaSeq 6000Dx', version: '1.8' };
    const { findings } = matchAdvisories(buildInventory([reading(run)]), BUILT_IN, OVERLAY);
    assert.deepEqual([...new Set(findings.map(({ verdict }) => verdict))], ['review']);
    const other = { ...run, name: 'NovaSeq 6000Dx Operating Software' };
    assert.equal(matchAdvisories(buildInventory([reading(other)]), BUILT_IN, OVERLAY).unmatched.length, 1);
  });

  test('a program of a name that nobody listed, on a model that is: for a person', () => {
    const { findings } = matchAdvisories(
      buildInventory([reading({ name: 'NVCS', version: '1.4.0' })]),
      BUILT_IN,
      OVERLAY,
    );
    assert.deepEqual(
      findings.map(({ verdict, reasons }) => `${verdict} ${reasons[0]?.code}`),
      ['review PROGRAM_UNKNOWN', 'review PROGRAM_UNKNOWN'],
    );
  });

  test('one unknown is told once, also where a note depends on it', () => {
    const run = { serial: 'M05898', model: 'MiSeq', name: 'MiSeq Control Software', version: '2.6.2.1' };
    const { findings } = matchAdvisories(buildInventory([reading(run)]), BUILT_IN, OVERLAY);
    const finding = findings.find(({ vulnerability }) => vulnerability === 'CVE-2022-1524');
    assert.deepEqual(
      finding?.reasons.map(({ code }) => code),
      ['PROGRAM_UNKNOWN', 'VERSION_UNKNOWN'],
    );
  });

  test('the same bytes twice are one advisory', () => {
    const inventory = buildInventory([reading()]);
    assert.deepEqual(
      matchAdvisories(inventory, [...BUILT_IN, ...BUILT_IN], OVERLAY),
      matchAdvisories(inventory, BUILT_IN, OVERLAY),
    );
  });
});
