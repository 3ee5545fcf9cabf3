import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { corpusOrSkip } from '../../../scripts/testing/needs.ts';
import { type Claim, claimsOf, csafVex, NOTHING_RECEIVED, openVex, UNNAMED } from '../src/answer/index.ts';
import { builtinAdvisories } from '../src/builtin/index.ts';
import { type Advisory, type ProductStatus, readAdvisory } from '../src/document/index.ts';
import { buildInventory } from '../src/inventory/index.ts';
import { type Finding, matchAdvisories, type Verdict } from '../src/match/index.ts';
import { OVERLAY } from '../src/overlay/index.ts';
import { reading } from './make-reading.ts';
import { BUILT_IN } from './matching.ts';
import { sample } from './version-samples.ts';
import { type Answer, askVexJudge, type Question, type Said } from './vex-judge.ts';

const FRAME = {
  publisher: UNNAMED,
  at: new Date('2026-11-23T08:00:00.123Z'),
  tool: { name: 'seqwarden', version: '1.2.3' },
};
const ASKED = BUILT_IN.map(advisory => ({ advisory, builtIn: true, received: NOTHING_RECEIVED }));

/** Found in runs of every model that the two Illumina advisories name, of some that they do not, and of a changed version. */
const RUNS = [
  reading({ version: '1.4.0', copyService: '1.4.2.927' }),
  reading({ version: '1.7.5', copyService: '1.6.3.1575', at: '2021-06-01' }),
  reading({ serial: 'A2', version: '1.8.0', copyService: '2.7.2.4320', at: '2023-06-02' }),
  reading({
    serial: 'N1',
    model: 'NextSeq 1000/2000',
    name: 'NextSeq 1000/2000 Control Software',
    version: '1.1.0.27334',
  }),
  reading({
    serial: 'N2',
    model: 'NextSeq 1000/2000',
    name: 'NextSeq 1000/2000 Control Software',
    version: '1.5',
  }),
  reading({
    serial: 'M1',
    model: 'MiniSeq',
    name: 'MiniSeq Control Software',
    version: '2.2.1.9',
    localRunManager: '2.4.1.2636',
  }),
  reading({
    serial: 'M2',
    model: 'MiSeq',
    name: 'MiSeq Control Software',
    version: '2.6.2.1',
    localRunManager: 'there',
  }),
  reading({
    serial: 'X1',
    model: 'NovaSeq X Plus',
    name: 'NovaSeqX Control Software',
    version: '1.2.0.28691',
  }),
  reading({ serial: null, model: 'iSeq 100', name: 'iSeq Control Software', version: '1.4.1' }),
];

const text = fc.oneof(
  fc.constantFrom('M1', 'A00291', 'main', 'dx', 'NovaSeq 6000'),
  fc.string({ minLength: 1, maxLength: 12 }),
  fc.string({ minLength: 1, maxLength: 12, unit: 'binary' }),
);

/** Findings as matching makes them, of devices with any names, against the built-in advisories. */
const findings = fc
  .array(
    fc.record({
      serial: fc.option(text),
      model: fc.option(text),
      vendor: fc.option(text),
      installation: text,
      verdict: fc.constantFrom<Verdict>('affected', 'review', 'not_affected', 'not_listed', 'fixed'),
      why: text,
      at: fc.nat(),
    }),
    { minLength: 1, maxLength: 20 },
  )
  .map(parts => parts.flatMap(findingOf));

function findingOf(parts: {
  serial: string | null;
  model: string | null;
  vendor: string | null;
  installation: string;
  verdict: Verdict;
  why: string;
  at: number;
}): Finding[] {
  const advisory = BUILT_IN[parts.at % BUILT_IN.length];
  const vulnerability = advisory?.vulnerabilities[parts.at % advisory.vulnerabilities.length];
  const product = [...(vulnerability?.status.keys() ?? [])][0];
  if (advisory === undefined || vulnerability === undefined || product === undefined) return [];
  const { publisher, id, version } = advisory.label;
  return [
    {
      instrument: { vendor: parts.vendor, model: parts.model, serial: parts.serial },
      installation: parts.installation,
      vulnerability: vulnerability.id,
      advisory: { publisher, id, version, sha256: advisory.sha256 },
      product: { id: product, name: product },
      verdict: parts.verdict,
      reasons: [{ code: 'VERSION_LISTED', text: parts.why }],
      evidence: [],
      exposed: [],
      proofs: [],
    },
  ];
}

/** Of real matching, and of many inventories that no laboratory has. */
function manyClaims(): (readonly Claim[])[] {
  const { findings: matched } = matchAdvisories(buildInventory(RUNS), BUILT_IN, OVERLAY);
  const all = [matched, ...sample(findings, 300)].map(each => claimsOf(each, BUILT_IN));
  return all.filter(claims => claims.length > 0);
}

