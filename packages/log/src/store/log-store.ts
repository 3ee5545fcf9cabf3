import type { Bytes } from '@seqwarden/proof';
import type { Tile } from '@seqwarden/proof/log';

/** Why a log goes no further until a person makes it anew. */
export interface Refusal {
  readonly code: 'LOG_BEHIND' | 'LOG_FORKED';
  /** Where it was seen. */
  readonly label: string;
  /** The checkpoint that was seen there, as evidence; empty where the log was set aside for the copy that took its place. */
  readonly evidence: Bytes;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** What the store says of its log at one moment. */
export interface Head {
  /** The last checkpoint, signed by the log alone. There is one from the beginning, of no entries. */
  readonly checkpoint: Bytes;
  /** The same with the cosignatures that came: what is published. */
  readonly countersigned: Bytes;
  /** When it was signed, milliseconds since 1970; never less than for the one before. */
  readonly time: number;
  /** Whether its files lie in the tree, and itself; if not, {@link LogStore.kept} has them. */
  readonly isApplied: boolean;
  readonly refusal: Refusal | undefined;
}

/** What comes with one new checkpoint. */
export interface Commit {
  readonly checkpoint: Bytes;
  readonly time: number;
  /** Files of the tree that the checkpoint before it did not need. */
  readonly files: readonly Tile[];
  /** Paths of partial files whose place they take. */
  readonly superseded: readonly string[];
  readonly leaves: readonly { readonly hash: Bytes; readonly index: number }[];
}

/**
 * The small store that a log trusts; all else can be compared with it. It belongs to one log, exists before that log is opened, and is only ever written
 * by one process at a time, which holds the lease. Another implementation must keep each promise that stands here; the tests of this contract take a factory.
 */
export interface LogStore {
  /**
   * Takes the right to write, and resolves to what gives it back. It ends with its process, however that ends. Who waits gets it in turn.
   *
   * @throws SeqwardenError LOG_BUSY: another process still has it after so many milliseconds
   */
  lease(waitMs: number): Promise<() => void>;
  head(): Promise<Head>;
  /** The right edge of the tree (the partial tile of each level and the partial bundle), and whatever else is not applied yet. */
  kept(): Promise<Tile[]>;
  /** The index of each entry that the log has, by leaf hash. */
  indexesOf(leaves: readonly Bytes[]): Promise<(number | undefined)[]>;
  /**
   * Puts a checkpoint in the place of `expected` with all that belongs to it, or nothing. Durable on return. False: another one stands there, or it is not
   * applied, or the log refuses; then nothing was changed.
   */
  commit(expected: Bytes, next: Commit): Promise<boolean>;
  /** Notes that the files of a checkpoint lie in the tree, durably, and forgets those named. Need not be durable itself. */
  applied(checkpoint: Bytes, forget: readonly string[]): Promise<void>;
  /** Keeps a checkpoint with cosignatures. False: it is no longer the last one. */
  countersigned(checkpoint: Bytes, file: Bytes): Promise<boolean>;
  /** From here on the log refuses. Durable on return. What was noted first stays. */
  refuse(refusal: Refusal): Promise<void>;
  close(): Promise<void>;
}
