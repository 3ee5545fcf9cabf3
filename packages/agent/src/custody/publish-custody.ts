import {
  closeSync,
  constants,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
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
import { CUSTODY } from './read-custody.ts';

export const NEW_FILE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL;

/** Each file in pieces, as often as somebody asks for them: a long list is made while it is written, and never held as a whole. */
export type CustodyContent = ReadonlyMap<string, Iterable<Uint8Array>>;

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
    writeContent(tree, content);
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

/** Writes files into the entered folder and flushes them. */
export function writeContent(tree: HeldTree, content: CustodyContent): void {
  for (const [name, pieces] of content) {
    const fd = openSync(tree.at(name), NEW_FILE, 0o644);
    try {
      for (const piece of pieces) writeAll(fd, piece);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
  }
}

function isThere(tree: HeldTree, name: string): boolean {
  return lstatSync(tree.at(name), { throwIfNoEntry: false }) !== undefined;
}

export function removeQuietly(tree: HeldTree, name: string): void {
  try {
    removeFolder(tree, name);
  } catch {
    // the error that brought us here says more than this one
  }
}

/** Removes a folder below the root with all that is in it, following no link; the root is entered afterwards. */
export function removeFolder(tree: HeldTree, folder: BytePath): void {
  tree.enter(folder);
  for (const entry of readdirSync(tree.at(''), { withFileTypes: true, encoding: 'latin1' })) {
    if (entry.isDirectory()) removeFolder(tree, `${folder}/${entry.name}`);
    tree.enter(folder);
    if (!entry.isDirectory()) unlinkSync(tree.at(entry.name));
  }
  const cut = folder.lastIndexOf('/');
  tree.enter(folder.slice(0, Math.max(0, cut)));
  rmdirSync(tree.at(folder.slice(cut + 1)));
  tree.enter('');
}

export function writeAll(fd: number, bytes: Uint8Array): void {
  let at = 0;
  while (at < bytes.length) at += writeSync(fd, bytes, at, bytes.length - at);
}

/** Flushes the entered folder's entries. Where folders cannot be flushed (plain reach), the rename has to do. */
export function syncEntered(tree: HeldTree): void {
  if (tree.fd >= 0) flushFolder(tree.fd);
}
