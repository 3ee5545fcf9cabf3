import type { ErrorCode } from '@seqwarden/proof';
import type { RunId, Slot } from '../../journal/records.ts';
import type { ScanTotals } from '../../scan/run-scan.ts';

/** Files that the run's layout calls for, and how many of them there are. */
export interface ExpectedSeen {
  readonly expected: number;
  readonly present: number;
}

/** What only the agent at work knows of a run; the rest is in the journal. */
export interface RunReport {
  readonly run: RunId;
  readonly seen: ScanTotals | undefined;
  readonly expected: ExpectedSeen | undefined;
  /** Something that came after the seal is not everywhere, signed. */
  readonly isLate: boolean;
  /** Files that are not quiet yet, or not at every destination. */
  readonly unsettled: number;
  /** The hour's limit lets nothing begin. */
  readonly isOff: boolean;
  /** A way through all files that goes on now. Without figures until its first file. */
  readonly pass: PassReport | undefined;
  readonly rates: readonly { readonly slot: Slot; readonly bytesPerSecond: number }[];
}

export interface PassReport {
  readonly kind: 'seal' | 'confirm';
  readonly slots: readonly Slot[];
  readonly files?: number;
  readonly filesInAll?: number;
  readonly bytes?: number;
}

/** Its name in the state folder. */
export const STATUS_FILE = 'status.json';

/** The document that the agent keeps in its state folder, replaced whole. No interface: `status --json` is one. Times in milliseconds since 1970. */
export interface AgentStatus {
  readonly version: 1;
  readonly startedAt: number;
  /** When the agent last got through all that it has to look at. */
  readonly turnAt: number;
  readonly runs: readonly RunReport[];
  /** Why the log of this account takes nothing, or QUORUM_MISSING where its last proof lacks countersigners. */
  readonly register?: ErrorCode;
}

/** Whether a document has this form. The folder is this account's alone, so its parts are not looked through. */
export function isAgentStatus(said: unknown): said is AgentStatus {
  if (typeof said !== 'object' || said === null) return false;
  if (!('version' in said && 'startedAt' in said && 'turnAt' in said && 'runs' in said)) return false;
  const { version, startedAt, turnAt, runs } = said;
  return version === 1 && typeof startedAt === 'number' && typeof turnAt === 'number' && Array.isArray(runs);
}
