import { type Dirent, readdirSync } from 'node:fs';
import { basename, join, resolve, sep } from 'node:path';
import { SeqwardenError } from '@seqwarden/proof';
import { counted } from '@seqwarden/runfolder';
import { firstNamed } from './text/first-named.ts';
import { oneLine } from './text/one-line.ts';

/** What to do, where a folder that was named holds what was meant. */
export interface NextStep {
  /** It holds runs; undefined: these are meant then. */
  readonly runs: string | undefined;
  /** It holds what `seal --custody` put there. */
  readonly seals: string;
}

const OWN_FOLDER = '.seqwarden';
/** Hidden ones, and what BCL Convert puts beside FASTQ files: it holds a copy of RunInfo.xml. */
const NO_RUNS = /^\.|^reports$/i;
const MOST_NAMED = 3;

/**
 * Of a folder that is no run, but holds runs, or seals of runs, or is our own: whoever named it is told so, and what to name. Whatever else it is, the command itself says. Throws RUN_NOT_FOUND.
 */
export function requireOneRun(path: string, next: NextStep): void {
  const entries = entriesOf(path);
  if (entries === undefined || isRun(path, entries)) return;
  if (resolve(path).split(sep).includes(OWN_FOLDER))
    throw notFound(path, "lies in a folder of Seqwarden's own, where no run is: name the run itself");
  const folders = entries
    .filter(entry => entry.isDirectory() && !NO_RUNS.test(entry.name))
    .map(({ name }) => name);
  const runs = folders.filter(name => isRunAt(join(path, name)));
  const seals = folders.filter(name => isSealAt(join(path, name)));
  if (runs.length > 0 && next.runs !== undefined)
    throw notFound(
      path,
      `holds ${counted(runs.length, 'folder that is one', 'folders that are')}`,
      runs,
      next.runs,
    );
  if (runs.length === 0 && seals.length > 0)
    throw notFound(
      path,
      `holds ${counted(seals.length, 'seal')} that \`seal --custody\` put there`,
      seals,
      next.seals,
    );
}

function notFound(path: string, what: string, names: readonly string[] = [], step = ''): SeqwardenError {
  const told = names.length === 0 ? '' : `: ${firstNamed(names.map(oneLine), MOST_NAMED)}; ${step}`;
  return new SeqwardenError(
    'RUN_NOT_FOUND',
    `${oneLine(basename(resolve(path)))} is no run; it ${what}${told}`,
  );
}

/** undefined: it is no folder that can be read, which the command itself says better. */
function entriesOf(path: string): Dirent[] | undefined {
  try {
    return readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return undefined;
  }
}

/** By what an instrument writes, or by its seal: output that was sealed for itself has no more. */
function isRun(path: string, entries: readonly Dirent[]): boolean {
  const names = entries.map(({ name }) => name);
  return (
    names.some(name => /^(?:runinfo|runparameters)\.xml$|^custody$|\.idat(?:\.gz)?$/i.test(name)) ||
    names.some(name => name.toLowerCase() === 'data' && holds(join(path, name), 'intensities'))
  );
}

function isRunAt(path: string): boolean {
  const entries = entriesOf(path);
  return entries !== undefined && isRun(path, entries) && !isSealAt(path);
}

/** `Custody`, and nothing else. */
function isSealAt(path: string): boolean {
  const [only, another] = entriesOf(path) ?? [];
  return only?.name === 'Custody' && another === undefined;
}

function holds(folder: string, name: string): boolean {
  return entriesOf(folder)?.some(entry => entry.name.toLowerCase() === name) === true;
}
