import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, type TestContext, test } from 'node:test';
import { corpusOrSkip } from '../../../../scripts/testing/needs.ts';
import { type AdvisoryParts, advisory } from '../../test/make-advisory.ts';
import { reading } from '../../test/make-reading.ts';
import { type Advisory, readAdvisory } from '../document/index.ts';
import { buildInventory, type Inventory } from '../inventory/index.ts';
import { OVERLAY } from '../overlay/index.ts';
import { placeVersion, readRange } from '../version/index.ts';
import type { Finding } from './finding.ts';
import { matchAdvisories } from './match-advisories.ts';

function verdicts(inventory: Inventory, advisories: readonly Advisory[]): string[] {
  return matchAdvisories(inventory, advisories, OVERLAY).findings.map(
    ({ vulnerability, verdict, reasons }) => `${vulnerability} ${verdict} ${reasons[0]?.code}`,
  );
}

function device(vendor: string, model: string, name: string, version: string | null): Inventory {
  return buildInventory([reading({ vendor, model, serial: 'S1', name, version })]);
}

interface Transcribed {
  readonly id: string;
  readonly products: readonly { id?: string; path: [string, string]; category?: string; name?: string }[];
  readonly vulnerabilities: readonly { cve: string; known_affected?: readonly string[] }[];
}

/** A CSAF document of the transcribed facts. */
function transcribed(t: TestContext, id: string): Advisory | undefined {
  const file = corpusOrSkip(t, 'csaf', 'newer-sequencer-advisories.json');
  if (file === undefined) return undefined;
  const { advisories }: { advisories: readonly Transcribed[] } = JSON.parse(readFileSync(file, 'utf8'));
  const found = advisories.find(one => one.id === id);
  assert.ok(found !== undefined);
  const places = new Map(found.products.map((product, at) => [product.id ?? '', `P${at + 1}`]));
  const parts: AdvisoryParts = {
    publisher: 'https://www.cisa.gov/',
    id,
    products: found.products.map(({ path: [vendor, name], name: version }) => ({
      vendor,
      name,
      ...(version === undefined ? {} : { version }),
    })),
    says: Object.fromEntries(
      found.vulnerabilities.map(({ cve, known_affected = [] }) => [
        cve,
        { known_affected: known_affected.map(product => places.get(product) ?? '') },
      ]),
    ),
  };
  return advisory(parts);
}

describe('Oxford Nanopore MinKNOW, ICSMA-25-294-01', () => {
  const EXPECTED: Readonly<Record<string, readonly string[]>> = {
    '24.02.8': [
      'CVE-2024-35585 affected VERSION_LISTED',
      'CVE-2025-10937 affected VERSION_LISTED',
      'CVE-2025-54808 affected VERSION_LISTED',
    ],
    '24.06.5': [
      'CVE-2024-35585 not_listed VERSION_OUTSIDE',
      'CVE-2025-10937 affected VERSION_LISTED',
      'CVE-2025-54808 affected VERSION_LISTED',
    ],
    // Its text takes 24.11 in as affected, and advises it as the fix.
    '24.11': [
      'CVE-2024-35585 not_listed VERSION_OUTSIDE',
      'CVE-2025-10937 review OTHER_SOURCE_DISAGREES',
      'CVE-2025-54808 review OTHER_SOURCE_DISAGREES',
    ],
    '24.11.8': [
      'CVE-2024-35585 not_listed VERSION_OUTSIDE',
      'CVE-2025-10937 review OTHER_SOURCE_DISAGREES',
      'CVE-2025-54808 review OTHER_SOURCE_DISAGREES',
    ],
    '25.03': [
      'CVE-2024-35585 not_listed VERSION_OUTSIDE',
      'CVE-2025-10937 not_listed VERSION_OUTSIDE',
      'CVE-2025-54808 not_listed VERSION_OUTSIDE',
    ],
  };
  for (const [version, expected] of Object.entries(EXPECTED)) {
    test(version, t => {
      const document = transcribed(t, 'ICSMA-25-294-01');
      if (document === undefined) return;
      assert.deepEqual(
        verdicts(device('Oxford Nanopore', 'PromethION', 'MinKNOW', version), [document]),
        expected,
      );
    });
  }
});

test('Thermo Fisher genetic analysers, ICSMA-26-216-01: eight programs by their names', t => {
  const document = transcribed(t, 'ICSMA-26-216-01');
  if (document === undefined) return;
  const of = (name: string, version: string | null) =>
    verdicts(device('Thermo Fisher Scientific', 'Genetic Analyzer', name, version), [document]);
  const series = 'Applied Biosystems 3500/3500xL Series Data Collection Software';
  assert.deepEqual(of(series, '4.0.2'), ['CVE-2026-17583 affected VERSION_LISTED']);
  assert.deepEqual(of(series, '4.0.3'), ['CVE-2026-17583 not_listed VERSION_OUTSIDE']);
  assert.deepEqual(of(series, null), ['CVE-2026-17583 review VERSION_UNKNOWN']);
  assert.deepEqual(of('Applied Biosystems GeneMapper ID-X Software', 'v1.7.3'), [
    'CVE-2026-17583 affected VERSION_LISTED',
  ]);
  assert.deepEqual(of('Applied Biosystems 3130 Series Data Collection Software', '4.1.2'), [
    'CVE-2026-17583 review BOUND_COARSER',
  ]);
  assert.deepEqual(of('SeqStudio Plate Manager', '1.0'), []);
});

