import { displayPath, SeqwardenError } from '@seqwarden/proof';
import { CUSTODY } from '../custody/read-custody.ts';
import { type Walk, walk } from '../engine/walk.ts';
import type { TreeRoot } from '../host/held-tree.ts';
import { requireFiles } from './require-finished.ts';

/**
 * Lists what is to be sealed; its `Custody/` lies, or will lie, in `custody`. Throws CUSTODY_NOT_OURS for another `Custody` than that,
 * RUN_NOT_FOUND for a run without files, SOURCE_*.
 */
export function runToSeal(root: TreeRoot, custody: TreeRoot): Walk {
  const run = walk(root);
  const [strange] = run.custody.filter(({ name }) => name !== CUSTODY || custody !== root);
  if (strange !== undefined)
    throw new SeqwardenError(
      'CUSTODY_NOT_OURS',
      `the run holds ${displayPath(strange.name)}, which is none of ours`,
      { path: strange.name },
    );
  requireFiles(run);
  return run;
}
