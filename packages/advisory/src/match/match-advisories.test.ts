import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type AdvisoryParts, advisory } from '../../test/make-advisory.ts';
import { type ReadingParts, reading } from '../../test/make-reading.ts';
import { builtinAdvisories } from '../builtin/index.ts';
import { readAdvisory } from '../document/index.ts';
import {
  buildInventory,
  type Installation,
  type Inventory,
  type StatedFix,
  type StatedMitigation,
} from '../inventory/index.ts';
import { OVERLAY } from '../overlay/index.ts';
import type { Finding, Matches } from './finding.ts';
import { matchAdvisories } from './match-advisories.ts';

const BUILT_IN = builtinAdvisories().map(readAdvisory);

/** One device of a maker, with one program of one version. */
const MAKER: ReadingParts = {
  vendor: 'Maker',
  model: 'Analyser',
  serial: 'X1',
  name: 'Program',
  version: '2.0',
};

function match(run: ReadingParts | readonly ReadingParts[], parts: AdvisoryParts): Matches {
  const runs = Array.isArray(run) ? run : [run];
  return matchAdvisories(buildInventory(runs.map(reading)), [advisory(parts)], OVERLAY);
}

function only({ findings }: Matches): Finding {
  const [finding, ...others] = findings;
  assert.ok(finding !== undefined && others.length === 0, `${findings.length} findings`);
  return finding;
}

/** The verdict and the codes of the reasons. */
function told({ verdict, reasons }: Finding): string {
  return [verdict, ...new Set(reasons.map(({ code }) => code))].join(' ');
}

function outcome(run: ReadingParts | readonly ReadingParts[], parts: AdvisoryParts): string {
  return told(only(match(run, parts)));
}

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
    const products = [{ version: '<= 2.5' }, { version: '>= 2.0' }];
    const twice = advisory({
      products,
      says: { 'CVE-1': { known_affected: ['P1'] }, 'CVE-2': { fixed: ['P2'] } },
    });
    const [one, other] = twice.vulnerabilities;
    assert.ok(one !== undefined && other !== undefined);
    const document = { ...twice, vulnerabilities: [one, { ...other, id: one.id }] };
    const { findings } = matchAdvisories(buildInventory([reading(MAKER)]), [document], OVERLAY);
    assert.deepEqual(findings.map(told), [
      'review ADVISORY_CONTRADICTS_ITSELF VERSION_LISTED ADVISORY_SAYS_FIXED',
    ]);
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
    assert.equal(outcome({ ...MAKER, version: '3.0' }, parts({})), 'not_listed VERSION_OUTSIDE');
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
  });
});

