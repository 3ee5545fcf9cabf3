import type {
  AcknowledgementPredicate,
  ActOf,
  CasePredicate,
  CheckPredicate,
  DecisionPredicate,
  ExpectedPredicate,
  FactPredicate,
  IncidentPredicate,
  Installed,
  MitigationPredicate,
  NoticePredicate,
  ObservationPredicate,
  PatchPredicate,
  ReceivedPredicate,
  ReplyPredicate,
  Right,
  SendingPredicate,
} from '@seqwarden/proof/acts';

/** Acts for tests: whole ones of each kind, of which a test says what matters to it. */

export const DX: Installed = { vendor: 'Illumina', model: null, serial: 'M70001', id: 'dx' };
export const RUO: Installed = { ...DX, id: 'ruo' };
export const DEVICE: Installed = { ...DX, id: null };
export const CVE = 'CVE-2023-1968';
export const OTHER_CVE = 'CVE-2023-1966';
export const CASE = 'c'.repeat(32);
export const NOTICE = 'b'.repeat(32);
export const INCIDENT = 'd'.repeat(32);
export const RECIPIENT = '9'.repeat(64);

const SAID = {
  log: 'a'.repeat(32),
  statedAt: '2023-04-05T09:00:00.000Z',
  tool: { name: 'seqwarden', version: '0.1.0' },
} as const;

/** A digest that stands for something, the same each time. */
export function digestOf(name: string): string {
  return Buffer.from(name).toString('hex').padEnd(64, '0').slice(0, 64);
}

export const ADVISORY = {
  sha256: digestOf('advisory 1'),
  publisher: 'CISA',
  id: 'ICSMA-23-117-01',
  version: '1',
} as const;

export function aCase(
  action: CasePredicate['action'] = 'opened',
  says: Partial<CasePredicate> = {},
): ActOf<'case'> {
  const words = action === 'opened' ? { title: 'UCS', reason: null } : { title: null, reason: 'done' };
  return {
    kind: 'case',
    subject: digestOf('case'),
    predicate: { case: CASE, action, ...words, ...SAID, ...says },
  };
}

export function received(says: Partial<ReceivedPredicate> = {}, document = 'letter'): ActOf<'received'> {
  return {
    kind: 'received',
    subject: digestOf(document),
    predicate: {
      case: CASE,
      what: 'letter',
      publisher: 'Illumina',
      reference: null,
      dated: '2023-04-05',
      receivedOn: '2023-04-05',
      channel: 'post',
      bytes: 1000,
      notice: 'recall',
      recallClass: null,
      advisory: null,
      vulnerabilities: null,
      replaces: null,
      products: [],
      replyBy: null,
      ...SAID,
      ...says,
    },
  };
}

export function expected(says: Partial<ExpectedPredicate> = {}): ActOf<'expected'> {
  return {
    kind: 'expected',
    subject: digestOf('case'),
    predicate: {
      case: CASE,
      what: 'letter',
      publisher: 'Illumina',
      action: 'expected',
      by: '2023-04-20',
      reason: null,
      ...SAID,
      ...says,
    },
  };
}

export function reply(document = 'letter'): ActOf<'reply'> {
  const predicate: ReplyPredicate = {
    case: CASE,
    to: 'Illumina',
    answers: digestOf(document),
    sentOn: '2023-04-18',
    channel: 'email',
    evidence: [],
    ...SAID,
  };
  return { kind: 'reply', subject: digestOf('form'), predicate };
}

type Reading = ObservationPredicate['readings'][number];
type Finding = ObservationPredicate['findings'][number];

/** A run shows a version of the Universal Copy Service. `on` is a day, or a span. */
export function reading(version: string | null, on: string, more: Partial<Reading> = {}): Reading {
  return {
    component: 'universal-copy-service',
    name: null,
    version,
    at: { from: `${on}T10:00:00.000Z`, until: `${on}T12:00:00.000Z` },
    run: { id: `run of ${on}`, seal: null },
    ...more,
  };
}

export function finding(verdict: Finding['verdict'], more: Partial<Finding> = {}): Finding {
  return {
    vulnerability: CVE,
    verdict,
    reason: null,
    product: { id: 'CSAFPID-0001', name: 'UCS' },
    range: '<2.0',
    remediations: digestOf('update'),
    ...more,
  };
}

export function observation(says: Partial<ObservationPredicate> = {}): ActOf<'observation'> {
  return {
    kind: 'observation',
    subject: digestOf('dx'),
    predicate: {
      installed: DX,
      advisory: ADVISORY,
      overlay: null,
      readings: [],
      findings: [],
      runs: { count: 0, first: null, last: null },
      ...SAID,
      ...says,
    },
  };
}

/** What an advisory says of the one vulnerability. */
export function found(
  verdict: Finding['verdict'],
  more: Partial<Finding> = {},
  says: Partial<ObservationPredicate> = {},
): ActOf<'observation'> {
  return observation({ findings: [finding(verdict, more)], ...says });
}

/** What a run shows, and no advisory was asked. */
export function shows(version: string, on: string, more: Partial<Reading> = {}): ActOf<'observation'> {
  return observation({ advisory: null, readings: [reading(version, on, more)] });
}

export function decision(says: Partial<DecisionPredicate> = {}): ActOf<'decision'> {
  return {
    kind: 'decision',
    subject: digestOf('dx'),
    predicate: {
      installed: DX,
      vulnerabilities: [CVE],
      verdict: 'not_affected',
      advisory: ADVISORY.sha256,
      reason: 'the service is not installed',
      evidence: [],
      ...SAID,
      ...says,
    },
  };
}