test('Torrent Suite, ICSMA-26-288-01 and CVE-2026-107777: between what is affected and what is not, nothing is said', () => {
  const document = advisory({
    id: 'ICSMA-26-288-01',
    products: [
      { vendor: 'Thermo Fisher', name: 'Torrent Suite Software', version: '<= 5.18' },
      {
        vendor: 'Thermo Fisher',
        name: 'Torrent Suite Software',
        version: '5.22',
        category: 'product_version',
      },
    ],
    says: { 'CVE-2026-107777': { known_affected: ['P1'], known_not_affected: ['P2'] } },
  });
  const of = (version: string) =>
    verdicts(device('Thermo Fisher', 'Ion S5', 'Torrent Suite Software', version), [document]);
  assert.deepEqual(of('5.18'), ['CVE-2026-107777 affected VERSION_LISTED']);
  assert.deepEqual(of('5.18.1'), ['CVE-2026-107777 review BOUND_COARSER']);
  assert.deepEqual(of('5.20'), ['CVE-2026-107777 not_listed VERSION_OUTSIDE']);
  assert.deepEqual(of('5.22'), ['CVE-2026-107777 not_affected ADVISORY_SAYS_NOT_AFFECTED']);
});

describe('the medical advisories of CISA, against an inventory that names their products', () => {
  function all(t: TestContext): Advisory[] | undefined {
    const folder = corpusOrSkip(t, 'csaf', 'icsma');
    if (folder === undefined) return undefined;
    const files = readdirSync(folder).filter(name => name.endsWith('.json'));
    return files.map(name => readAdvisory(readFileSync(`${folder}/${name}`)));
  }

  /** One device for each product entry, with the program of that name in `version`. */
  function deviceOf(
    { vendor, productName }: Advisory['products'][number],
    at: number,
    version: string | null,
  ) {
    return reading({ vendor, model: null, serial: `S${at}`, name: productName, version, runId: `run-${at}` });
  }

  test('every product of every document is found by its name', t => {
    const advisories = all(t);
    if (advisories === undefined) return;
    assert.ok(advisories.length >= 144);
    for (const document of advisories) {
      const affected = new Set(document.vulnerabilities.flatMap(({ status }) => [...status.keys()]));
      const entries = document.products.filter(({ id, vendor }) => affected.has(id) && vendor !== 'Illumina');
      const inventory = buildInventory(entries.map((entry, at) => deviceOf(entry, at, null)));
      const { findings, unmatched } = matchAdvisories(inventory, [document], OVERLAY);
      assert.deepEqual(
        unmatched.map(({ instrument }) => entries[Number(instrument.serial?.slice(1))]?.name),
        [],
        document.label.id,
      );
      for (const finding of findings) checkUnknown(finding);
    }
  });

  /** A version that nobody knows is inside only where all are. */
  function checkUnknown({ verdict, evidence, advisory: { id } }: Finding): void {
    const listsAll = evidence.some(
      ({ range }) =>
        range?.read.kind === 'intervals' &&
        range.read.intervals.some(({ lower, upper }) => lower === null && upper === null),
    );
    assert.equal(verdict, listsAll ? 'affected' : 'review', id);
  }

  test('each verdict is what the ranges of the deciding entries give, and a range that only a person can read is for one', t => {
    const advisories = all(t);
    if (advisories === undefined) return;
    const versions = ['0.0.1', '1.0', '2.3.6', '9999.0'];
    for (const document of advisories) {
      for (const version of versions) {
        const entries = document.products.filter(({ vendor }) => vendor !== 'Illumina');
        const inventory = buildInventory(entries.map((entry, at) => deviceOf(entry, at, version)));
        for (const {
          verdict,
          evidence,
          advisory: { id },
        } of matchAdvisories(inventory, [document], OVERLAY).findings) {
          const answers = evidence.map(({ range }) =>
            range === null
              ? 'undecided'
              : placeVersion(
                  readRange(range.written, categoryOf(document, range.written), undefined),
                  version,
                ).answer,
          );
          const expected = answers.includes('inside')
            ? 'affected'
            : answers.includes('undecided') || answers.includes('between')
              ? 'review'
              : verdict === 'review'
                ? 'review'
                : 'not_listed';
          assert.equal(verdict, expected, `${id} ${version}`);
        }
      }
    }
  });

  function categoryOf({ products }: Advisory, written: string) {
    return (
      products.find(({ version }) => version?.written === written)?.version?.category ?? 'product_version'
    );
  }
});
