import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { SeqwardenError } from '@seqwarden/proof';
import { errno } from '../host/fs-error.ts';

/** Whether a folder's own entries are those of a run: its XML, its `Data/Intensities`, or an iScan's IDAT files. */
function looksLikeRun(path: string): boolean {
  const names = readdirSync(path).map(name => name.toLowerCase());
  return (
    names.some(
      name => name === 'runinfo.xml' || name === 'runparameters.xml' || /\.idat(\.gz)?$/.test(name),
    ) || hasIntensities(path, names)
  );
}

function hasIntensities(path: string, names: readonly string[]): boolean {
  if (!names.includes('data')) return false;
  try {
    return readdirSync(join(path, 'Data')).some(name => name.toLowerCase() === 'intensities');
  } catch {
    return false;
  }
}

/** A folder that cannot be looked into may be a run: sealing it will say what is wrong, and nothing is passed over in silence. */
function mayBeRun(path: string): boolean {
  try {
    return looksLikeRun(path);
  } catch {
    return basename(path) !== 'lost+found';
  }
}

/** The run at `path`, or the runs directly below it, by name. Throws RUN_NOT_FOUND if there is neither. */
export function findRuns(path: string): string[] {
  try {
    if (looksLikeRun(path)) return [path];
    const below = readdirSync(path, { withFileTypes: true })
      .filter(entry => entry.isDirectory() && !entry.name.startsWith('.'))
      .map(entry => join(path, entry.name))
      .filter(mayBeRun)
      .sort();
    if (below.length > 0) return below;
  } catch (error) {
    throw new SeqwardenError('RUN_NOT_FOUND', `${path}: ${errno(error)}`, { cause: error });
  }
  throw new SeqwardenError('RUN_NOT_FOUND', `${path} is no run folder, and holds none`);
}