export function fact(
  name: FactPredicate['fact'],
  value: string,
  says: Partial<FactPredicate> = {},
): ActOf<'fact'> {
  return {
    kind: 'fact',
    subject: digestOf('dx'),
    predicate: {
      installed: DX,
      fact: name,
      value,
      on: '2023-06-01',
      reason: 'seen',
      evidence: [],
      ...SAID,
      ...says,
    },
  };
}

/** Made on 10 May between 8 and 9: from 1.4 to 2.0, with the published installer. */
export function patch(says: Partial<PatchPredicate> = {}): ActOf<'patch'> {
  return {
    kind: 'patch',
    subject: digestOf('dx'),
    predicate: {
      installed: DX,
      vulnerabilities: [CVE],
      at: { from: '2023-05-10T08:00:00.000Z', until: '2023-05-10T09:00:00.000Z' },
      doneBy: 'signer',
      installer: installer('equal'),
      software: [{ component: 'universal-copy-service', name: null, before: '1.4', after: '2.0' }],
      evidence: [],
      ...SAID,
      ...says,
    },
  };
}

export function installer(
  check: NonNullable<PatchPredicate['installer']>['check'],
): PatchPredicate['installer'] {
  const publishedIn = check === 'not_published' ? null : digestOf('letter');
  return {
    sha256: digestOf('msi'),
    sha512: 'e'.repeat(128),
    bytes: 10,
    check,
    publishedIn,
    namedSigner: null,
  };
}

export function check(of: { readonly identity: string }, says: Partial<CheckPredicate> = {}): ActOf<'check'> {
  return {
    kind: 'check',
    subject: of.identity,
    predicate: {
      of: of.identity,
      installed: DX,
      vulnerabilities: [CVE],
      result: 'confirmed',
      noRunBecause: null,
      reason: 'looked at it',
      evidence: [],
      ...SAID,
      ...says,
    },
  };
}

export function mitigation(says: Partial<MitigationPredicate> = {}): ActOf<'mitigation'> {
  return {
    kind: 'mitigation',
    subject: digestOf('dx'),
    predicate: {
      installed: DX,
      vulnerabilities: [CVE],
      action: 'begun',
      measure: 'firewall',
      ends: null,
      on: '2023-04-06',
      text: 'port closed',
      evidence: [],
      ...SAID,
      ...says,
    },
  };
}

export function correction(
  of: { readonly identity: string },
  replacement: string | null = null,
): ActOf<'correction'> {
  return {
    kind: 'correction',
    subject: of.identity,
    predicate: { of: of.identity, replacement, reason: 'it was wrong', ...SAID },
  };
}

export function notice(says: Partial<NoticePredicate> = {}): ActOf<'notice'> {
  return {
    kind: 'notice',
    subject: digestOf('notice'),
    predicate: {
      case: CASE,
      notice: NOTICE,
      action: 'released',
      recipient: RECIPIENT,
      about: 'recall',
      urgency: 'urgent',
      vulnerabilities: [CVE],
      installed: [DX],
      documents: {
        text: digestOf('text'),
        html: digestOf('html'),
        pdf: digestOf('pdf'),
        form: digestOf('form'),
      },
      acknowledgeBy: '2023-04-12',
      patchBy: '2023-05-31',
      reason: null,
      ...SAID,
      ...says,
    },
  };
}

export function sending(
  state: SendingPredicate['state'],
  says: Partial<SendingPredicate> = {},
): ActOf<'sending'> {
  return {
    kind: 'sending',
    subject: digestOf('notice'),
    predicate: {
      case: CASE,
      notice: NOTICE,
      recipient: RECIPIENT,
      purpose: 'notice',
      attempt: 'a'.repeat(32),
      channel: 'email',
      messageId: 'one@lab',
      state,
      why: null,
      ...SAID,
      ...says,
    },
  };
}

export function acknowledgement(says: Partial<AcknowledgementPredicate> = {}): ActOf<'acknowledgement'> {
  return {
    kind: 'acknowledgement',
    subject: digestOf('notice'),
    predicate: {
      case: CASE,
      notice: NOTICE,
      recipient: RECIPIENT,
      by: 'form',
      answer: 'read',
      form: digestOf('returned form'),
      ...SAID,
      ...says,
    },
  };
}

export function incident(
  action: IncidentPredicate['action'],
  says: Partial<IncidentPredicate> = {},
): ActOf<'incident'> {
  const opening: Partial<IncidentPredicate> =
    action === 'opened'
      ? { origin: 'manual', title: 'altered run', awareOn: '2023-05-02', duties: [DUTY] }
      : {};
  return {
    kind: 'incident',
    subject: digestOf('incident'),
    predicate: {
      incident: INCIDENT,
      action,
      case: null,
      origin: null,
      title: null,
      awareOn: null,
      window: null,
      runs: [],
      installed: [],
      duties: [],
      decision: null,
      report: null,
      reason: 'a suspicion',
      keepUntil: null,
      evidence: [],
      ...SAID,
      ...opening,
      ...says,
    },
  };
}

export const DUTY = { duty: 'fda-3500a', decideBy: '2023-05-16' } as const;

export function rights(
  log: string,
  key: string,
  given: readonly Right[],
  previous: string | null = null,
): ActOf<'rights'> {
  return {
    kind: 'rights',
    subject: key,
    predicate: { key, previous, rights: [...given], ...SAID, log },
  };
}
