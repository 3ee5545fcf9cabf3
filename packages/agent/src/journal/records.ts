import type { BytePath } from '@seqwarden/proof';
import type { FileClass } from '@seqwarden/runfolder';
import type { FileAttributes } from '../scan/file-attributes.ts';
import type { RunState } from './run-state.ts';

/** Numbers that the journal gives out; they hold for one journal only. */
export type RunId = number;

/** A destination's place in {@link FileRecord.held}: 0 to 30. */
export type Slot = number;

export interface RunIdentity {
  readonly name: BytePath;
  /** Of the run folder. Both may change when a share is mounted anew; what they mean is for the reader to decide. */
  readonly dev: bigint;
  readonly ino: bigint;
}

export interface RunRecord extends RunIdentity {
  readonly id: RunId;
  /** The folder that is watched, as a path of the host. */
  readonly root: BytePath;
  readonly firstSeen: Date;
  readonly state: RunState;
  readonly since: Date;
  /** Why it is in this state, in codes or plain words without names of files and persons. */
  readonly reason: string | undefined;
  /** By the wall clock, for people. */
  readonly lastChange: Date;
  /** Milliseconds without a change, by the monotonic clocks of all agents so far. For saying that a run is stale. */
  readonly silentMs: number;
  /**
   * Since when every destination that is to be read back has been, all that the seal lists; undefined: not yet, or something else was found meanwhile.
   * What came after the seal does not end it.
   */
  readonly readBack: Date | undefined;
}

export interface FileRecord {
  readonly path: BytePath;
  /** At the reading that gave the digest. */
  readonly attributes: FileAttributes;
  /** 32 bytes. */
  readonly sha256: Uint8Array;
  readonly class: FileClass;
  /** Bit n: the destination of slot n holds these bytes under the final name, durably. */
  readonly held: number;
}

/** 32 bytes of digest. */
export type NewBytes = Pick<EarlierDigest, 'sha256' | 'size'>;

export interface EarlierDigest {
  readonly path: BytePath;
  readonly size: number;
  readonly sha256: Uint8Array;
  readonly replaced: Date;
}

export interface UploadRecord {
  readonly run: RunId;
  readonly path: BytePath;
  readonly destination: Slot;
  readonly uploadId: string;
  /** What the file looked like when it was begun, in words of the destination: other words are another file. */
  readonly state: string;
  readonly began: Date;
  /** By number. */
  readonly parts: readonly UploadPart[];
}

export interface UploadPart {
  /** From 1. */
  readonly number: number;
  readonly size: number;
  readonly sha256: Uint8Array;
  readonly etag: string;
}

export type DeliveryState = 'copying' | 'sealed' | 'confirmed';

export interface DeliveryRecord {
  readonly run: RunId;
  readonly destination: Slot;
  readonly state: DeliveryState;
  readonly since: Date;
  /** Set while the destination cannot be reached or refuses; `reason` says why. */
  readonly downSince: Date | undefined;
  readonly reason: string | undefined;
  readonly lastConfirmed: Date | undefined;
  /** What lies there, once a seal does; undefined before, and where an earlier version of the agent saw it sealed. */
  readonly sealed: SealedThere | undefined;
}

export interface SealedThere {
  /** Identity of the seal, 64 hex digits. */
  readonly seal: string;
  /** That it lists. */
  readonly files: number;
  readonly bytes: number;
}

/** A run that is sealed at a destination. */
export interface ArchivedRun {
  readonly root: BytePath;
  readonly name: BytePath;
  readonly delivery: DeliveryRecord;
}

export interface EventRecord {
  readonly id: number;
  readonly at: Date;
  readonly run: RunId | undefined;
  readonly destination: Slot | undefined;
  readonly kind: string;
  readonly detail: string;
}
