import { lstatSync, realpathSync, type Stats } from 'node:fs';
import { basename } from 'node:path';
import { SeqwardenError } from '@seqwarden/proof';
import { errno } from './fs-error.ts';
import { openRoot, type TreeRoot } from './held-tree.ts';

/** Where Seqwarden keeps what is its own at a destination: locks, deliveries, quarantine, later the log. */
export const OWN_FOLDER = '.seqwarden';

/** A run folder, opened. `path` is absolute and free of links. */
export interface RunPlace {
  readonly path: string;
  readonly name: string;
  readonly root: TreeRoot;
}

/** Opens a run folder for reading. Throws RUN_NOT_FOUND, RUN_NOT_A_FOLDER (also for a link), RUN_UNREADABLE. */
export function openRun(path: string): RunPlace {
  let stat: Stats;
  let real: string;
  try {
    stat = lstatSync(path.replace(/\/+$/, '') || path);
    real = realpathSync(path);
  } catch (error) {
    const code = errno(error) === 'EACCES' ? 'RUN_UNREADABLE' : 'RUN_NOT_FOUND';
    throw new SeqwardenError(code, `${path}: ${errno(error)}`, { cause: error });
  }
  if (!stat.isDirectory())
    throw new SeqwardenError(
      'RUN_NOT_A_FOLDER',
      `${path} is ${stat.isSymbolicLink() ? 'a link' : 'no folder'}`,
    );
  try {
    return { path: real, name: basename(real), root: openRoot(real) };
  } catch (error) {
    throw new SeqwardenError('RUN_UNREADABLE', `${path}: ${errno(error)}`, { cause: error });
  }
}
