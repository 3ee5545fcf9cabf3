import type { ErrorCode, KeyRole } from '@seqwarden/proof';
import type { Act, Right } from '@seqwarden/proof/acts';

/** Where a statement stands: which log, and which entry of it. */
export interface Place {
  /** Id of the log, 32 hex digits. */
  readonly log: string;
  readonly index: number;
}

/** A statement by its place and what it is: enough to show it, and to find it again. */
export interface RecordRef extends Place {
  /** SHA-256 of the envelope's file, hex. */
  readonly identity: string;
  /** Key id of who signed it. */
  readonly signer: string;
  /** What its maker wrote. */
  readonly statedAt: string;
}

/** An act whose signature is good, of a key that counted at its place. Whether the act itself counts is for `reduce` to say. */
export interface PlacedAct extends RecordRef {
  readonly role: KeyRole;
  /** What the log had said until then that this key may do. */
  readonly rights: readonly Right[];
  readonly act: Act;
}

/** A statement that does not count. It is kept and shown, never dropped. */
export interface Uncounted extends Place {
  readonly identity: string;
  /** null: nothing tells who signed it. */
  readonly signer: string | null;
  /** `patch`, or the predicate type of a kind that is not known here; null: it could not be read. */
  readonly kind: string | null;
  /**
   * `KIND_UNKNOWN`: of a newer version, perhaps. `RIGHT_MISSING`: its signer may not say so. `OWN_CHECK`: nobody checks what he recorded himself, with whichever of his keys. `REFERS_TO_NOTHING`: what it is about
   * is not known here. `CORRECTED`: by a later record. `CONTRADICTS`: it does not fit to what it refers to.
   * `REPEATED`: the same record stands at an earlier place. `REGISTER_NOT_COUNTED`: by the trust file its register has no say in cases. Any other: a code of the one table.
   */
  readonly why: ErrorCode | UncountedReason;
  /** The record that corrected it. */
  readonly by: string | null;
}

export type UncountedReason =
  | 'KIND_UNKNOWN'
  | 'RIGHT_MISSING'
  | 'OWN_CHECK'
  | 'REFERS_TO_NOTHING'
  | 'CORRECTED'
  | 'CONTRADICTS'
  | 'REPEATED'
  | 'REGISTER_NOT_COUNTED';

/** What a log says of whether two keys are one person's: `key` took the place of `other`, or an administrator said it, or took it back. */
export interface OnePerson {
  /** Id of the log, 32 hex digits. */
  readonly log: string;
  readonly key: string;
  readonly other: string;
  /** The place of an administrator's word in the log: of its words on two keys the last one holds. Null: `key` took the place of `other`, for good. */
  readonly at: number | null;
  /** False: the word takes back what this log's administrators said before. */
  readonly isSo: boolean;
}

/** What comes out of a log, in any order of arrival. */
export type Entry =
  | { readonly placed: PlacedAct }
  | { readonly uncounted: Uncounted }
  | { readonly onePerson: OnePerson };
