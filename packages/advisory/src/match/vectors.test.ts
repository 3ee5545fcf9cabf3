import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { corpusOrSkip } from '../../../../scripts/testing/needs.ts';
import { type ReadingParts, reading } from '../../test/make-reading.ts';
import { builtinAdvisories } from '../builtin/index.ts';
import { type Advisory, readAdvisory } from '../document/index.ts';
import { buildInventory } from '../inventory/index.ts';
import { OVERLAY } from '../overlay/index.ts';
import type { Finding } from './finding.ts';
import { matchAdvisories } from './match-advisories.ts';

const COPY_SERVICE = ['CVE-2023-1966', 'CVE-2023-1968'];
const RUN_MANAGER = ['CVE-2022-1517', 'CVE-2022-1518', 'CVE-2022-1519', 'CVE-2022-1521', 'CVE-2022-1524'];

interface Vector {
  readonly what: string;
  readonly run: ReadingParts;
  /** CVE to verdict, the place of the deciding product in the document, from 1, and codes that must be among the reasons. */
  readonly says: Readonly<Record<string, readonly [Finding['verdict'], number, ...string[]]>>;
}

const NEXTSEQ_2000: ReadingParts = {
  serial: 'VH00120',
  model: 'NextSeq 2000',
  name: 'NextSeq 1000/2000 Control Software',
};
const NEXTSEQ_DX: ReadingParts = { serial: 'NDX550421', model: 'NextSeq 550Dx' };

