import { readdirSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { SeqwardenError } from '@seqwarden/proof';
import { errno } from '../host/fs-error.ts';

/** The folder name of a run that may be there no more. Throws USAGE where the path has none. */
export function runNameOf(path: string): string {
  const name = basename(resolve(path));
  if (name !== '') return name;
  throw new SeqwardenError('USAGE', 'the run has no folder name');
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
    const code = errno(error) === 'ENOENT' || errno(error) === 'ENOTDIR' ? 'RUN_NOT_FOUND' : 'RUN_UNREADABLE';
    throw new SeqwardenError(code, `${folder}: ${errno(error) || String(error)}`, { cause: error });
  }
  if (!names.includes(name))
    throw new SeqwardenError('RUN_NOT_FOUND', `${folder} shows no folder of the name ${name}`);
}