function expected(claims: readonly Claim[]): Said[] {
  return claims.map(({ vulnerability, product, status, justification }) => ({
    vulnerability,
    product: product.id,
    status,
    justification: justification ?? '',
  }));
}

describe('judges of VEX documents', () => {
  it('go-vex reads every OpenVEX document, finds our statements in it, and makes the same id of them', t => {
    const all = manyClaims();
    const documents = all.map(claims => openVex(claims, FRAME));
    const answers = ask(t, 'openvex', documents);
    if (answers === undefined) return;
    for (const [i, { faults, id, said }] of answers.entries()) {
      assert.deepEqual(faults, []);
      assert.partialDeepStrictEqual(documents[i], { '@id': id });
      assert.deepEqual(sorted(said), sorted(expected(all[i] ?? [])));
    }
    t.diagnostic(`${all.length} documents, ${all.flat().length} statements`);
  });

  it("gocsaf's schema and types accept every CSAF VEX document, and it finds the same in it", t => {
    const all = manyClaims();
    const answers = ask(
      t,
      'csaf',
      all.map(claims => csafVex(claims, ASKED, FRAME)),
    );
    if (answers === undefined) return;
    for (const [i, { faults, said }] of answers.entries()) {
      assert.deepEqual(faults, []);
      assert.deepEqual(sorted(said), sorted(expected(all[i] ?? [])));
    }
    t.diagnostic(`${all.length} documents, ${all.flat().length} statements`);
  });

  it('do not accept everything', t => {
    const [claims = []] = manyClaims();
    const damaged = (document: object) => [
      ...Object.keys(document).map(key => ({ ...document, [key]: undefined })),
      {
        ...document,
        statements: [{ vulnerability: { name: 'CVE-2023-1966' }, products: [], status: 'safe' }],
      },
      { ...document, vulnerabilities: [{ cve: 'CVE-1', product_status: { unaffected: ['A'] } }] },
    ];
    const csaf = ask(t, 'csaf', damaged(csafVex(claims, ASKED, FRAME)));
    const vex = ask(t, 'openvex', damaged(openVex(claims, FRAME)));
    if (csaf === undefined || vex === undefined) return;
    const refused = (answers: readonly Answer[]) => answers.filter(({ faults }) => faults.length > 0).length;
    assert.ok(refused(csaf) >= 2, JSON.stringify(csaf));
    assert.ok(refused(vex) >= 2, JSON.stringify(vex));
  });

  it('gocsaf accepts the built-in advisories, and finds in them and in the published ones the status that we read', t => {
    const folder = corpusOrSkip(t, 'csaf', 'icsma');
    if (folder === undefined) return;
    const files = readdirSync(folder).filter(name => name.endsWith('.json'));
    const documents = [...builtinAdvisories(), ...files.map(name => readFileSync(join(folder, name)))];
    const answers = ask(
      t,
      'csaf',
      documents.map(bytes => JSON.parse(Buffer.from(bytes).toString('utf8'))),
    );
    if (answers === undefined) return;
    let count = 0;
    for (const [i, { faults, id, said }] of answers.entries()) {
      const advisory = readAdvisory(documents[i] ?? new Uint8Array());
      assert.deepEqual(faults, [], advisory.label.id);
      assert.equal(id, advisory.label.id);
      assert.deepEqual(sorted(said), sorted(statusOf(advisory)), id);
      count += said.length;
    }
    t.diagnostic(`${documents.length} documents, ${count} products with a status`);
  });
});

function ask(
  t: Parameters<typeof askVexJudge>[0],
  kind: Question['kind'],
  documents: readonly object[],
): readonly Answer[] | undefined {
  return askVexJudge(
    t,
    documents.map(document => ({ kind, document })),
  );
}

const GROUPS: Partial<Readonly<Record<ProductStatus, string>>> = {
  known_affected: 'affected',
  fixed: 'fixed',
  known_not_affected: 'not_affected',
  under_investigation: 'under_investigation',
};

function statusOf({ vulnerabilities }: Advisory): Said[] {
  return vulnerabilities.flatMap(({ id, status, flags }) =>
    [...status].flatMap(([product, groups]) =>
      groups.flatMap(group => {
        const found = GROUPS[group];
        const justification = flags.findLast(flag => flag.products.includes(product))?.label ?? '';
        return found === undefined ? [] : [{ vulnerability: id, product, status: found, justification }];
      }),
    ),
  );
}

function sorted(said: readonly Said[]): string[] {
  return said
    .map(({ vulnerability, product, status, justification }) =>
      JSON.stringify([vulnerability, product, status, justification]),
    )
    .sort();
}
