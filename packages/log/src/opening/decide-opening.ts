import type { ErrorCode } from '@seqwarden/proof';
import type { Sighting } from './compare-checkpoint.ts';

export interface Seen {
  /** What people call the place. */
  readonly label: string;
  readonly sighting: Sighting;
}

/** Something else than a state of this log, or nothing to be had: no reason to stop, but one to look. */
export interface Remark {
  readonly label: string;
  readonly code: ErrorCode;
}

export type Opening =
  | { readonly action: 'go on'; readonly remarks: readonly Remark[] }
  | {
      readonly action: 'refuse';
      readonly code: 'LOG_BEHIND' | 'LOG_FORKED';
      readonly label: string;
    };

/** What a log does that was compared with all that was published of it. Of two reasons to refuse it takes the worse. */
export function decideOpening(seen: readonly Seen[]): Opening {
  const behind: Opening[] = [];
  const remarks: Remark[] = [];
  for (const { label, sighting } of seen) {
    if (sighting.kind === 'another history') return { action: 'refuse', code: 'LOG_FORKED', label };
    if (sighting.kind === 'ahead') behind.push({ action: 'refuse', code: 'LOG_BEHIND', label });
    if (sighting.kind === 'not ours' || sighting.kind === 'unreachable')
      remarks.push({ label, code: sighting.code });
  }
  return behind[0] ?? { action: 'go on', remarks };
}
