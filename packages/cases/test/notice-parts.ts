import type { Installed } from '@seqwarden/proof/acts';
import { WEEKDAYS } from '../src/calendar/index.ts';
import type { PlanOptions } from '../src/notice/plan-notices.ts';
import type {
  CaseState,
  InstallationState,
  ItemState,
  NoticeState,
  RecordRef,
  State,
} from '../src/state/index.ts';

/** Parts of states of which notices are made. */

export const CASE = '1'.repeat(32);
export const CVE = 'CVE-2023-1968';
export const RECORD: RecordRef = {
  log: '2'.repeat(32),
  index: 1,
  identity: '3'.repeat(64),
  signer: '4'.repeat(64),
  statedAt: '2023-04-05T09:00:00.000Z',
};
export const on = (serial: string, id: string | null): Installed => ({
  vendor: 'Illumina',
  model: null,
  serial,
  id,
});

export function item(installed: Installed, more: Partial<ItemState> = {}): ItemState {
  return {
    installed,
    vulnerability: CVE,
    cases: [CASE],
    registers: [RECORD.log],
    verdict: 'affected',
    remediation: 'not_remediated',
    reasons: [],
    findings: [],
    decision: null,
    patches: [],
    mitigations: [],
    reopened: [],
    ...more,
  };
}

export type FactOf = readonly [InstallationState['facts'][number]['fact'], string];

export function stated(installed: Installed, ...facts: readonly FactOf[]): InstallationState {
  return {
    installed,
    readings: [],
    facts: facts.map(([fact, value]) => ({ record: RECORD, fact, value, on: '2023-01-01' })),
  };
}

export type Received = CaseState['documents'][number];

export function letter(notice: Received['says']['notice'], more: Partial<Received['says']> = {}): Received {
  return {
    record: RECORD,
    subject: (notice ?? 'none').padEnd(64, '0'),
    says: {
      case: CASE,
      what: 'letter',
      publisher: 'Illumina',
      reference: notice === null ? null : `REF-${notice.toUpperCase()}`,
      dated: '2023-04-05',
      receivedOn: '2023-04-06',
      channel: 'post',
      bytes: 1,
      notice,
      recallClass: null,
      advisory: null,
      vulnerabilities: null,
      replaces: null,
      products: [],
      replyBy: null,
      statedAt: RECORD.statedAt,
      log: 'a'.repeat(32),
      tool: { name: 'seqwarden', version: '0.1.0' },
      ...more,
    },
  };
}

export const BOTH = [letter('recall'), letter('quality_notification')];

export function stateOf(
  items: readonly ItemState[],
  more: Partial<State> = {},
  documents: readonly Received[] = BOTH,
): State {
  const one: CaseState = {
    id: CASE,
    openings: [{ record: RECORD, title: 'Universal Copy Service' }],
    standing: 'open',
    openIn: [RECORD.log],
    history: [],
    documents,
    expected: [],
    replies: [],
    vulnerabilities: [CVE],
  };
  return {
    cases: [one],
    items,
    installations: [],
    notices: [],
    incidents: [],
    persons: [],
    uncounted: [],
    ...more,
  };
}

export const ANNA = 'a'.repeat(64);
export const BO = 'b'.repeat(32);
export const OPTIONS: PlanOptions = {
  case: CASE,
  log: RECORD.log,
  today: '2023-04-06',
  calendar: WEEKDAYS,
  acknowledge: { urgent: 1, normal: 5 },
  patch: { urgent: 5, normal: undefined },
  recipientsOf: ({ serial }) => (serial === 'M1' ? [ANNA, BO] : serial === 'N1' ? [ANNA] : []),
};

/** A released notice of which nothing more is known. */
export function released(
  recipient: string,
  installed: readonly Installed[],
  vulnerabilities: readonly string[],
): NoticeState {
  const notice = '8'.repeat(32);
  const documents = {
    text: RECORD.identity,
    html: RECORD.identity,
    pdf: RECORD.identity,
    form: RECORD.identity,
  };
  return {
    id: notice,
    case: CASE,
    standing: 'released',
    attempts: [],
    acknowledged: null,
    released: {
      record: RECORD,
      subject: RECORD.identity,
      says: {
        case: CASE,
        notice,
        action: 'released',
        recipient,
        about: 'recall',
        urgency: 'urgent',
        vulnerabilities,
        installed,
        documents,
        acknowledgeBy: '2023-04-13',
        patchBy: null,
        reason: null,
        statedAt: RECORD.statedAt,
        log: 'a'.repeat(32),
        tool: { name: 'seqwarden', version: '0.1.0' },
      },
    },
  };
}
