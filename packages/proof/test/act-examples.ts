import type { ActName, ActOf } from '../src/acts/index.ts';

type Predicates = { readonly [K in ActName]: ActOf<K>['predicate'] };

const TAIL = {
  log: '0b'.repeat(16),
  statedAt: '2023-05-02T10:15:00.000Z',
  tool: { name: 'seqwarden', version: '0.1.0' },
} as const;
const CASE = '0c'.repeat(16);
const NOTICE = '0d'.repeat(16);
const INCIDENT = '0e'.repeat(16);
const PERSON = '1a'.repeat(32);
const LETTER = '2b'.repeat(32);
const ADVISORY = '3c'.repeat(32);
const RECORD = '4d'.repeat(32);
const FILE = '5e'.repeat(32);
const RUO = { vendor: 'Illumina', model: null, serial: 'NDX550421', id: 'ruo' } as const;
const CVES = ['CVE-2023-1966', 'CVE-2023-1968'];
const SPAN = { from: '2023-04-30T10:00:00.000Z', until: '2023-05-01T12:00:00.000Z' };

/** One of each kind. Their bytes are the vectors of FORMATS.md 28. */
export const ACT_EXAMPLES: Predicates = {
  acknowledgement: {
    ...{ case: CASE, notice: NOTICE, recipient: PERSON, by: 'recipient', answer: 'read', form: null },
    ...TAIL,
  },
  case: { case: CASE, action: 'opened', title: 'Universal Copy Service', reason: null, ...TAIL },
  check: {
    ...{ of: RECORD, installed: RUO, vulnerabilities: CVES, result: 'confirmed', noRunBecause: null },
    ...{ reason: 'saw version 2.1.0 in the programs of Windows', evidence: [FILE], ...TAIL },
  },
  correction: { of: RECORD, replacement: null, reason: 'was recorded for the other side', ...TAIL },
  decision: {
    ...{ installed: RUO, vulnerabilities: CVES, verdict: 'affected', advisory: ADVISORY },
    ...{ reason: 'no run tells the version, and the service runs', evidence: [], ...TAIL },
  },
  expected: {
    ...{
      case: CASE,
      what: 'advisory',
      publisher: 'CISA',
      action: 'expected',
      by: '2023-06-30',
      reason: null,
    },
    ...TAIL,
  },
  fact: {
    ...{ installed: RUO, fact: 'use', value: 'research', on: '2023-05-02' },
    ...{ reason: 'as the list of instruments says', evidence: [], ...TAIL },
  },
  incident: {
    ...{
      incident: INCIDENT,
      action: 'opened',
      case: CASE,
      origin: 'verification',
      title: 'A run that differs',
    },
    ...{ awareOn: '2023-05-02', window: { from: '2023-01-01', until: null } },
    runs: [{ id: '230401_NDX550421_0007_AHXXXXXXXX', seal: RECORD, flowCell: 'HXXXXXXXX' }],
    ...{ installed: [RUO], duties: [{ duty: 'fda-3500a', decideBy: '2023-05-16' }] },
    ...{
      decision: null,
      report: null,
      reason: 'base calls are not as sealed',
      keepUntil: null,
      evidence: [],
    },
    ...TAIL,
  },
  mitigation: {
    ...{ installed: RUO, vulnerabilities: CVES, action: 'begun', measure: 'firewall', ends: null },
    ...{ on: '2023-05-02', text: 'nothing from outside reaches ports 80 and 443', evidence: [FILE], ...TAIL },
  },
  notice: {
    ...{
      case: CASE,
      notice: NOTICE,
      action: 'released',
      recipient: PERSON,
      about: 'recall',
      urgency: 'urgent',
    },
    ...{ vulnerabilities: CVES, installed: [{ ...RUO, id: 'dx' }, RUO] },
    documents: { text: FILE, html: LETTER, pdf: RECORD, form: ADVISORY },
    ...{ acknowledgeBy: '2023-05-05', patchBy: '2023-05-31', reason: null, ...TAIL },
  },
  observation: {
    installed: RUO,
    advisory: { sha256: ADVISORY, publisher: 'CISA', id: 'ICSMA-23-117-01', version: '1' },
    overlay: '2026-11-01',
    readings: [
      {
        ...{ component: 'universal-copy-service', name: 'Universal Copy Service', version: null, at: SPAN },
        run: { id: '230430_NDX550421_0008_AHYYYYYYYY', seal: RECORD },
      },
    ],
    findings: [
      {
        ...{ vulnerability: 'CVE-2023-1968', verdict: 'review' },
        reason: { code: 'VERSION_UNKNOWN', text: 'no run tells the version' },
        product: { id: 'CSAFPID-0001', name: 'Illumina Universal Copy Service' },
        ...{ range: '>=2.0', remediations: FILE },
      },
    ],
    runs: { count: 8, first: SPAN, last: SPAN },
    ...TAIL,
  },
  patch: {
    ...{ installed: RUO, vulnerabilities: CVES, doneBy: 'signer' },
    at: { from: '2023-05-02T09:00:00.000Z', until: '2023-05-02T10:00:00.000Z' },
    installer: {
      ...{ sha256: FILE, sha512: '6f'.repeat(64), bytes: 1_000_000, check: 'equal', publishedIn: ADVISORY },
      namedSigner: 'Illumina, Inc.',
    },
    software: [
      {
        ...{ component: 'universal-copy-service', name: 'Universal Copy Service' },
        ...{ before: '2.0.0', after: '2.1.0' },
      },
    ],
    ...{ evidence: [FILE], ...TAIL },
  },
  received: {
    ...{ case: CASE, what: 'letter', publisher: 'Illumina', reference: 'SRN 2023-012', dated: '2023-04-05' },
    ...{ receivedOn: '2023-04-06', channel: 'post', bytes: 250_000, notice: 'recall', recallClass: null },
    ...{ advisory: null, vulnerabilities: null, replaces: null, products: [RUO], replyBy: '2023-05-05' },
    ...TAIL,
  },
  reply: {
    ...{
      case: CASE,
      to: 'Illumina',
      answers: LETTER,
      sentOn: '2023-05-02',
      channel: 'email',
      evidence: [FILE],
    },
    ...TAIL,
  },
  rights: { key: PERSON, previous: null, rights: ['check', 'decide'], ...TAIL },
  sending: {
    ...{ case: CASE, notice: NOTICE, recipient: PERSON, purpose: 'notice', attempt: '0f'.repeat(16) },
    ...{ channel: 'email', messageId: `${'0f'.repeat(16)}@seqwarden.invalid`, state: 'intended', why: null },
    ...TAIL,
  },
};

/** Digests of documents, for the kinds whose subject no predicate names. */
export const DOCUMENTS: { readonly [K in ActName]?: string } = { received: LETTER, reply: FILE };
