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

  it('says nothing of matters that it knows nothing of', () => {
    assert.deepEqual(
      quotedAdvice([item(on('N1', 'dx'), { vulnerability: `case:${CASE}` })], [], OVERLAY),
      [],
    );
  });
});
