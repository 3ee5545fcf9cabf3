import { lstatSync, type Stats } from 'node:fs';
import {
  AmendedCursor,
  type BytePath,
  type ErrorCode,
  joinManifest,
  type SpecialEntry,
} from '@seqwarden/proof';
import { compareWithSpecial, type Sealed } from '../custody/compare-run.ts';
import { foundRun } from '../custody/found-run.ts';
import type { FileTable } from '../engine/file-table.ts';
import { Outcome } from '../engine/file-table.ts';
import type { Walk } from '../engine/walk.ts';
import { errno, fsError } from '../host/fs-error.ts';
import { HeldTree, type TreeRoot } from '../host/held-tree.ts';
import { foldersAbove } from '../host/path-parts.ts';
import { CLOCK_TOLERANCE } from './clock-tolerance.ts';

/** By what files were compared: names, sizes and times of change, or their bytes. */
export type Comparing = 'attributes' | 'bytes';

/** Whether everything that lies in the source is what a seal lists; what the seal lists and the source no longer has is no matter. */
export type SourceCover =
  | {
      readonly kind: 'covered';
      readonly by: Comparing;
      readonly files: number;
      /** How many of them were read, by attributes: their times, or those of a folder above, say too little. */
      readonly read: number;
    }
  | {
      readonly kind: 'uncovered';
      readonly by: Comparing;
      /** How many there are; `shown` are the first of them. */
      readonly count: number;
      readonly shown: readonly Uncovered[];
    }
  | { readonly kind: 'unreadable'; readonly code: ErrorCode; readonly count: number };

export interface Uncovered {
  readonly path: BytePath;
  readonly why: 'not sealed' | 'not a file' | 'other size' | 'other bytes';
}

/** What lies in the source, looked at once: its table has attributes, and with `bytes` digests too. */
export type SourceSeen =
  | { readonly walk: Walk; readonly by: 'bytes' }
  | {
      readonly walk: Walk;
      readonly by: 'attributes';
      /** When each folder last changed, milliseconds since 1970; '' is the run's own. */
      readonly folders: ReadonlyMap<BytePath, number>;
      /** Reads these rows; the digests of those that could be read are in the table then. Throws the signal's reason. */
      readonly read: (rows: readonly number[]) => Promise<void>;
    };

/** What a seal and its addenda say should be there, and when that was. */
export interface SealedRun extends Sealed {
  readonly sealedAt: string;
  /** Of the last addendum; of the seal where there is none. */
  readonly lastSealedAt: string;
  /** Other digests of sealed files, as addenda said them. */
  readonly amended: ReadonlyMap<BytePath, readonly string[]>;
}

const MOST_SHOWN = 1000;

/**
 * How far the clock that a seal was timed by may have been ahead of the source's: an hour, as where a machine keeps local time for UTC, and as much as clocks differ elsewhere.
 * What changed within that time before a seal may have changed after it.
 */
export const SEAL_CLOCK_MARGIN = 3_600_000 + CLOCK_TOLERANCE;

/**
 * `sizes` are those of the same files where they lie sealed, by the rows of the source's table; -1: not there. By attributes, a file counts as unchanged if it has that size
 * and its time of change (ctime), which nobody but the file system sets, is well before the seal, and so are those of all folders above it: what is moved in keeps its files' times.
 * Of the others the bytes decide: these are read, unless something else is uncovered anyhow. Throws SOURCE_*.
 */
export async function coverOf(
  source: SourceSeen,
  sealed: SealedRun,
  sizes: Float64Array,
): Promise<SourceCover> {
  if (source.by === 'bytes') return compare(source, sealed, sizes);
  const doubt = new Doubt(source, sealed);
  const cover = await compare(source, sealed, sizes, doubt);
  if (doubt.unread.length === 0 || cover.kind === 'uncovered') return cover;
  await source.read(doubt.unread);
  doubt.isRead = true;
  return compare(source, sealed, sizes, doubt);
}

async function compare(
  { walk, by }: SourceSeen,
  sealed: SealedRun,
  sizes: Float64Array,
  doubt?: Doubt,
): Promise<SourceCover> {
  const added = new Set(sealed.added.map(({ path }) => path));
  const special: SpecialEntry[] = [];
  const specialAt = new Map(walk.special.map(entry => [entry.path, entry]));
  const shown: Uncovered[] = [];
  let [count, unreadable, files, read] = [0, 0, 0, 0];
  const note = (path: BytePath, why: Uncovered['why']) => {
    count++;
    if (shown.length < MOST_SHOWN) shown.push({ path, why });
  };
  const { entries } = foundRun(walk, () => undefined);
  for (const join of joinManifest(new AmendedCursor(sealed.manifest, sealed.added), entries)) {
    if (join.kind === 'added') note(join.path, 'not sealed');
    else if (join.kind === 'in place of a file') note(join.path, 'not a file');
    else if (join.kind === 'special') {
      const entry = specialAt.get(join.path);
      if (entry !== undefined) special.push(entry);
    } else if (join.kind === 'both') {
      const row = walk.files.find(join.path);
      const digests = [join.sha256, ...(sealed.amended.get(join.path) ?? [])];
      const until = added.has(join.path) ? sealed.lastSealedAt : sealed.sealedAt;
      const difference =
        doubt === undefined
          ? byBytes(walk.files, row, digests)
          : byAttributes(walk.files, row, sizes, digests, doubt.isOf(row, join.path, until, digests));
      if (difference === 'unreadable') unreadable++;
      else if (difference !== undefined) note(join.path, difference);
      else {
        files++;
        if (by === 'attributes' && walk.files.outcomes[row] === Outcome.done) read++;
      }
    }
  }
  const { differences } = await compareWithSpecial(sealed, special);
  for (const { path } of differences) note(path, 'not sealed');
  if (count > 0) return { kind: 'uncovered', by, count, shown };
  if (unreadable > 0) return { kind: 'unreadable', code: 'SOURCE_UNREADABLE', count: unreadable };
  return { kind: 'covered', by, files, read };
}

