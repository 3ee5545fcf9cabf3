import type { ErrorCode } from '@seqwarden/proof';
import type { FileClass } from '@seqwarden/runfolder';
import type { FileRecord } from '../../journal/records.ts';
import { type FileAttributes, sameAttributes } from '../../scan/file-attributes.ts';

/**
 * A file as this process saw it, in milliseconds of its monotonic clock. No other clock counts: an instrument's may jump, a server may
 * freeze the times of a file that is being written.
 */
export interface Sighting {
  readonly attributes: FileAttributes;
  /** When it was first seen to look like that. */
  readonly since: number;
  /** When it was last looked at, and looked the same. */
  readonly lookedAt: number;
}

export function see(before: Sighting | undefined, attributes: FileAttributes, at: number): Sighting {
  const same = before !== undefined && sameAttributes(before.attributes, attributes);
  // A clock that is not monotonic after all makes nothing quiet: it only goes on.
  return same
    ? { ...before, lookedAt: Math.max(before.lookedAt, at) }
    : { attributes, since: at, lookedAt: at };
}

/** By looks: time in which nobody looked is no quiet time. */
export function quietFor({ since, lookedAt }: Sighting): number {
  return lookedAt - since;
}

/**
 * What is to be done about a file. `to`: a mask of destinations, as in {@link FileRecord.held}.
 *
 * - `copy`: no destination of `to` has a file of that name
 * - `replace`: read it again; the new bytes take the place of the old ones and the old digest is kept. With `prefix` only if they begin with
 *   the old ones, see {@link judgeReading}
 * - `compare`: read it again and write nothing, see {@link judgeReading}
 * - `alarm`: it must not have changed; nothing is copied
 */
export type FileAction =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'wait'; readonly forMs: number }
  | { readonly kind: 'copy'; readonly to: number }
  | { readonly kind: 'replace'; readonly to: number; readonly prefix: boolean }
  | { readonly kind: 'compare' }
  | { readonly kind: 'alarm'; readonly code: ErrorCode };

/**
 * @param record what the journal has of it, if any destination holds it
 * @param wanted the mask of destinations that are to hold it and can be reached
 */
export function decideFile(
  sighting: Sighting,
  record: FileRecord | undefined,
  fileClass: FileClass,
  wanted: number,
  quietMs: number,
): FileAction {
  const wait = quietMs - quietFor(sighting);
  const whenQuiet = (action: FileAction): FileAction => (wait > 0 ? { kind: 'wait', forMs: wait } : action);
  if (record === undefined) return wanted === 0 ? NOTHING : whenQuiet({ kind: 'copy', to: wanted });
  const { size } = sighting.attributes;
  if (sameAttributes(sighting.attributes, record.attributes)) {
    const missing = wanted & ~record.held;
    return missing === 0 ? NOTHING : whenQuiet({ kind: 'copy', to: missing });
  }
  switch (fileClass) {
    case 'write-once':
      // Times and inode change without the bytes when a share is moved or its permissions are; the size does not.
      if (size !== record.attributes.size) return { kind: 'alarm', code: 'WRITE_ONCE_CHANGED' };
      return whenQuiet({ kind: 'compare' });
    case 'append-only':
      if (size < record.attributes.size) return { kind: 'alarm', code: 'APPEND_ONLY_REWRITTEN' };
      return wanted === 0 ? NOTHING : whenQuiet({ kind: 'replace', to: wanted, prefix: true });
    default:
      return wanted === 0 ? NOTHING : whenQuiet({ kind: 'replace', to: wanted, prefix: false });
  }
}

const NOTHING: FileAction = { kind: 'nothing' };

/** What a reading found that a `compare` or a `replace` asked for. */
export interface Reading {
  /** The digest is that of the record. */
  readonly same: boolean;
  /** The first bytes, as many as the record has, have the digest of the record. */
  readonly prefix: boolean;
}

/** - `keep`: the bytes are those on record; it takes over the new attributes. `publish`: the new bytes may take the old ones' place. */
export type ReadingVerdict =
  | { readonly kind: 'keep' }
  | { readonly kind: 'publish' }
  | { readonly kind: 'alarm'; readonly code: ErrorCode };

export function judgeReading(action: FileAction, reading: Reading): ReadingVerdict {
  if (reading.same) return { kind: 'keep' };
  if (action.kind === 'replace' && (reading.prefix || !action.prefix)) return { kind: 'publish' };
  const code = action.kind === 'replace' ? 'APPEND_ONLY_REWRITTEN' : 'WRITE_ONCE_CHANGED';
  return { kind: 'alarm', code };
}

/** Before a seal these are hashed again, and all others only looked at (decision 34). */
export function isHashedAgain(fileClass: FileClass): boolean {
  return fileClass === 'append-only' || fileClass === 'rewritten';
}
