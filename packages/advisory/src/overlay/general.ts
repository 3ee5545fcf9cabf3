import type { AdvisoryName, OverlayLine } from './overlay.ts';

const CHECKED = '2026-11-23';
const CISA = 'https://www.cisa.gov/';

const MINKNOW: readonly AdvisoryName[] = [{ publisher: CISA, id: 'ICSMA-25-294-01' }];
const MINKNOW_PAGE = 'https://www.cisa.gov/news-events/ics-medical-advisories/icsma-25-294-01';

/** Other makers of sequencers and genetic analysers. */
export const GENERAL: readonly OverlayLine[] = [
  {
    kind: 'vendor',
    id: 'ont/names',
    names: ['Oxford Nanopore Technologies', 'Oxford Nanopore', 'ONT'],
    source: {
      kind: 'advisory',
      text: 'ICSMA-25-294-01 and the maker’s own short forms',
      url: 'https://nanoporetech.com',
    },
    checked: CHECKED,
  },
  {
    kind: 'scheme',
    id: 'ont/versions',
    vendor: 'Oxford Nanopore Technologies',
    scheme: 'intdot',
    source: {
      kind: 'advisory',
      text: 'MinKNOW counts by year and month (24.06, 24.11), then numbers: parts that are compared one by one',
      url: MINKNOW_PAGE,
    },
    checked: CHECKED,
  },
  {
    kind: 'other-reading',
    id: 'ont/minknow-24-11',
    on: MINKNOW,
    product: 'MinKNOW',
    written: '<24.11',
    range: '<= 24.11',
    source: {
      kind: 'advisory',
      text: 'its text says "at or prior to version 24.11", and advises versions "later than 24.11" and "v24.11"',
      url: MINKNOW_PAGE,
    },
    checked: CHECKED,
  },
  {
    kind: 'vendor',
    id: 'thermo/names',
    names: ['Thermo Fisher', 'Thermo Fisher Scientific'],
    source: {
      kind: 'advisory',
      text: 'ICSMA-26-216-01 has the short form, the maker the long one',
      url: 'https://www.thermofisher.com',
    },
    checked: CHECKED,
  },
  {
    kind: 'scheme',
    id: 'thermo/versions',
    vendor: 'Thermo Fisher',
    scheme: 'intdot',
    source: {
      kind: 'advisory',
      text: 'ICSMA-26-216-01: all versions are numbers with dots (4.0.2, v1.7.3)',
      url: 'https://www.cisa.gov/news-events/ics-medical-advisories/icsma-26-216-01',
    },
    checked: CHECKED,
  },
];