/** The table of vectors: readings of real instruments, and what the two Illumina advisories say of them. Other lines than the proposal's are in decision 64. */
const VECTORS: readonly Vector[] = [
  {
    what: 'NovaSeq 6000 1.4.0 with copy service 1.4: listed by another name, and only one of the two is of version 1',
    run: { version: '1.4.0', copyService: '1.4.2.927' },
    says: {
      'CVE-2023-1966': ['affected', 12, 'VERSION_LISTED'],
      'CVE-2023-1968': ['not_affected', 12, 'OVERLAY_NARROWS'],
    },
  },
  {
    what: 'NovaSeq 6000 1.7.5 with copy service 1.6: finer than the bound "1.7"',
    run: { version: '1.7.5', copyService: '1.6.3.1575' },
    says: {
      'CVE-2023-1966': ['review', 12, 'BOUND_COARSER'],
      'CVE-2023-1968': ['review', 12, 'BOUND_COARSER', 'OVERLAY_NARROWS'],
    },
  },
  {
    what: 'NovaSeq 6000 1.8.0 with copy service 2.7.2: finer than "1.8", and perhaps patched',
    run: { version: '1.8.0', copyService: '2.7.2.4320' },
    says: {
      'CVE-2023-1966': ['review', 13, 'BOUND_COARSER', 'FIX_NOT_VISIBLE'],
      'CVE-2023-1968': ['review', 13, 'BOUND_COARSER', 'FIX_NOT_VISIBLE'],
    },
  },
  {
    what: 'NextSeq 550Dx in research mode, 4.0.1.41: finer than "4.0"',
    run: {
      ...NEXTSEQ_DX,
      serial: 'NDX550421_RUO',
      mode: 'ruo',
      name: 'NextSeq Control Software',
      version: '4.0.1.41',
      localRunManager: '2.4.0.2385',
    },
    says: {
      'CVE-2023-1966': ['review', 8, 'BOUND_COARSER'],
      'CVE-2023-1968': ['review', 8, 'BOUND_COARSER'],
      'CVE-2022-1517': ['affected', 7, 'VERSION_LISTED'],
      'CVE-2022-1524': ['review', 7, 'BOUND_COARSER'],
    },
  },
  {
    what: 'MiniSeq 2.2.1.9 with Local Run Manager 2.4.1: an open range, and a note finer than the product tree',
    run: {
      serial: 'MN12345',
      model: 'MiniSeq',
      name: 'MiniSeq Control Software',
      version: '2.2.1.9',
      localRunManager: '2.4.1.2636',
    },
    says: {
      'CVE-2023-1966': ['affected', 4, 'VERSION_LISTED', 'OPEN_ENDED', 'VERSION_UNKNOWN'],
      'CVE-2023-1968': ['affected', 4, 'VERSION_LISTED', 'OPEN_ENDED', 'VERSION_UNKNOWN'],
      'CVE-2022-1517': ['affected', 2, 'VERSION_LISTED'],
      'CVE-2022-1518': ['affected', 2, 'VERSION_LISTED'],
      'CVE-2022-1519': ['affected', 2, 'VERSION_LISTED'],
      'CVE-2022-1521': ['affected', 2, 'VERSION_LISTED'],
      'CVE-2022-1524': ['review', 2, 'BOUND_COARSER'],
    },
  },
  {
    what: 'MiniSeq with Local Run Manager 1.2.0: older than all that the product tree lists, and named by the note of one vulnerability',
    run: {
      serial: 'MN12345',
      model: 'MiniSeq',
      name: 'MiniSeq Control Software',
      version: '1.9.0',
      localRunManager: '1.2.0',
    },
    says: {
      'CVE-2022-1517': ['not_listed', 2, 'VERSION_OUTSIDE'],
      'CVE-2022-1524': ['review', 2, 'OTHER_SOURCE_DISAGREES', 'VERSION_OUTSIDE'],
    },
  },
  {
    what: 'MiniSeq with Local Run Manager 4.0.0: newer than tree and note',
    run: {
      serial: 'MN12345',
      model: 'MiniSeq',
      name: 'MiniSeq Control Software',
      version: '1.9.0',
      localRunManager: '4.0.0',
    },
    says: {
      'CVE-2022-1517': ['not_listed', 2, 'VERSION_OUTSIDE'],
      'CVE-2022-1524': ['not_listed', 2, 'VERSION_OUTSIDE'],
    },
  },
  {
    what: 'NextSeq 2000 1.1.0 with copy service 2.0: plainly listed',
    run: { ...NEXTSEQ_2000, version: '1.1.0.27334', copyService: '2.0.8.695' },
    says: {
      'CVE-2023-1966': ['affected', 11, 'VERSION_LISTED'],
      'CVE-2023-1968': ['affected', 11, 'VERSION_LISTED'],
    },
  },
  {
    what: 'NextSeq 1000/2000 1.5: the product tree says nothing of it, the first page said yes',
    run: { ...NEXTSEQ_2000, version: '1.5' },
    says: {
      'CVE-2023-1966': ['review', 11, 'OTHER_SOURCE_DISAGREES', 'VERSION_OUTSIDE'],
      'CVE-2023-1968': ['review', 11, 'OTHER_SOURCE_DISAGREES', 'VERSION_OUTSIDE'],
    },
  },
  {
    what: 'MiSeq 2.6.2.1: not the version that is listed; of its Local Run Manager nothing is known',
    run: { serial: 'M05898', model: 'MiSeq', name: 'MiSeq Control Software', version: '2.6.2.1' },
    says: {
      'CVE-2023-1966': ['not_listed', 5, 'VERSION_OUTSIDE'],
      'CVE-2023-1968': ['not_listed', 5, 'VERSION_OUTSIDE'],
      'CVE-2022-1517': ['review', 4, 'PROGRAM_UNKNOWN'],
    },
  },
  {
    what: 'NextSeq 550Dx operating software 1.3.2: between two listed ranges',
    run: {
      ...NEXTSEQ_DX,
      mode: 'dx',
      name: 'NextSeq 550Dx Operating Software',
      version: '1.3.2',
      localRunManager: 'there',
    },
    says: {
      'CVE-2023-1966': ['review', 9, 'VERSION_IN_HOLE'],
      'CVE-2023-1968': ['review', 9, 'VERSION_IN_HOLE'],
      'CVE-2022-1517': ['review', 7, 'VERSION_UNKNOWN'],
    },
  },
  {
    what: 'NovaSeq X: not named at all',
    run: {
      serial: 'LH00130',
      model: 'NovaSeq X',
      name: 'NovaSeqXSeries Control Software',
      version: '1.2.0.28691',
    },
    says: {},
  },
  // Further ones, of the same sources.
  {
    what: 'NextSeq 500 4.0.1.41: finer than "4.0"',
    run: { serial: 'NS500413', model: 'NextSeq 500', name: 'NextSeq Control Software', version: '4.0.1.41' },
    says: {
      'CVE-2023-1968': ['review', 7, 'BOUND_COARSER'],
      'CVE-2022-1517': ['review', 5, 'PROGRAM_UNKNOWN'],
    },
  },
  {
    what: 'MiSeq 4.1.0.656: another minor version than "4.0", no statement',
    run: {
      serial: 'M04034',
      model: 'MiSeq',
      mode: 'ruo',
      name: 'MiSeq Control Software',
      version: '4.1.0.656',
    },
    says: { 'CVE-2023-1968': ['not_listed', 5, 'VERSION_OUTSIDE'] },
  },
  {
    what: 'iSeq 100: all versions, whichever it has; its Local Run Manager is there',
    run: { serial: 'FS10000001', model: 'iSeq 100', name: null, version: null, localRunManager: 'there' },
    says: {
      'CVE-2023-1968': ['affected', 3, 'VERSION_LISTED', 'OPEN_ENDED', 'VERSION_UNKNOWN'],
      'CVE-2022-1521': ['review', 1, 'VERSION_UNKNOWN'],
    },
  },
  {
    what: 'NextSeq 2000 1.7.5: finer than the bound of the first page',
    run: { ...NEXTSEQ_2000, version: '1.7.5' },
    says: { 'CVE-2023-1968': ['review', 11, 'OTHER_SOURCE_DISAGREES'] },
  },
  {
    what: 'NextSeq 2000 1.8.0: beyond every source',
    run: { ...NEXTSEQ_2000, version: '1.8.0' },
    says: { 'CVE-2023-1968': ['not_listed', 11, 'VERSION_OUTSIDE'] },
  },
  {
    what: 'iScan whose version nobody knows',
    run: { serial: 'N1065', model: 'iScan', name: 'iScan Control Software', version: null },
    says: { 'CVE-2023-1968': ['review', 1, 'VERSION_UNKNOWN'] },
  },
  {
    what: 'iScan 4.0.5',
    run: { serial: 'N1065', model: 'iScan', name: 'iScan Control Software', version: '4.0.5' },
    says: { 'CVE-2023-1966': ['affected', 2, 'VERSION_LISTED'] },
  },
  {
    what: 'iScan 4.0.3: between the two that are listed',
    run: { serial: 'N1065', model: 'iScan', name: 'iScan Control Software', version: '4.0.3' },
    says: { 'CVE-2023-1966': ['review', 1, 'VERSION_IN_HOLE'] },
  },
  {
    what: 'MiSeq i100: not named at all',
    run: {
      serial: 'SH01140',
      model: 'MiSeq i100',
      name: 'MiSeqi100Series Control Software',
      version: '1.1.0',
    },
    says: {},
  },
  {
    what: 'a device of which nothing but the maker is known: it may be any of them',
    run: { serial: 'NV1', model: null, name: null, version: null },
    says: {
      'CVE-2023-1968': ['review', 1, 'INSTRUMENT_UNCERTAIN'],
      'CVE-2022-1517': ['review', 1, 'INSTRUMENT_UNCERTAIN'],
    },
  },
  {
    what: 'an alias whose program is that of three models',
    run: { serial: 'NSQ-A', model: null, name: 'NextSeq Control Software', version: '4.0' },
    says: {
      'CVE-2023-1968': ['review', 7, 'INSTRUMENT_UNCERTAIN'],
      'CVE-2022-1517': ['review', 5, 'INSTRUMENT_UNCERTAIN'],
    },
  },
  {
    what: 'an alias whose program is none of theirs',
    run: { serial: 'HS11', model: null, name: 'HiSeq Control Software', version: '2.2.58' },
    says: {},
  },
];

