import { type Dirent, lstatSync, readdirSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import type { PassedOver as ToldPassedOver } from '@seqwarden/advisory/answer';
import {
  type BytePath,
  decodeEnvelope,
  decodeSeal,
  displayPath,
  ENVELOPE_FILE,
  SeqwardenError,
} from '@seqwarden/proof';
import { marksRun, marksRunInData } from '@seqwarden/runfolder';
import { CUSTODY, LARGEST_COMPANION, readWhole } from '../custody/read-custody.ts';
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
  /** Is told a folder that is no run and has the seal of one, and which run that is by the seal's word, if by any. */
  readonly sealAlone: (folder: BytePath, runId: string | null) => void;
  readonly signal?: AbortSignal | undefined;
}

/** `root/2023/instrument/run` is three deep. */
const DEEPEST = 6;

/** As instruments and labs name runs and chips. Nothing of an instrument's own making inside a run is called so. */
const NAMED_AS_RUN = /^(?:\d{6}(?:\d{2})?_|\d{10,14}$)/;

/** Others get a turn after so many folders. */
const TURN = 64;

/**
 * Run folders below a root, in byte order, a folder before what lies in it. Links are not followed. A run that holds base calls is not descended into, but for
 * subfolders that are named as runs are: a stray RunInfo.xml or IDAT file must not hide the runs beside it. Between two of them the tree may be used; it need not
 * stay where it is.
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
    const isWhole = holdsIntensities(tree, folder, entries);
    const isRun = isWhole || entries.some(entry => !entry.isDirectory() && marksRun(entry.name));
    const sealed = isWhole ? undefined : custodyWithSeal(tree, folder, entries);
    if (isRun) yield { folder, entries };
    else if (sealed?.kind === 'run') options.sealAlone(folder, sealed.runId);
    const inside = entries.filter(entry => isToBeLookedInto(entry, isWhole, sealed, options.passedOver));
    if (depth >= DEEPEST) options.passedOver.deeper += inside.length;
    // The last one is the next to be looked into.
    else
      for (const { name } of inside.reverse())
        folders.push({ folder: below(folder, name), depth: depth + 1 });
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

function holdsIntensities(tree: HeldTree, folder: BytePath, entries: readonly Dirent[]): boolean {
  return entries.some(
    entry =>
      entry.isDirectory() && entry.name.toLowerCase() === 'data' && hasIntensities(tree, folder, entry.name),
  );
}

function hasIntensities(tree: HeldTree, folder: BytePath, data: BytePath): boolean {
  try {
    tree.enter(below(folder, data));
    return readdirSync(tree.at(''), { encoding: 'latin1' }).some(marksRunInData);
  } catch (error) {
    if (errno(error) === '') throw error;
    // It is looked into next, and told of there.
    return false;
  }
}

interface SealFound {
  readonly kind: 'run' | 'derived';
  readonly runId: string | null;
}

/** What a folder's seal says that it is, unjudged. What cannot be read as a seal of what was derived from runs is a run's. undefined: no seal is there. */
function custodyWithSeal(
  tree: HeldTree,
  folder: BytePath,
  entries: readonly Dirent[],
): SealFound | undefined {
  const custody = entries.find(entry => entry.isDirectory() && isCustody(entry.name));
  if (custody === undefined) return undefined;
  try {
    tree.enter(below(folder, custody.name));
    const bytes = readWhole(tree.at(ENVELOPE_FILE), LARGEST_COMPANION);
    if (bytes === undefined) return undefined;
    const { kind, run } = decodeSeal(decodeEnvelope(bytes).payload).predicate;
    return { kind, runId: run.id.value };
  } catch (error) {
    if (error instanceof SeqwardenError) return { kind: 'run', runId: null };
    if (errno(error) === '') throw error;
    // No seal, or one that cannot be read: then the folder is looked into as any other.
    return undefined;
  }
}

function isToBeLookedInto(
  entry: Dirent,
  isWhole: boolean,
  sealed: SealFound | undefined,
  passedOver: PassedOver,
): boolean {
  const { name } = entry;
  if (isWhole) return entry.isDirectory() && NAMED_AS_RUN.test(name);
  if (entry.isSymbolicLink()) passedOver.links++;
  if (!entry.isDirectory() || name === OWN_FOLDER) return false;
  // Only evidence lies there. Without a seal it is a folder as any other, whatever its name.
  if (sealed !== undefined && isCustody(name)) return false;
  if (!name.startsWith('.') && name !== 'lost+found') return true;
  passedOver.hidden++;
  return false;
}

function isCustody(name: BytePath): boolean {
  return name.toLowerCase() === CUSTODY.toLowerCase();
}

function below(folder: BytePath, name: BytePath): BytePath {
  return folder === '' ? name : `${folder}/${name}`;
}
