import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readAdvisory } from '../document/index.ts';
import type { Finding, Verdict } from '../match/finding.ts';
import { validateAdvisory } from '../validate/index.ts';
import { NOTHING_RECEIVED } from './asked-advisory.ts';
import { claimsOf } from './claims.ts';
import { csafVex } from './csaf-vex.ts';
import { openVex } from './openvex.ts';
import { UNNAMED } from './vex-frame.ts';

const PUBLISHER = { category: 'vendor', name: 'Example', namespace: 'https://example.com' };
const AT = '2026-01-01T00:00:00.000Z';

function advisory(id: string, vulnerabilities: readonly object[]) {
  const products = ['A', 'B'].map(product => ({ name: `Reader ${product}`, product_id: product }));
  const document = {
    document: {
      category: 'csaf_security_advisory',
      csaf_version: '2.0',
      publisher: PUBLISHER,
      title: `Advisory ${id}`,
      tracking: { id, version: '1', status: 'final', initial_release_date: AT, current_release_date: AT },
    },
    product_tree: { full_product_names: products },
    vulnerabilities,
  };
  return readAdvisory(new TextEncoder().encode(JSON.stringify(document)));
}

const ONE = advisory('ONE', [
  {
    cve: 'CVE-2026-0001',
    notes: [{ category: 'summary', text: 'The reader \ufffd listens.' }],
    product_status: { known_affected: ['A'], known_not_affected: ['B'] },
    flags: [{ label: 'component_not_present', product_ids: ['B'] }],
    remediations: [
      {
        category: 'vendor_fix',
        details: 'Install the patch.',
        product_ids: ['A'],
        url: 'https://example.com/p',
      },
    ],
  },
  { cve: 'CVE-2026-0002', product_status: { known_affected: ['A'] } },
]);
const TWO = advisory('TWO', [
  { cve: 'CVE-2026-0001', product_status: { known_not_affected: ['A'] } },
  { ids: [{ system_name: 'own', text: 'OWN-7' }], product_status: { known_affected: ['A'] } },
]);

interface Told {
  readonly serial?: string | null;
  readonly vulnerability?: string;
  readonly from?: typeof ONE;
  readonly product?: string;
}

function finding(verdict: Verdict, told: Told = {}): Finding {
  const { serial = 'M1', vulnerability = 'CVE-2026-0001', from = ONE, product = 'A' } = told;
  const { publisher, id, version } = from.label;
  return {
    instrument: { vendor: 'Example', model: 'Reader', serial },
    installation: 'main',
    vulnerability,
    advisory: { publisher, id, version, sha256: from.sha256 },
    product: { id: product, name: `Reader ${product}` },
    verdict,
    reasons: [{ code: 'VERSION_LISTED', text: `It is ${verdict}.` }],
    evidence: [],
    exposed: [],
    proofs: [],
  };
}

const ALL = [
  finding('affected'),
  finding('review', { serial: 'M2' }),
  finding('fixed', { serial: 'M3' }),
  finding('not_affected', { serial: 'M4', product: 'B' }),
  finding('not_listed', { serial: 'M5' }),
  finding('affected', { serial: null, vulnerability: 'CVE-2026-0002' }),
  finding('review', { vulnerability: 'own:OWN-7', from: TWO }),
];
const ASKED = [ONE, TWO].map(one => ({ advisory: one, builtIn: one === TWO, received: NOTHING_RECEIVED }));
const FRAME = { publisher: UNNAMED, at: new Date(AT), tool: { name: 'seqwarden', version: '1.2.3' } };

const claims = (findings: readonly Finding[] = ALL) => claimsOf(findings, [ONE, TWO]);
const inJson = (value: unknown) => JSON.parse(JSON.stringify(value));
const csaf = (findings?: readonly Finding[]) => inJson(csafVex(claims(findings), ASKED, FRAME));
const vex = (findings?: readonly Finding[]) => inJson(openVex(claims(findings), FRAME));

