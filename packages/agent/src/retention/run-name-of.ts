import { lstatSync, readdirSync, type Stats } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { SeqwardenError } from '@seqwarden/proof';
import { errno } from '../host/fs-error.ts';

/** The folder name of a run that may be there no more. Throws USAGE where the path has none. */
export function runNameOf(path: string): string {
  const name = basename(resolve(path));
  if (name !== '') return name;
  throw new SeqwardenError('USAGE', 'the run has no folder name');
}

/** What stands at the path of a run that may be there no more; undefined: nothing does. Throws RUN_NOT_FOUND where the path leads through a file, RUN_UNREADABLE. */
export function lookAtRun(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch (error) {
    throw runError(error, path);
  }
}

/** An error of the file system at the path of a run; a defect passes unchanged. */
function runError(error: unknown, path: string): unknown {
  const name = errno(error);
  if (name === '') return error;
  const code = name === 'ENOENT' || name === 'ENOTDIR' ? 'RUN_NOT_FOUND' : 'RUN_UNREADABLE';
  return new SeqwardenError(code, `${path}: ${name}`, { cause: error });
}

/**
 * Holds and disposals are found by the name, letter by letter; a share for which letter case does not count opens a run under names that it does not have. Throws
 * RUN_NOT_FOUND where the folder above shows no such name, RUN_UNREADABLE where it cannot be listed.
 */
export function requireShownName(path: string): void {
  const [folder, name] = [dirname(resolve(path)), runNameOf(path)];
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch (error) {
    throw runError(error, folder);
  }
  if (!names.includes(name))
    throw new SeqwardenError('RUN_NOT_FOUND', `${folder} shows no folder of the name ${name}`);
}
