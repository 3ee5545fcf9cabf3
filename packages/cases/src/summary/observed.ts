import type { Installed } from '@seqwarden/proof/acts';
import type { Zone } from './zone.ts';

/** What an export tells that no record says: as it was seen, or looked up, when it was made. */
export interface Observed {
  readonly exportedAt: string;
  readonly about: 'case' | 'incident';
  readonly id: string;
  /** Persons who signed a record, with their names and what their signature means; empty where the export names nobody. */
  readonly persons: readonly { readonly key: string; readonly name: string; readonly meaning: string }[];
  readonly windows: readonly SeenWindow[];
  /** Whether copies went on after a patch or a measure, a sentence each. */
  readonly custody: readonly {
    readonly installed: Installed;
    readonly record: string;
    readonly text: string;
  }[];
  /** Files that records name and that the export lacks. */
  readonly missing: readonly { readonly sha256: string; readonly code: string }[];
  /** What could not be read when it was made, a sentence each. */
  readonly unread: readonly string[];
  /** Serials of instruments that it is about and that are a simulator's; not there: none. */
  readonly simulated?: readonly string[] | undefined;
  /** By whose clocks times are shown; not there: as records have them. */
  readonly zone?: Zone | undefined;
}

/** When an installation was exposed, and the runs of that time. */
export interface SeenWindow {
  readonly installed: Installed;
  readonly vulnerability: string;
  /** RFC 3339; null: nothing says when it began. */
  readonly first: string | null;
  /** Null: it goes on. */
  readonly last: string | null;
  readonly runs: readonly {
    readonly id: string | null;
    readonly at: string | null;
    readonly certain: boolean;
    readonly verified: 'unchanged' | 'changed' | 'not_checked' | 'not_sealed' | 'cannot_tell';
  }[];
}
