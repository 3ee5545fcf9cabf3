import type { SequencerModel } from '../model.ts';
import { bclFiles } from './bcl.ts';
import { bgzfFiles } from './bgzf.ts';
import { cbclFiles } from './cbcl.ts';
import type { LaneCycle, PlannedFile } from './file.ts';

/** A lane's base-call files of one cycle in the model's layout. `filterKnown`: a cbcl leaves out what does not pass. */
export function baseCallFiles(
  model: SequencerModel,
  calls: LaneCycle,
  filterKnown: boolean,
): Generator<PlannedFile> {
  switch (model.layout) {
    case 'bcl':
      return bclFiles(calls, false);
    case 'bcl.gz':
      return bclFiles(calls, true);
    case 'bgzf':
      return bgzfFiles(calls);
    case 'cbcl':
      return cbclFiles(calls, model.qualities, filterKnown);
  }
}
