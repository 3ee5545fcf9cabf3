import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmdirSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { type BytePath, SeqwardenError } from '@seqwarden/proof';
import { flushFolder } from '../host/flush-folder.ts';
import { errno, fsError } from '../host/fs-error.ts';
import { HeldTree, type TreeRoot } from '../host/held-tree.ts';
import { temporaryName } from '../host/temporary-name.ts';

export const CUSTODY = 'Custody';

/** Largest file list (FORMATS.md 2); everything else in `Custody/` is far smaller. */
const LARGEST_MANIFEST = 2 ** 30;
const LARGEST_OTHER = 1 << 20;
/** A closed list of four has no use for more; a hostile folder shall not make us read a million. */
const MOST_ENTRIES = 64;

/** What lies in `Custody/`: bytes of its plain files by name, and the names of what is no plain file or too large. */
export interface CustodyFound {
  readonly files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
  readonly notPlain: readonly BytePath[];
}

/**
 * Reads a custody folder without following links. undefined: there is none. Throws CUSTODY_NOT_PLAIN if `Custody` is no
 * folder, CUSTODY_STRANGER if it holds absurdly many entries, RUN_UNREADABLE if it cannot be read.
 */
export function readCustody(root: TreeRoot, folder: BytePath = CUSTODY): CustodyFound | undefined {
  const tree = new HeldTree(root);
  try {
    tree.enter(folder);
    const entries = readdirSync(tree.at(''), { withFileTypes: true, encoding: 'latin1' });
    if (entries.length > MOST_ENTRIES)
      throw new SeqwardenError('CUSTODY_STRANGER', `Custody/ holds ${entries.length} entries`);
    const files = new Map<string, Uint8Array<ArrayBuffer>>();
    const notPlain: BytePath[] = [];
    for (const entry of entries) {
      const bytes = entry.isFile()
        ? readWhole(tree.at(entry.name), entry.name === 'SHA256SUMS' ? LARGEST_MANIFEST : LARGEST_OTHER)
        : undefined;
      if (bytes === undefined) notPlain.push(entry.name);
      else files.set(entry.name, bytes);
    }
    return { files, notPlain };
  } catch (error) {
    if (error instanceof SeqwardenError) throw error;
    if (errno(error) === 'ENOENT') return undefined;
    if (errno(error) === 'ENOTDIR' || errno(error) === 'ELOOP') {
      throw new SeqwardenError('CUSTODY_NOT_PLAIN', 'Custody is a link or a file, not a folder', {
        cause: error,
      });
    }
    throw new SeqwardenError('RUN_UNREADABLE', `Custody/ cannot be read: ${errno(error)}`, { cause: error });
  } finally {
    tree.close();
  }
}

/** A plain file's bytes, or undefined if it is a link, not plain, or larger than `limit`. */
function readWhole(path: string | Buffer, limit: number): Uint8Array<ArrayBuffer> | undefined {
  let fd: number;
  try {
    fd = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    if (errno(error) === 'ELOOP') return undefined;
    throw error;
  }
  try {
    const stat = fstatSync(fd);
    if (!stat.isFile() || stat.size > limit) return undefined;
    const bytes = new Uint8Array(stat.size);
    let filled = 0;
    while (filled < bytes.length) {
      const got = readSync(fd, bytes, filled, bytes.length - filled, null);
      if (got === 0) return bytes.slice(0, filled);
      filled += got;
    }
    return bytes;
  } finally {
    closeSync(fd);
  }
}

export type CustodyContent = ReadonlyMap<string, readonly Uint8Array[]>;

export interface Publishing {
  readonly temporary?: string;
  /** Moves the `Custody/` away that is there. */
  readonly makeWay?: (() => void) | undefined;
}

/**
 * Puts `Custody/` into a run, whole or not at all: written beside it under a temporary name, flushed, renamed. `makeWay` is called
 * between, when nothing but the rename is left to do. Throws CONFLICT if there is one, DESTINATION_* if it cannot be written; then
 * nothing of it is left, unless the way was made: then it stays under its temporary name, as it does when the process dies.
 */
export function publishCustody(
  root: TreeRoot,
  content: CustodyContent,
  { temporary = temporaryName(), makeWay }: Publishing = {},
): void {
  const tree = new HeldTree(root);
  let isLast = false;
  try {
    mkdirSync(tree.at(temporary), 0o755);
    tree.enter(temporary);
    for (const [name, pieces] of content) {
      const fd = openSync(tree.at(name), constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o644);
      try {
        for (const piece of pieces) writeAll(fd, piece);
        fsyncSync(fd);
      } finally {
        closeSync(fd);
      }
    }
    syncEntered(tree);
    tree.enter('');
    if (makeWay !== undefined) {
      isLast = true;
      makeWay();
    }
    renameSync(tree.at(temporary), tree.at(CUSTODY));
    syncEntered(tree);
  } catch (error) {
    if (!isLast || isThere(tree, CUSTODY)) removeQuietly(tree, temporary);
    if (errno(error) === 'ENOTEMPTY' || errno(error) === 'EEXIST') {
      throw new SeqwardenError('CONFLICT', 'a Custody folder appeared at the destination meanwhile', {
        cause: error,
      });
    }
    throw fsError(error, 'destination', CUSTODY);
  } finally {
    tree.close();
  }
}

function isThere(tree: HeldTree, name: string): boolean {
  return lstatSync(tree.at(name), { throwIfNoEntry: false }) !== undefined;
}

function removeQuietly(tree: HeldTree, name: string): void {
  try {
    removeFolder(tree, name);
  } catch {
    // the error that brought us here says more than this one
  }
}

/** Removes a folder below the root that holds files only; the root is entered afterwards. */
export function removeFolder(tree: HeldTree, name: string): void {
  tree.enter(name);
  for (const file of readdirSync(tree.at(''), { encoding: 'latin1' })) unlinkSync(tree.at(file));
  tree.enter('');
  rmdirSync(tree.at(name));
}

function writeAll(fd: number, bytes: Uint8Array): void {
  let at = 0;
  while (at < bytes.length) at += writeSync(fd, bytes, at, bytes.length - at);
}

/** Flushes the entered folder's entries. Where folders cannot be flushed (plain reach), the rename has to do. */
export function syncEntered(tree: HeldTree): void {
  if (tree.fd >= 0) flushFolder(tree.fd);
}
