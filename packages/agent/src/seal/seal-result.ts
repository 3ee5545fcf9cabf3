import { type PriorEvidence, type SpecialEntry, summarizePriorEvidence } from '@seqwarden/proof';
import type { Inspection } from '@seqwarden/runfolder';
import type { Failure } from '../engine/failure.ts';
import type { RunPlace } from '../host/run-place.ts';
import type { ExistingSeal } from './existing-seal.ts';
import type { CheckedList } from './prior-evidence.ts';

export interface SealResult {
  readonly outcome: 'sealed' | 'already sealed' | 'failed';
  readonly run: string;
  readonly seal: string | null;
  /** The key that the seal was made with; of a seal that was there before, it may be another lab's. */
  readonly keyid: string | null;
  readonly generation: number;
  /** The seal that this one replaced; the trust file should name it as superseded. */
  readonly previousSeal: string | null;
  /** null where the files were not read. */
  readonly inspection: Inspection | null;
  readonly files: number;
  readonly bytes: number;
  /** Files whose digest an interrupted earlier try had found. */
  readonly resumed: number;
  readonly special: readonly SpecialEntry[];
  /** Checksum lists in the run. */
  readonly priorEvidence: PriorEvidence<CheckedList>;
  readonly failures: readonly Failure[];
  readonly failed: number;
}

/** The result for a run, empty where nothing is said. */
export function sealResult(
  { path }: RunPlace,
  said: Pick<SealResult, 'outcome'> & Partial<SealResult>,
): SealResult {
  return {
    run: path,
    seal: null,
    keyid: null,
    generation: 0,
    previousSeal: null,
    inspection: null,
    files: 0,
    bytes: 0,
    resumed: 0,
    special: [],
    priorEvidence: summarizePriorEvidence([]),
    failures: [],
    failed: 0,
    ...said,
  };
}

/** What a seal that was there before says of itself. */
export function ofExisting({ identity, keyid, predicate }: ExistingSeal) {
  const { generation, previousSeal } = predicate;
  return { outcome: 'already sealed', seal: identity, keyid, generation, previousSeal } as const;
}
