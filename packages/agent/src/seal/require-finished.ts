import { SeqwardenError } from '@seqwarden/proof';
import type { Inspection } from '@seqwarden/runfolder';

/**
 * What is no run, and a run that is still going on, is not sealed unless a person says so; the seal then records the state. A run of
 * which nobody can know whether it is over stops nothing: it is recorded as unknown. Throws RUN_NOT_FOUND, RUN_NOT_FINISHED.
 */
export function requireFinished(inspection: Inspection, incomplete: boolean): void {
  const { state, rule } = inspection.completion;
  if (rule === 'not-a-run' && !incomplete) {
    throw new SeqwardenError(
      'RUN_NOT_FOUND',
      'the folder has no RunInfo.xml, no RunParameters.xml, no base calls: it is no run, or only holds some',
    );
  }
  if (state === 'running' && !incomplete)
    throw new SeqwardenError('RUN_NOT_FINISHED', `the run is not over (rule ${rule ?? 'none'})`);
}
