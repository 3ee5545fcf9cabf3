import { type Dirent, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type BytePath, SeqwardenError } from '@seqwarden/proof';
import { errno } from '../host/fs-error.ts';

/** A run below a root that is not sealed, and why. */
export interface SkippedRun {
  readonly name: BytePath;
  /** `name`: not UTF-8, so that no seal could be found under it everywhere. `link`: it is sealed where it lies. */
  readonly reason: 'name' | 'link';
}

export interface FoundRuns {
  /** Paths, by name. */
  readonly runs: readonly string[];
  readonly skipped: readonly SkippedRun[];
}

function names(path: string | Buffer): BytePath[] {
  return readdirSync(path, { encoding: 'latin1' });
}

/** Whether a folder's own entries are those of a run: its XML, its `Data/Intensities`, or an iScan's IDAT files. */
function looksLikeRun(path: string | Buffer): boolean {
  const there = names(path);
  return (
    there.some(name => /^(?:runinfo|runparameters)\.xml$|\.idat(?:\.gz)?$/i.test(name)) ||
    there.some(name => name.toLowerCase() === 'data' && hasIntensities(below(path, name)))
  );
}

function hasIntensities(data: Buffer): boolean {
  try {
    return names(data).some(name => name.toLowerCase() === 'intensities');
  } catch {
    return false;
  }
}

function below(path: string | Buffer, name: BytePath): Buffer {
  return Buffer.concat([Buffer.from(path), Buffer.from(`/${name}`, 'latin1')]);
}

/** A folder that cannot be looked into may be a run: sealing it will say what is wrong, and nothing is passed over in silence. */
function mayBeRun(path: Buffer, name: BytePath): boolean {
  try {
    return looksLikeRun(path);
  } catch {
    return name !== 'lost+found';
  }
}

function isLinkToRun(path: Buffer): boolean {
  try {
    return looksLikeRun(path);
  } catch {
    return false;
  }
}

/** The run at `path`, or the runs directly below it. Throws RUN_NOT_FOUND if there is neither, nor one whose name is the trouble. */
export function findRuns(path: string): FoundRuns {
  const runs: string[] = [];
  const skipped: SkippedRun[] = [];
  try {
    if (looksLikeRun(path)) return { runs: [path], skipped };
    for (const entry of entriesOf(path)) {
      const at = below(path, entry.name);
      if (entry.isSymbolicLink() && isLinkToRun(at)) skipped.push({ name: entry.name, reason: 'link' });
      if (!entry.isDirectory() || !mayBeRun(at, entry.name)) continue;
      const bytes = Buffer.from(entry.name, 'latin1');
      const text = bytes.toString('utf8');
      if (Buffer.from(text).equals(bytes)) runs.push(join(path, text));
      else skipped.push({ name: entry.name, reason: 'name' });
    }
  } catch (error) {
    throw new SeqwardenError('RUN_NOT_FOUND', `${path}: ${errno(error)}`, { cause: error });
  }
  if (runs.length > 0 || skipped.some(({ reason }) => reason === 'name')) return { runs, skipped };
  const links = skipped.length > 0 ? ' but links to runs' : '';
  throw new SeqwardenError('RUN_NOT_FOUND', `${path} is no run folder, and holds none${links}`);
}

/** By name, without hidden ones. */
function entriesOf(path: string): Dirent[] {
  return readdirSync(path, { withFileTypes: true, encoding: 'latin1' })
    .filter(entry => !entry.name.startsWith('.'))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
