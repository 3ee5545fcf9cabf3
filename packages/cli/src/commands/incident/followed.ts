import type { IncidentState } from '@seqwarden/cases/state';
import type { EnteredAct } from '../../casework/desk.ts';
import type { Candidates } from './candidates.ts';
import type { RunHold } from './hold-runs.ts';
import type { KeptLonger } from './kept-longer.ts';

/** What came of a suspicion that was entered. */
export interface Followed {
  readonly incident: IncidentState;
  /** Null: it was opened by this. */
  readonly kept: KeptLonger | null;
  readonly entered: readonly EnteredAct[];
  readonly holds: readonly RunHold[];
  readonly withoutName: number;
  /** Whether destinations were named to hold the runs at. */
  readonly isHoldAsked: boolean;
  readonly candidates: Candidates;
  readonly files: readonly string[];
}
