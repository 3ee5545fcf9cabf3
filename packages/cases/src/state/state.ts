import type {
  AcknowledgementPredicate,
  ActVerdict,
  CheckPredicate,
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
import type { RecordRef, Uncounted } from './entry.ts';

/** A record with what it says. */
export interface Said<Predicate> {
  readonly record: RecordRef;
  readonly says: Predicate;
  /** What it is about: digest of a document or a record. */
  readonly subject: string;
}

/** Everything that the statements of all logs at hand amount to. The same statements give the same state, byte for byte, in whatever order they arrived. */
export interface State {
  /** By id. */
  readonly cases: readonly CaseState[];
  /** By `installedKey`, then vulnerability. */
  readonly items: readonly ItemState[];
  /** By `installedKey`: of what anything was stated or observed. */
  readonly installations: readonly InstallationState[];
  /** By notice id. */
  readonly notices: readonly NoticeState[];
  /** By incident id. */
  readonly incidents: readonly IncidentState[];
  /** By log and key id: what persons may do now. */
  readonly persons: readonly PersonState[];
  /** By log and index. */
  readonly uncounted: readonly Uncounted[];
}

export interface CaseState {
  readonly id: string;
  /** The first of each register that opened it under this id, by register, with what it is called there. */
  readonly openings: readonly { readonly record: RecordRef; readonly title: string }[];
  /** `closed`: in each register that takes part in it. */
  readonly standing: 'open' | 'closed';
  /** The registers that take part in it, and did not say last that it is over. Ascending. */
  readonly openIn: readonly string[];
  /** Opening, closing, opening again, in their order. */
  readonly history: readonly {
    readonly record: RecordRef;
    readonly action: 'opened' | 'closed' | 'reopened';
    readonly reason: string | null;
  }[];
  readonly documents: readonly Said<ReceivedPredicate>[];
  readonly expected: readonly {
    readonly record: RecordRef;
    readonly what: ReceivedPredicate['what'];
    readonly publisher: string;
    readonly by: string | null;
    readonly standing: 'open' | 'received' | 'withdrawn';
  }[];
  readonly replies: readonly Said<ReplyPredicate>[];
  /** What the case is about: of its documents, and `case:<id>` while none of them names a vulnerability. Ascending. */
  readonly vulnerabilities: readonly string[];
}

/** One vulnerability on one installation: the unit of remediation. */
export interface ItemState {
  readonly installed: Installed;
  readonly vulnerability: string;
  /** Cases that are about it, ascending. */
  readonly cases: readonly string[];
  /** In which it was found, decided or chosen by a letter, whatever took the place of it. Ascending. */
  readonly registers: readonly string[];
  /** The strictest of what advisories say, and of what persons decided. Null: no advisory was asked; a person chose the product by a letter. */
  readonly verdict: ActVerdict | null;
  /**
   * `not_needed`: nothing says that it is affected. `not_remediated`, `in_progress`, `done`: the states of a vulnerability in shared/reference/ADVISORIES.md 5.4.
   */
  readonly remediation: 'not_needed' | 'not_remediated' | 'in_progress' | 'done';
  /** Why it is so, the decisive one first. */
  readonly reasons: readonly ItemReason[];
  /** The newest finding of each advisory, by publisher and id. */
  readonly findings: readonly {
    readonly record: RecordRef;
    readonly advisory: NonNullable<ObservationPredicate['advisory']>;
    readonly finding: ObservationPredicate['findings'][number];
  }[];
  /** The decision that counts. */
  readonly decision: {
    readonly record: RecordRef;
    readonly verdict: 'affected' | 'not_affected';
    readonly reason: string;
  } | null;
  /** In order of their times. */
  readonly patches: readonly PatchState[];
  readonly mitigations: readonly MitigationState[];
  /** Each time that it was done, or decided not to apply, and came back, in order. */
  readonly reopened: readonly Reopening[];
}

/**
 * `NAMED_SINCE`: documents name the vulnerabilities that the case, by its letter, was about; these are its items now. `PATCHED_FOR_CASE`: a patch was recorded for that case before they had
 * names; whether it covers this one is for a person to say, by a record of the patch that names it.
 */
export interface ItemReason {
  readonly code:
    | 'CHOSEN_BY_LETTER'
    | 'VERDICT_AFFECTED'
    | 'VERDICT_REVIEW'
    | 'VERDICT_FIXED_UNRECORDED'
    | 'NOT_AFFECTED_BY_ADVISORY'
    | 'NOT_LISTED'
    | 'DECIDED_AFFECTED'
    | 'DECIDED_NOT_AFFECTED'
    | 'DECISION_OUTDATED'
    | 'RETIRED'
    | 'MITIGATED'
    | 'PATCH_RECORDED'
    | 'INSTALLER_DIFFERS'
    | 'INSTALLER_UNSIGNED'
    | 'OTHER_PROGRAM'
    | 'PROOF_MISSING'
    | 'CHECK_MISSING'
    | 'CHECK_REFUTED'
    | 'EFFECT_NOT_SEEN'
    | 'EFFECT_SEEN'
    | 'EFFECT_BY_WORD'
    | 'EFFECT_UNCLEAR'
    | 'RUN_SHOWS_OLDER'
    | 'ADVISORY_CHANGED'
    | 'NAMED_SINCE'
    | 'PATCHED_FOR_CASE';
  /** The records that it rests on, by identity. */
  readonly records: readonly string[];
}

export interface PatchState extends Said<PatchPredicate> {
  /** What others said of it, in order. */
  readonly checks: readonly Said<CheckPredicate>[];
  /** Whether the installer, or a document, proves it. `other_program`: it is of another program than an advisory is about, so nothing of it proves anything here. */
  readonly proof: 'installer' | 'document' | 'missing' | 'differs' | 'other_program';
  readonly checked: 'confirmed' | 'refuted' | 'open';
  /** `seen`: a later run shows it. `by_word`: a second person says why no run can. `unclear`: what a later run shows cannot be compared, or is what an advisory calls affected. `older`: a later run shows an older version. */
  readonly effect: 'seen' | 'by_word' | 'open' | 'unclear' | 'older';
  /** The reading that decided on the effect, by the identity of its observation; null: none did. */
  readonly effectFrom: string | null;
}

export interface MitigationState extends Said<MitigationPredicate> {
  readonly checks: readonly Said<CheckPredicate>[];
  /** The day on which it ended; null: it stands. */
  readonly endedOn: string | null;
}

export interface Reopening {
  readonly why: 'RUN_SHOWS_OLDER' | 'ADVISORY_CHANGED' | 'CHECK_REFUTED' | 'PATCH_CORRECTED';
  /** The record that did it. */
  readonly record: RecordRef;
  /** The patch that had closed it, by its identity; null: `decision` had. */
  readonly patch: string | null;
  /** The decision by which nothing was to be done, by its identity; null: a patch had closed it. */
  readonly decision: string | null;
  /** The run that shows an older version, and which. */
  readonly run: {
    readonly id: string | null;
    readonly seal: string | null;
    readonly component: string;
    readonly version: string;
  } | null;
  /** What the advisory said of this installation when it was closed, and says now. */
  readonly change: {
    readonly from: { readonly advisory: string; readonly verdict: ActVerdict; readonly range: string | null };
    readonly to: { readonly advisory: string; readonly verdict: ActVerdict; readonly range: string | null };
  } | null;
}

export interface InstallationState {
  readonly installed: Installed;
  readonly facts: readonly {
    readonly record: RecordRef;
    readonly fact: FactPredicate['fact'];
    readonly value: string;
    readonly on: string;
  }[];
  /** The newest of each program, and where it stands. */
  readonly readings: readonly {
    readonly record: RecordRef;
    readonly reading: ObservationPredicate['readings'][number];
  }[];
}

export interface NoticeState {
  readonly id: string;
  readonly case: string;
  readonly released: Said<NoticePredicate>;
  readonly standing: 'released' | 'withdrawn';
  /** Attempts in order, each with all that was said of it. `uncertain`: it was going to be sent, and nobody knows whether it was. */
  readonly attempts: readonly {
    readonly attempt: string;
    readonly intended: Said<SendingPredicate>;
    readonly outcome: 'uncertain' | 'sent' | 'not_sent' | 'returned';
    readonly said: readonly Said<SendingPredicate>[];
  }[];
  /** The first that counts; null: none. */
  readonly acknowledged: Said<AcknowledgementPredicate> | null;
}

export interface IncidentState {
  readonly id: string;
  readonly opened: Said<IncidentPredicate>;
  readonly standing: 'open' | 'closed';
  /** All that was said of it, in order. */
  readonly history: readonly Said<IncidentPredicate>[];
  readonly runs: IncidentPredicate['runs'];
  readonly installed: readonly Installed[];
  readonly duties: readonly {
    readonly duty: string;
    readonly decideBy: string | null;
    /** The last decision in the register that opened the incident. */
    readonly decision: DutyDecision | null;
    /** The first report that this register says went out. */
    readonly reported: DutyReport | null;
    /** What others say of it, by register: the last decision, the first report. They stand beside, and take nothing from it. */
    readonly elsewhere: {
      readonly decisions: readonly DutyDecision[];
      readonly reported: readonly DutyReport[];
    };
  }[];
}

export interface DutyDecision {
  readonly record: RecordRef;
  readonly answer: 'report' | 'do_not_report';
  readonly reportBy: string | null;
  readonly reason: string;
}

export interface DutyReport {
  readonly record: RecordRef;
  readonly document: string;
  readonly sentOn: string;
}

export interface PersonState {
  readonly log: string;
  readonly key: string;
  readonly rights: readonly Right[];
  /** The record that says so. */
  readonly record: RecordRef;
}