function check(advisories: readonly Advisory[], { run, says }: Vector): void {
  const { findings, unmatched } = matchAdvisories(buildInventory([reading(run)]), advisories, OVERLAY);
  const silent = Object.keys(says).length === 0;
  assert.equal(findings.length === 0, silent);
  assert.equal(unmatched.length, silent ? 1 : 0);
  if (silent) assert.equal(unmatched[0]?.asked.length, advisories.length);
  for (const [vulnerability, [verdict, place, ...codes]] of Object.entries(says)) {
    const finding = findings.find(one => one.vulnerability === vulnerability);
    const advisory = advisories.find(({ sha256 }) => sha256 === finding?.advisory.sha256);
    assert.ok(finding !== undefined && advisory !== undefined, vulnerability);
    assert.equal(finding.verdict, verdict, vulnerability);
    assert.equal(
      advisory.products.findIndex(({ id }) => id === finding.product.id) + 1,
      place,
      vulnerability,
    );
    const told = finding.reasons.map(({ code }) => code);
    for (const code of codes)
      assert.ok(
        told.some(one => one === code),
        `${vulnerability}: ${code} in ${told.join()}`,
      );
    assert.equal(told[0], codes[0], 'the decisive reason comes first');
  }
  const asked = [...RUN_MANAGER, ...COPY_SERVICE];
  assert.ok(findings.every(one => asked.includes(one.vulnerability)));
}

