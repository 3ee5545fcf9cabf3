import type { FlowCellRead } from '@seqwarden/advisory/inventory';
import type { Installed } from '@seqwarden/proof/acts';

/** When an installation was exposed, and the runs of that time: what a notice tells of them. */
export interface Exposed {
  readonly installed: Installed;
  readonly vulnerability: string;
  /** RFC 3339; null: nothing says when it began. */
  readonly first: string | null;
  /** Null: it goes on. */
  readonly last: string | null;
  readonly runs: readonly ExposedRun[];
}

/** Runs of an installation of which nothing says since when it was exposed: each of them may be. */
export interface RunsKnown {
  readonly installed: Installed;
  readonly count: number;
  /** `YYYY-MM-DD`, of the first and the last of them; null: unknown. */
  readonly first: string | null;
  readonly last: string | null;
}

export interface ExposedRun {
  /** Null: it names none. */
  readonly id: string | null;
  /** As its files or its seal say, and in which field; null: they do not. */
  readonly flowCell?: FlowCellRead | null;
  /** Day or time on which it began, as known; null: unknown. */
  readonly at: string | null;
  /** False: it may also have been made outside that time. */
  readonly certain: boolean;
  /** What was found when its files were compared with its seal; `not_checked`: nobody compared them for this notice; `not_sealed`: there is nothing to compare them with. */
  readonly verified: 'unchanged' | 'changed' | 'not_checked' | 'not_sealed' | 'cannot_tell';
}
