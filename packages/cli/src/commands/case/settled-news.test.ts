import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { News } from '@seqwarden/cases/intake';
import type { ItemState } from '@seqwarden/cases/state';
import { newsText } from '../../text/observed-text.ts';
import { settledNews } from './settled-news.ts';

const INSTALLED = { vendor: 'Maker', model: null, serial: 'S1', id: 'main' };
const CVE = 'CVE-2026-0001';

const item = (more: Partial<ItemState> = {}): ItemState => ({
  ...{ installed: INSTALLED, vulnerability: CVE, cases: [], registers: [], verdict: 'review', reasons: [] },
  ...{ remediation: 'not_remediated', findings: [], decision: null },
  ...{ patches: [], mitigations: [], reopened: [], ...more },
});

const label = { sha256: 'a'.repeat(64), publisher: 'Maker', id: 'A-2', version: '1' };
const finding = { vulnerability: CVE, verdict: 'review', reason: null, product: null } as const;
const NEWS: News = {
  ...{ kind: 'finding', installed: INSTALLED, advisory: label, before: null },
  now: { ...finding, range: null, remediations: null },
};

describe('what an advisory newly leaves open', () => {
  it('is for a person, of whom nothing is known to make that needless', () => {
    assert.equal(settledNews([item()], true)(NEWS), undefined);
    assert.equal(settledNews([], true)(NEWS), undefined);
  });

  it('is for nobody to decide where another advisory calls it affected; and nobody is said to have decided', () => {
    const settled = settledNews([item({ verdict: 'affected' })], true);
    assert.equal(settled(NEWS)?.verdict, 'affected');
    assert.match(newsText([NEWS], settled), /; it is affected all the same, so nobody has to decide\n$/);
  });

  it('is for a person before it is entered, since the state does not have it yet', () => {
    assert.equal(settledNews([item({ verdict: 'affected' })], false)(NEWS), undefined);
    assert.ok(settledNews([item({ remediation: 'done' })], false)(NEWS));
  });
});