describe('the advisories as CISA publishes them', () => {
  for (const vector of VECTORS) {
    test(vector.what, t => {
      const folder = corpusOrSkip(t, 'csaf', 'illumina');
      if (folder === undefined) return;
      const files = ['icsma-23-117-01.json', 'icsa-22-153-02.json'];
      check(
        files.map(file => readAdvisory(readFileSync(`${folder}/${file}`))),
        vector,
      );
    });
  }
});

test('every publication of the two, under whatever bytes, says the same of all of these', t => {
  const folder = corpusOrSkip(t, 'csaf', 'illumina', 'history');
  if (folder === undefined) return;
  for (const name of readdirSync(folder)) {
    const advisory = readAdvisory(readFileSync(`${folder}/${name}`));
    for (const { run, says } of VECTORS) {
      const { findings } = matchAdvisories(buildInventory([reading(run)]), [advisory], OVERLAY);
      for (const { vulnerability, verdict } of findings) {
        const [expected] = says[vulnerability] ?? [];
        if (expected !== undefined) assert.equal(verdict, expected, `${name} ${vulnerability}`);
      }
    }
  }
});

describe('the same facts as the project renders them', () => {
  for (const vector of VECTORS) {
    test(vector.what, () => check(builtinAdvisories().map(readAdvisory), vector));
  }
});

test('how a publisher writes its label and the ids of vulnerabilities changes nothing', () => {
  const built = builtinAdvisories().map(readAdvisory);
  const ids = ['ICSMA-23-117-01', 'ICSA-22-153-02'];
  const inventory = buildInventory(VECTORS.map(({ run }, at) => reading({ ...run, serial: `A${at}` })));
  const outcomes = (advisories: readonly Advisory[]) =>
    matchAdvisories(inventory, advisories, OVERLAY).findings.map(
      ({ instrument, vulnerability, verdict, reasons }) =>
        [instrument.serial, vulnerability.toUpperCase(), verdict, ...reasons.map(({ code }) => code)].join(
          ' ',
        ),
    );
  const written = (publisher: string, change: (text: string) => string) =>
    built.map(
      (advisory, at): Advisory => ({
        ...advisory,
        label: { ...advisory.label, publisher, id: change(ids[at] ?? '') },
        vulnerabilities: advisory.vulnerabilities.map(one => ({ ...one, id: change(one.id) })),
      }),
    );
  const expected = outcomes(written('https://www.cisa.gov/', id => id));
  assert.ok(expected.some(one => one.includes('OVERLAY_NARROWS')));
  for (const publisher of ['https://www.cisa.gov', 'HTTPS://WWW.CISA.GOV/', 'http://www.cisa.gov '])
    assert.deepEqual(outcomes(written(publisher, id => id)), expected, publisher);
  assert.deepEqual(outcomes(written('https://www.cisa.gov/', id => id.toLowerCase())), expected);
  assert.notDeepEqual(outcomes(written('https://www.cisa.gov.example/', id => id)), expected);
});
