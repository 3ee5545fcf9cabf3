import { modelNamed } from './models.ts';
import { type PlanOptions, scannerOptions, sequencerOptions, withSerial } from './options.ts';
import type { Plan } from './plan.ts';
import { planChip } from './plan-chip.ts';
import { sequencingSteps } from './plan-sequencing.ts';
import { sequencingRun } from './run.ts';

/**
 * A run as the model's instrument would write it, without writing anything: the same options give the same
 * steps with the same bytes, on every machine.
 *
 * @throws SeqwardenError `USAGE` when there is no such model or scenario, or a number is out of range
 */
export function planRun(options: PlanOptions): Plan {
  const model = withSerial(modelNamed(options.model), options.serial);
  if (model.kind === 'scanner') return planChip(model, scannerOptions(model, options));
  const run = sequencingRun(model, sequencerOptions(model, options));
  return { folderName: run.folderName, steps: { [Symbol.iterator]: () => sequencingSteps(run) } };
}
