import { accessSync, constants, existsSync, lstatSync, realpathSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { SeqwardenError } from '@seqwarden/proof';
import { errno, fsError } from '../host/fs-error.ts';
import { openRoot, type TreeRoot } from '../host/held-tree.ts';
import { makePath } from '../host/make-path.ts';
import type { RunPlace } from '../host/run-place.ts';
import { liesIn } from '../host/same-folder.ts';

/**
 * The folder that holds `Custody/`, or will: the run, or the folder of the run's name below `custody`, which is made and must not lie in
 * the run. Throws DESTINATION_*.
 */
export function openCustodyPlace(run: RunPlace, custody: string | undefined): TreeRoot {
  if (custody === undefined) return run.root;
  const folder = join(resolve(custody), run.name);
  let there = folder;
  while (!existsSync(there)) there = dirname(there);
  if (liesIn(realpathSync(there), lstatSync(run.path)))
    throw new SeqwardenError('DESTINATION_UNUSABLE', `${folder} is the run, or lies in it`);
  try {
    makePath(folder);
    return openRoot(folder);
  } catch (error) {
    throw new SeqwardenError('DESTINATION_UNUSABLE', `${folder} cannot be used: ${errno(error)}`, {
      cause: error,
    });
  }
}

/** Before hours of reading. Throws RUN_NOT_WRITABLE, which names the way out, or DESTINATION_*. */
export function requireWritable(place: TreeRoot, run: RunPlace): void {
  try {
    accessSync(place.path, constants.W_OK | constants.X_OK);
  } catch (error) {
    if (place !== run.root) throw fsError(error, 'destination', '');
    throw new SeqwardenError('RUN_NOT_WRITABLE', `${run.path}: ${errno(error)}`, { cause: error });
  }
}
