import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { OVERLAY } from '@seqwarden/advisory/overlay';
import { CASE, CVE, item, on, RECORD } from '../../test/notice-parts.ts';
import { quotedAdvice } from './quoted-advice.ts';

describe('quoted advice', () => {
  const advisory = (products: readonly string[]) => ({
    sha256: '7'.repeat(64),
    label: { publisher: 'https://p.example/', publisherName: 'P', id: 'A-1', version: '2' },
    vulnerabilities: [
      {
        id: CVE,
        remediations: [
          { category: 'vendor_fix', details: 'Install it.', url: 'https://p.example/fix', products },
          { category: 'mitigation', details: 'Unplug it.', url: null, products: [] },
        ],
      },
    ],
  });
  type Given = Parameters<typeof quotedAdvice>[1][number];
  const given = (products: readonly string[]): Given => {
    const { sha256, label, vulnerabilities } = advisory(products);
    const rest = {
      csafVersion: '2.0',
      title: '',
      category: '',
      status: '',
      initialReleaseDate: '',
      currentReleaseDate: '',
    } as const;
    const none = { tlp: null, selfUrls: [], damaged: [], remarks: [], products: [], others: new Map() };
    const empty = {
      cve: CVE,
      otherId: null,
      pointer: '',
      title: null,
      cwes: [],
      notes: [],
      status: new Map(),
      threats: [],
      flags: [],
      scores: [],
      epss: [],
      others: new Map(),
    };
    return {
      ...rest,
      ...none,
      sha256,
      label,
      vulnerabilities: vulnerabilities.map(one => ({ ...empty, ...one })),
    };
  };
  const found = item(on('N1', 'dx'), {
    findings: [
      {
        record: RECORD,
        advisory: { sha256: '7'.repeat(64), publisher: 'https://p.example/', id: 'A-1', version: '2' },
        finding: {
          vulnerability: CVE,
          verdict: 'affected',
          reason: null,
          product: { id: 'P1', name: 'Program' },
          range: null,
          remediations: null,
        },
      },
    ],
  });

  it('is what the advisory offers for the product that was found, by category and source', () => {
    const empty = { ...OVERLAY, lines: [] };
    const texts = (products: readonly string[]) =>
      quotedAdvice([found], [given(products)], empty)
        .filter(({ source }) => source.startsWith('P, A-1, version 2'))
        .map(({ what, text, url, source }) => [what, text, url, source]);
    const mitigation = ['until_patched', 'Unplug it.', null, 'P, A-1, version 2, as mitigation'];
    assert.deepEqual(texts(['P1']), [
      ['fix', 'Install it.', 'https://p.example/fix', 'P, A-1, version 2, as vendor fix'],
      mitigation,
    ]);
    assert.deepEqual(texts(['P2']), [mitigation]);
  });

  it('says a text once, whoever and however many say it, with all of them', () => {
    const older = given([]);
    const newer = { ...older, sha256: '8'.repeat(64), label: { ...older.label, version: '3' } };
    const quotes = quotedAdvice([found], [older, newer], { ...OVERLAY, lines: [] });
    assert.deepEqual(
      quotes.filter(({ isVerbatim }) => isVerbatim).map(({ what, text, source }) => [what, text, source]),
      [
        ['fix', 'Install it.', 'P, A-1, version 2, as vendor fix; P, A-1, version 3, as vendor fix'],
        ['until_patched', 'Unplug it.', 'P, A-1, version 2, as mitigation; P, A-1, version 3, as mitigation'],
      ],
    );
  });

  it('that one calls a fix and another a help until then stands with the fixes, and once for each address', () => {
    const [vulnerability] = given([]).vulnerabilities;
    assert.ok(vulnerability !== undefined);
    const said = { category: 'workaround', details: 'Install it.', url: null, products: [] };
    const remediations = [
      said,
      { ...said, category: 'vendor_fix' },
      { ...said, url: 'https://p.example/other' },
    ];
    const one = { ...given([]), vulnerabilities: [{ ...vulnerability, remediations }] };
    assert.deepEqual(
      quotedAdvice([found], [one], { ...OVERLAY, lines: [] })
        .filter(({ isVerbatim }) => isVerbatim)
        .map(({ what, url }) => [what, url]),
      [
        ['fix', null],
        ['until_patched', 'https://p.example/other'],
      ],
    );
  });

  it('has no mark in a text of others at which our quotation would end', () => {
    const [vulnerability] = given([]).vulnerabilities;
    assert.ok(vulnerability !== undefined);
    const remediation = { category: 'vendor_fix', details: '', url: null, products: [] };
    for (const mark of ['"', '\u201d', '\u201c', '\u00ab', '\uff02', '\u2033']) {
      const details = `Press ${mark}Update${mark}`;
      const hostile = { ...vulnerability, remediations: [{ ...remediation, details }] };
      const [quote] = quotedAdvice([found], [{ ...given([]), vulnerabilities: [hostile] }], OVERLAY);
      assert.equal(quote?.text, "Press 'Update'", mark);
    }
  });

  it('tells what runs of one model show to whoever has one, and to nobody who has another', () => {
    const label = { publisher: 'https://www.cisa.gov/', publisherName: 'CISA', id: 'ICSMA-23-117-01' };
    const advisory: Given = { ...given([]), label: { ...label, version: '1' }, vulnerabilities: [] };
    const [vulnerability] = given([]).vulnerabilities;
    assert.ok(vulnerability !== undefined);
    const asked = { ...advisory, vulnerabilities: [{ ...vulnerability, remediations: [] }] };
    const of = (product: string) => {
      const [one] = found.findings;
      assert.ok(one !== undefined);
      const finding = { ...one.finding, product: { id: 'P1', name: product } };
      const { publisher, id } = label;
      return item(on('N1', 'main'), {
        findings: [{ ...one, advisory: { ...one.advisory, publisher, id }, finding }],
      });
    };
    const isHinted = (...products: string[]) =>
      quotedAdvice(products.map(of), [asked], OVERLAY).some(({ text }) => text.includes('2.7.2'));
    assert.ok(isHinted('NovaSeq Control Software: 1.8'));
    assert.ok(!isHinted('MiSeq Control Software: 4.0'));
    assert.ok(!isHinted('An instrument'));
    assert.ok(isHinted('MiSeq Control Software: 4.0', 'NovaSeq 6000 Control Software: <= 1.7'));
    const named = { ...of('An instrument'), installed: { ...on('N1', 'main'), model: 'NovaSeq 6000' } };
    const quotes = quotedAdvice([named], [asked], OVERLAY);
    assert.ok(
      quotes.some(({ text }) => text.includes('2.7.2')),
      'by the model that records say',
    );
  });

  it('says nothing of an advisory that is on another matter, as of a server beside the instruments', () => {
    const label = { publisher: 'https://www.cisa.gov/', publisherName: 'CISA', id: 'ICSA-22-153-02' };
    const other: Given = { ...given([]), label: { ...label, version: '3' }, vulnerabilities: [] };
    const texts = quotedAdvice([found], [other], OVERLAY).map(({ text }) => text);
    assert.ok(texts.every(text => !text.includes('lrm-server')));
  });

  it('says nothing of matters that it knows nothing of', () => {
    assert.deepEqual(
      quotedAdvice([item(on('N1', 'dx'), { vulnerability: `case:${CASE}` })], [], OVERLAY),
      [],
    );
  });
});