describe('devices', () => {
  test('a device of which runs contradict one another is for a person', () => {
    const runs = [{ version: '1.4.0' }, { version: '1.4.0', contradicted: true }];
    const { findings } = matchAdvisories(buildInventory(runs.map(reading)), BUILT_IN, OVERLAY);
    assert.ok(findings.length > 0 && findings.every(({ verdict }) => verdict === 'review'));
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

  test('the same bytes twice are one advisory', () => {
    const inventory = buildInventory([reading()]);
    assert.deepEqual(
      matchAdvisories(inventory, [...BUILT_IN, ...BUILT_IN], OVERLAY),
      matchAdvisories(inventory, BUILT_IN, OVERLAY),
    );
  });
});

const PATCH = {
  sha256: '595b724f1c5b4bac446001400b38b748b4ef05520b5489ea4711a2a4289e721a',
  sha512:
    '52b5cfdc462b10011027e94f184c2f0da25b0b1363fddb7fa5793938d11f976259a7f73e77c2fd157f560439ec3df70446aa561b586dc8ef94db2ed95fcce841',
};

describe('fixes', () => {
  const DX = { serial: 'MN00001', model: 'MiniSeq', name: 'MiniSeq Control Software', version: '2.2.1.9' };
  const RUNS = [
    { ...DX, at: '2022-01-01', localRunManager: '2.4.1.2636' },
    { ...DX, at: '2024-01-01', localRunManager: '2.4.1.2636' },
  ];

  function fix(parts: Partial<StatedFix>): StatedFix {
    return {
      vulnerabilities: ['CVE-2022-1517', 'CVE-2023-1968'],
      at: { from: '2023-05-02T00:00:00.000Z', until: '2023-05-02T23:59:59.999Z' },
      installer: null,
      evidence: null,
      source: { kind: 'stated', by: 'lab-manager', on: '2023-05-03' },
      ...parts,
    };
  }

  function after(cve: string, fixes: readonly StatedFix[], runs: readonly ReadingParts[] = RUNS): Finding {
    const inventory = changed(buildInventory(runs.map(reading)), installation => ({
      ...installation,
      fixes,
    }));
    const { findings } = matchAdvisories(inventory, BUILT_IN, OVERLAY);
    const finding = findings.find(({ vulnerability }) => vulnerability === cve);
    assert.ok(finding !== undefined);
    return finding;
  }

  const EVIDENCE = 'ab'.repeat(32);

  test('the installer’s digest is the patch’s: fixed', () => {
    for (const installer of [
      PATCH,
      { ...PATCH, sha512: null },
      { sha256: null, sha512: PATCH.sha512.toUpperCase() },
    ]) {
      const proof = fix({ installer });
      const finding = after('CVE-2022-1517', [proof]);
      assert.equal(told(finding), 'fixed FIX_PROVEN VERSION_LISTED');
      assert.deepEqual(finding.proofs, [proof]);
      assert.ok(finding.evidence.some(({ overlay }) => overlay.includes('illumina/lrm-patch')));
      assert.equal(finding.exposed.length, 1, 'what was exposed before stays told');
    }
  });

  test('another digest, or one of two that differs, is no proof', () => {
    for (const installer of [
      { sha256: EVIDENCE, sha512: null },
      { ...PATCH, sha512: '00'.repeat(64) },
    ]) {
      const finding = after('CVE-2022-1517', [fix({ installer })]);
      assert.equal(told(finding), 'review FIX_DIGEST_DIFFERS VERSION_LISTED');
      assert.deepEqual(finding.proofs, []);
    }
  });

  test('where no digest was published a document is proof, and a word is none', () => {
    assert.match(told(after('CVE-2023-1968', [fix({ evidence: EVIDENCE })])), /^fixed FIX_PROVEN/);
    assert.match(told(after('CVE-2023-1968', [fix({})])), /^review FIX_WITHOUT_PROOF/);
    assert.match(told(after('CVE-2023-1968', [fix({ installer: PATCH })])), /^review FIX_WITHOUT_PROOF/);
  });

  test('where one was published a document alone is none', () => {
    assert.match(told(after('CVE-2022-1517', [fix({ evidence: EVIDENCE })])), /^review FIX_WITHOUT_PROOF/);
  });

  test('a fix of another vulnerability is none', () => {
    assert.match(told(after('CVE-2022-1518', [fix({ installer: PATCH })])), /^affected/);
  });

  test('an older version of any program, seen after the fix, opens it again', () => {
    const back = [...RUNS, { ...DX, at: '2025-01-01', version: '2.1.0', localRunManager: '2.4.1.2636' }];
    const finding = after('CVE-2022-1517', [fix({ installer: PATCH })], back);
    assert.equal(told(finding), 'affected SEEN_AFTER_FIX VERSION_LISTED');
    assert.deepEqual(finding.proofs, []);
  });

  test('an older version that nothing dates, and a program of another name, are for a person', () => {
    const undated = [...RUNS, { ...DX, at: null, version: '2.1.0' }];
    assert.equal(
      told(after('CVE-2022-1517', [fix({ installer: PATCH })], undated)),
      'review SEEN_AFTER_FIX VERSION_LISTED',
    );
    const renamed = [...RUNS, { ...DX, at: '2025-01-01', name: 'Another', localRunManager: '2.4.1.2636' }];
    assert.equal(
      told(after('CVE-2022-1517', [fix({ installer: PATCH })], renamed)),
      'review SEEN_AFTER_FIX VERSION_LISTED',
    );
  });

  test('a newer version stays fixed: it may be how it was fixed', () => {
    for (const localRunManager of ['3.0.0', '4.0.0']) {
      const upgraded = [...RUNS, { ...DX, at: '2025-01-01', localRunManager }];
      assert.match(told(after('CVE-2022-1517', [fix({ installer: PATCH })], upgraded)), /^fixed FIX_PROVEN/);
    }
  });

  test('a fix of one installation is none of another', () => {
    const run = {
      serial: 'NDX550421',
      model: 'NextSeq 550Dx',
      name: 'NextSeq Control Software',
      version: '4.0.1.41',
      localRunManager: '2.4',
    };
    const inventory = changed(
      buildInventory([reading({ ...run, mode: 'ruo' }), reading({ ...run, mode: 'dx' })]),
      installation =>
        installation.id === 'dx' ? { ...installation, fixes: [fix({ installer: PATCH })] } : installation,
    );
    const { findings } = matchAdvisories(inventory, BUILT_IN, OVERLAY);
    const verdicts = findings
      .filter(({ vulnerability }) => vulnerability === 'CVE-2022-1517')
      .map(({ installation, verdict }) => `${installation} ${verdict}`);
    assert.deepEqual(verdicts, ['dx fixed', 'ruo affected']);
  });

  test('a mitigation changes no verdict', () => {
    const mitigation: StatedMitigation = {
      vulnerabilities: ['CVE-2022-1517'],
      from: { from: '2022-06-01T00:00:00.000Z', until: '2022-06-02T00:00:00.000Z' },
      until: null,
      text: 'off the network',
      source: { kind: 'stated', by: 'lab-manager', on: '2022-06-03' },
    };
    const inventory = changed(buildInventory(RUNS.map(reading)), installation => ({
      ...installation,
      mitigations: [mitigation],
    }));
    const { findings } = matchAdvisories(inventory, BUILT_IN, OVERLAY);
    assert.equal(
      findings.find(({ vulnerability }) => vulnerability === 'CVE-2022-1517')?.verdict,
      'affected',
    );
  });
});

function changed(inventory: Inventory, change: (installation: Installation) => Installation): Inventory {
  return {
    ...inventory,
    instruments: inventory.instruments.map(instrument => ({
      ...instrument,
      installations: instrument.installations.map(change),
    })),
  };
}
