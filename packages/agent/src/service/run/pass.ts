import type { Progress } from '../../engine/file-pool.ts';
import type { Slot } from '../../journal/records.ts';
import type { RunContext } from './run-context.ts';

/** One way through all files of a run, beside the loop. */
export interface Pass {
  readonly kind: 'seal' | 'confirm';
  /** Destinations that it is for. */
  readonly slots: readonly Slot[];
  /** undefined until its first file. */
  progress: Progress | undefined;
  /** By the clock: when it was begun, or last got further. */
  movedAt: number;
}

/** For work that is a part of a pass and counts no files: it has got further. */
export function touch({ clock }: Pick<RunContext, 'clock'>, pass: Pass): () => void {
  return () => {
    pass.movedAt = clock();
  };
}

/** Notes how far a pass is, and what it moves. */
export function follow(
  { traffic, record, clock }: Pick<RunContext, 'traffic' | 'record' | 'clock'>,
  pass: Pass,
) {
  return (progress: Progress): void => {
    pass.movedAt = clock();
    traffic.moved(record.id, pass.slots, progress.bytes - (pass.progress?.bytes ?? 0));
    pass.progress = progress;
  };
}
