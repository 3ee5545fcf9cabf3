import { SeqwardenError } from '@seqwarden/proof';
import type { Inspection } from '@seqwarden/runfolder';

/**
 * A run that is still going on is not sealed unless a person says so; the seal then records the state. A state that nobody
 * can know (no rule for this kind of folder) stops nothing: it is recorded as unknown. Throws RUN_NOT_FINISHED.
 */
export function requireFinished(inspection: Inspection, incomplete: boolean): void {
  const { state, rule } = inspection.completion;
  if (state === 'running' && !incomplete)
    throw new SeqwardenError('RUN_NOT_FINISHED', `the run is not over (rule ${rule ?? 'none'})`);
}
