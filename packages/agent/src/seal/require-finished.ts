import { SeqwardenError } from '@seqwarden/proof';
import type { Inspection } from '@seqwarden/runfolder';
import type { Walk } from '../engine/walk.ts';

/**
 * A run that is still going on is not sealed unless a person says so; the seal then records the state. A run of which nobody can know
 * whether it is over stops nothing: it is recorded as unknown. Throws RUN_NOT_FINISHED.
 */
export function requireFinished(inspection: Inspection, incomplete: boolean): void {
  const { state, rule } = inspection.completion;
  if (state === 'running' && !incomplete)
    throw new SeqwardenError('RUN_NOT_FINISHED', `the run is not over (rule ${rule})`);
}

/** A folder that is no run, or only holds runs, is not copied as one unless a person says so. Throws RUN_NOT_FOUND. */
export function requireRun(inspection: Inspection, incomplete: boolean): void {
  if (inspection.completion.rule !== 'not-a-run' || incomplete) return;
  throw new SeqwardenError(
    'RUN_NOT_FOUND',
    'this is no run folder (no RunInfo.xml, no RunParameters.xml, no base calls); name one run, or pass --incomplete to copy what is there',
  );
}

/** A seal over no files would say nothing. Throws RUN_NOT_FOUND. */
export function requireFiles({ files }: Walk): void {
  if (files.count > 0) return;
  throw new SeqwardenError('RUN_NOT_FOUND', 'the folder holds no plain file, so there is nothing to seal');
}