describe('what VEX documents say', () => {
  it('is under investigation where a person has to decide, and nothing where the advisory is silent', () => {
    const said = claims().map(({ product, vulnerability, status }) => [
      product.serial,
      vulnerability,
      status,
    ]);
    assert.deepEqual(said, [
      ['M1', 'CVE-2026-0001', 'affected'],
      ['M2', 'CVE-2026-0001', 'under_investigation'],
      ['M3', 'CVE-2026-0001', 'fixed'],
      ['M4', 'CVE-2026-0001', 'not_affected'],
      [null, 'CVE-2026-0002', 'affected'],
      ['M1', 'own:OWN-7', 'under_investigation'],
    ]);
  });

  it('is the widest reading where two advisories differ', () => {
    const other = (verdict: Verdict) => finding(verdict, { from: TWO });
    const status = (...findings: Finding[]) => claims(findings).map(one => one.status);
    assert.deepEqual(status(finding('review'), other('affected')), ['affected']);
    assert.deepEqual(status(finding('not_affected'), other('review')), ['under_investigation']);
    assert.deepEqual(status(finding('not_affected'), other('fixed')), ['fixed']);
    assert.deepEqual(status(finding('not_affected'), other('not_listed')), ['not_affected']);
  });

  it('names what to do about each that is affected, also where the advisory names nothing', () => {
    const remedies = claims()
      .filter(({ status }) => status === 'affected')
      .map(one => one.remedies.map(({ category, url }) => [category, url]));
    assert.deepEqual(remedies, [[['vendor_fix', 'https://example.com/p']], [['none_available', null]]]);
  });

  it('has a justification only where the advisory has one', () => {
    const justification = (told: Told) => claims([finding('not_affected', told)])[0]?.justification;
    assert.equal(justification({ product: 'B' }), 'component_not_present');
    assert.equal(justification({ from: TWO }), null);
  });

  it('is the same in whatever order it was found', () => {
    assert.deepEqual(csaf(ALL.toReversed()), csaf());
    assert.deepEqual(vex(ALL.toReversed()), vex());
  });

  it('names an installation by an id that hostile serials cannot leave', () => {
    const [claim] = claims([finding('affected', { serial: 'M1:main\n*\ud800 ü' })]);
    assert.equal(
      claim?.product.id,
      'urn:seqwarden:installation:Example:Reader:M1%3Amain%0A*%EF%BF%BD%20%C3%BC:main',
    );
  });
});

describe('the CSAF document', () => {
  it('passes the tests that CSAF demands of its profile csaf_vex', async () => {
    for (const findings of [ALL, ALL.slice(0, 1), ALL.slice(3, 4)]) {
      const bytes = new TextEncoder().encode(JSON.stringify(csaf(findings)));
      assert.deepEqual(await validateAdvisory(bytes, 'mandatory'), []);
    }
  });

  it('has a group for each status, and what each demands', () => {
    const [first] = csaf().vulnerabilities;
    const id = (serial: string) => `urn:seqwarden:installation:Example:Reader:${serial}:main`;
    assert.deepEqual(first.product_status, {
      fixed: [id('M3')],
      known_affected: [id('M1')],
      known_not_affected: [id('M4')],
      under_investigation: [id('M2')],
    });
    assert.deepEqual(first.remediations, [
      {
        category: 'vendor_fix',
        details: 'Install the patch.',
        product_ids: [id('M1')],
        url: 'https://example.com/p',
      },
    ]);
    assert.deepEqual(first.flags, [{ label: 'component_not_present', product_ids: [id('M4')] }]);
    assert.deepEqual(first.threats, [
      { category: 'impact', details: 'It is not_affected.', product_ids: [id('M4')] },
    ]);
    assert.equal(first.notes[0].text, 'The reader \ufffd listens.');
  });

  it('names a vulnerability without a CVE by system and text, as its advisory does', () => {
    const named: { readonly ids?: readonly object[] }[] = csaf().vulnerabilities;
    assert.deepEqual(
      named.flatMap(({ ids }) => ids ?? []),
      [{ system_name: 'own', text: 'OWN-7' }],
    );
  });

  it('says of the own documents that they are not the publisher’s', () => {
    const notes: { readonly text: string }[] = csaf().document.notes;
    assert.deepEqual(
      notes.map(({ text }) => /not the publisher's/.test(text)),
      [false, true],
    );
  });

  it('has an id by its content, not by the moment', () => {
    const later = inJson(csafVex(claims(), ASKED, { ...FRAME, at: new Date('2027-01-01') }));
    assert.equal(later.document.tracking.id, csaf().document.tracking.id);
    assert.notEqual(csaf(ALL.slice(1)).document.tracking.id, csaf().document.tracking.id);
  });
});

describe('the OpenVEX document', () => {
  it('says the same, with a reason or an action for each status that demands one', () => {
    const { statements, ...frame } = vex();
    assert.deepEqual(
      statements.map((one: Record<string, unknown>) => [
        one.status,
        'action_statement' in one,
        'impact_statement' in one,
        one.justification ?? null,
      ]),
      [
        ['affected', true, false, null],
        ['under_investigation', false, false, null],
        ['fixed', false, false, null],
        ['not_affected', false, true, 'component_not_present'],
        ['affected', true, false, null],
        ['under_investigation', false, false, null],
      ],
    );
    assert.equal(frame['@context'], 'https://openvex.dev/ns/v0.2.0');
    assert.equal(frame.timestamp, '2026-01-01T00:00:00Z');
  });

  it('has the canonical id that go-vex would give it', () => {
    // Made of the string "1767225600:1:unnamed laboratory::CVE-2026-0001::fixed::1767225600:urn:…".
    const { '@id': id } = vex([finding('fixed')]);
    assert.equal(
      id,
      'https://openvex.dev/docs/public/vex-0e7d6450a396ca428bc06ace9b7d8fe3441ef6e5cdefe7e7421b538693555bee',
    );
  });

  it('says once what holds of several installations', () => {
    const { statements } = vex([finding('fixed'), finding('fixed', { serial: 'M0' })]);
    assert.deepEqual(
      statements.map((one: { products: readonly object[] }) => one.products.length),
      [2],
    );
  });
});
