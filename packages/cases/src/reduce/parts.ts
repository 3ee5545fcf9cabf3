import type { Installed } from '@seqwarden/proof/acts';
import type {
  CaseState,
  IncidentState,
  InstallationState,
  ItemState,
  NoticeState,
  PersonState,
  PlacedAct,
  RecordRef,
  Uncounted,
} from '../state/index.ts';

/** Records that were taken out of the count, by identity, and the correction of each. */
export type Corrected = ReadonlyMap<string, RecordRef>;

/** The acts of one thread, in any order; the same record may stand at several places. */
export interface ThreadActs {
  readonly acts: readonly PlacedAct[];
  /** Those of these acts that were corrected; it may hold others. */
  readonly corrected: Corrected;
}

/** What a case says of the products that a person chose in its documents: what a device's thread is given of it. */
export interface Choice {
  readonly case: string;
  readonly installed: Installed;
  /** What the case is about; `case:<id>` alone while no document names a vulnerability, and beside their names while a register that chose it names none. Choices of a case share their lists. */
  readonly vulnerabilities: readonly string[];
  /** The documents' records that chose it, by identity; at most 16. */
  readonly records: readonly string[];
  /** The registers of all that chose it, ascending. */
  readonly registers: readonly string[];
  /** The documents' records that name the vulnerabilities, by identity, at most 16; empty: none does. */
  readonly namedBy: readonly string[];
}

export interface CasePart {
  readonly of: 'case';
  readonly case: CaseState | null;
  readonly choices: readonly Choice[];
  readonly uncounted: readonly Uncounted[];
}

export interface DevicePart {
  readonly of: 'device';
  /** Their `cases` are left empty: `compose` knows the cases. */
  readonly items: readonly ItemState[];
  readonly installations: readonly InstallationState[];
  readonly uncounted: readonly Uncounted[];
}

export interface NoticePart {
  readonly of: 'notice';
  /** One of each register that released it, by register. */
  readonly notices: readonly NoticeState[];
  readonly uncounted: readonly Uncounted[];
}

export interface IncidentPart {
  readonly of: 'incident';
  /** One of each register that opened it, by register. */
  readonly incidents: readonly IncidentState[];
  readonly uncounted: readonly Uncounted[];
}

export interface RecordPart {
  readonly of: 'record';
  /** The correction that counts; null: none does. */
  readonly correctedBy: RecordRef | null;
  readonly uncounted: readonly Uncounted[];
}

export interface RightsPart {
  readonly of: 'rights';
  readonly persons: readonly PersonState[];
  readonly uncounted: readonly Uncounted[];
}

/** What a thread comes to. It is plain data: a store may keep it as JSON beside the acts of the thread. */
export type Part = CasePart | DevicePart | NoticePart | IncidentPart | RecordPart | RightsPart;