type FileDifference = Uncovered['why'] | 'unreadable' | undefined;

function byBytes(table: FileTable, row: number, digests: readonly string[]): FileDifference {
  if (table.outcomes[row] !== Outcome.done) return 'unreadable';
  return digests.includes(table.digestHex(row)) ? undefined : 'other bytes';
}

function byAttributes(
  table: FileTable,
  row: number,
  sizes: Float64Array,
  digests: readonly string[],
  doubted: 'not' | 'not read' | 'read',
): FileDifference {
  const size = table.attributes[row * 4];
  if (size === UNSEEN || size === undefined) return 'unreadable';
  // One that was amended may have either size.
  if (digests.length === 1 && size !== sizes[row]) return 'other size';
  return doubted === 'read' ? byBytes(table, row, digests) : undefined;
}

/** Files of which attributes do not say that they are as they were sealed. */
class Doubt {
  /** Rows that have to be read. */
  readonly unread: number[] = [];
  /** They were, as far as they can be. */
  isRead = false;
  readonly #table: FileTable;
  readonly #folders: ReadonlySet<BytePath>;

  constructor({ walk, folders }: SourceSeen & { readonly by: 'attributes' }, { sealedAt }: SealedRun) {
    this.#table = walk.files;
    const changed = [...folders].filter(([, at]) => !isWellBefore(at, sealedAt));
    this.#folders = new Set(changed.map(([path]) => path));
  }

  /** Without its bytes nobody can tell whether a file is the sealed one or one that an addendum amended. */
  isOf(row: number, path: BytePath, until: string, digests: readonly string[]): 'not' | 'not read' | 'read' {
    const changed = this.#table.attributes[row * 4 + 2];
    const isOld = changed !== undefined && isWellBefore(changed, until);
    if (isOld && digests.length === 1 && !this.#mayBeMoved(path)) return 'not';
    if (this.isRead || this.#table.outcomes[row] === Outcome.done) return 'read';
    this.unread.push(row);
    return 'not read';
  }

  #mayBeMoved(path: BytePath): boolean {
    return this.#folders.size > 0 && ['', ...foldersAbove(path)].some(folder => this.#folders.has(folder));
  }
}

function isWellBefore(changed: number, sealedAt: string): boolean {
  return changed < Date.parse(sealedAt) - SEAL_CLOCK_MARGIN;
}

const UNSEEN = -1;

/** Fills in how each file looks now, then looks at the folders. `read` as in {@link SourceSeen}. Throws SOURCE_*. */
export function lookAtSource(
  root: TreeRoot,
  walk: Walk,
  read: (rows: readonly number[]) => Promise<void>,
): SourceSeen {
  lookAtFiles(root, walk.files);
  // Last, so that what was moved in since the walk shows.
  return { walk, by: 'attributes', folders: lookAtFolders(root, walk.folders), read };
}

function lookAtFiles(root: TreeRoot, table: FileTable): void {
  const tree = new HeldTree(root);
  try {
    for (let row = 0; row < table.count; row++) {
      tree.enter(table.folder(row));
      const stat = lookAt(tree.at(table.name(row)));
      table.setAttributes(row, stat?.isFile() ? stat : { size: UNSEEN, mtimeMs: 0, ctimeMs: 0, ino: 0 });
      // It is read only if somebody doubts it.
      table.outcomes[row] = Outcome.failed;
    }
  } catch (error) {
    throw fsError(error, 'source', '');
  } finally {
    tree.close();
  }
}

/** By ctime, or by mtime where that is later: not every share keeps a ctime. */
function lookAtFolders(root: TreeRoot, folders: readonly BytePath[]): Map<BytePath, number> {
  const changed = new Map<BytePath, number>();
  const tree = new HeldTree(root);
  try {
    for (const folder of ['', ...folders]) {
      tree.enter(folder);
      const { ctimeMs, mtimeMs } = lstatSync(tree.at(''));
      changed.set(folder, Math.max(ctimeMs, mtimeMs));
    }
  } catch (error) {
    throw fsError(error, 'source', '');
  } finally {
    tree.close();
  }
  return changed;
}

/** undefined: it went since it was listed. */
function lookAt(path: string | Buffer): Stats | undefined {
  try {
    return lstatSync(path);
  } catch (error) {
    if (errno(error) === 'ENOENT') return undefined;
    throw error;
  }
}
