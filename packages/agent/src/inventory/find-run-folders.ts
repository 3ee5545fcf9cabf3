import { type Dirent, lstatSync, readdirSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import type { PassedOver as ToldPassedOver } from '@seqwarden/advisory/answer';
import { type BytePath, displayPath, SeqwardenError } from '@seqwarden/proof';
import { marksRun, marksRunInData } from '@seqwarden/runfolder';
import { errno, fsError } from '../host/fs-error.ts';
import type { HeldTree } from '../host/held-tree.ts';
import { OWN_FOLDER } from '../host/run-place.ts';

/** A run folder that was found. The tree has entered it. */
export interface RunFolderFound {
  /** Below the root; '' is the root itself. */
  readonly folder: BytePath;
  readonly entries: readonly Dirent[];
}

/** While it grows. */
export type PassedOver = { -readonly [K in keyof ToldPassedOver]: number };

export interface FindOptions {
  readonly passedOver: PassedOver;
  /** Folders that were looked into already, from whichever root: `device:inode`. Grows. */
  readonly met: Set<string>;
  /** Is told a folder that cannot be looked into. */
  readonly unreadable: (folder: BytePath, error: SeqwardenError) => void;
  readonly signal?: AbortSignal | undefined;
}

/** `root/2023/instrument/run` is three deep. */
const DEEPEST = 6;

/** As instruments and labs name runs and chips. Nothing of an instrument's own making inside a run is called so. */
const NAMED_AS_RUN = /^(?:\d{6}(?:\d{2})?_|\d{10,14}$)/;

/** Others get a turn after so many folders. */
const TURN = 64;

/**
 * Run folders below a root, in byte order, a folder before what lies in it. Links are not followed. A run is not descended into, but for subfolders that are
 * named as runs are: a stray RunInfo.xml must not hide the runs beside it. Between two of them the tree may be used; it need not stay where it is.
 */
export async function* findRunFolders(tree: HeldTree, options: FindOptions): AsyncGenerator<RunFolderFound> {
  const folders: { readonly folder: BytePath; readonly depth: number }[] = [{ folder: '', depth: 0 }];
  let looked = 0;
  for (let next = folders.pop(); next !== undefined; next = folders.pop()) {
    const { folder, depth } = next;
    if (looked++ % TURN === 0) {
      await setImmediate();
      options.signal?.throwIfAborted();
    }
    const entries = look(tree, folder, options);
    if (entries === undefined) continue;
    const isRun = isRunFolder(tree, folder, entries);
    if (isRun) yield { folder, entries };
    const below = entries.filter(entry => isToBeLookedInto(entry, isRun, options.passedOver));
    if (depth >= DEEPEST) options.passedOver.deeper += below.length;
    // The last one is the next to be looked into.
    else
      for (const { name } of below.reverse())
        folders.push({ folder: folder === '' ? name : `${folder}/${name}`, depth: depth + 1 });
  }
}

/** By name; undefined: it cannot be read, or was read already. */
function look(tree: HeldTree, folder: BytePath, options: FindOptions): Dirent[] | undefined {
  try {
    tree.enter(folder);
    const { dev, ino } = lstatSync(tree.at('.'), { bigint: true });
    const id = `${dev}:${ino}`;
    if (options.met.has(id)) return undefined;
    options.met.add(id);
    const entries = readdirSync(tree.at(''), { withFileTypes: true, encoding: 'latin1' });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    const refused = fsError(error, 'source', folder);
    if (refused.code === 'INTERNAL') throw refused;
    options.unreadable(
      folder,
      new SeqwardenError(refused.code, why(folder, error), { cause: error, path: folder }),
    );
    return undefined;
  }
}

function why(folder: BytePath, error: unknown): string {
  return `${displayPath(folder) || 'the root'} cannot be looked into: ${errno(error)}`;
}

function isRunFolder(tree: HeldTree, folder: BytePath, entries: readonly Dirent[]): boolean {
  if (entries.some(entry => !entry.isDirectory() && marksRun(entry.name))) return true;
  return entries.some(
    entry =>
      entry.isDirectory() && entry.name.toLowerCase() === 'data' && hasIntensities(tree, folder, entry.name),
  );
}

function hasIntensities(tree: HeldTree, folder: BytePath, data: BytePath): boolean {
  try {
    tree.enter(folder === '' ? data : `${folder}/${data}`);
    return readdirSync(tree.at(''), { encoding: 'latin1' }).some(marksRunInData);
  } catch (error) {
    if (errno(error) === '') throw error;
    // It is looked into next, and told of there.
    return false;
  }
}

function isToBeLookedInto(entry: Dirent, isRun: boolean, passedOver: PassedOver): boolean {
  const { name } = entry;
  if (isRun) return entry.isDirectory() && NAMED_AS_RUN.test(name);
  if (entry.isSymbolicLink()) passedOver.links++;
  if (!entry.isDirectory() || name === OWN_FOLDER || name.toLowerCase() === 'custody') return false;
  if (!name.startsWith('.') && name !== 'lost+found') return true;
  passedOver.hidden++;
  return false;
}
