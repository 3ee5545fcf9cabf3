import { fstatSync, futimesSync, mkdirSync } from 'node:fs';
import { type BytePath, displayPath, SeqwardenError } from '@seqwarden/proof';
import { flushFolder } from '../host/flush-folder.ts';
import { errno, fsError } from '../host/fs-error.ts';
import { HeldTree, openRoot, type TreeRoot } from '../host/held-tree.ts';
import { FOLDER_BITS, hideAs } from '../host/hide-as.ts';

/** Opens the run's own folder at a destination, and makes it where it is not there. Throws CONFLICT for a link or a file of that name. */
export function openRunFolder(path: string): { readonly root: TreeRoot; readonly fresh: boolean } {
  let fresh = true;
  try {
    mkdirSync(path);
  } catch (error) {
    if (errno(error) !== 'EEXIST') throw fsError(error, 'destination', '');
    fresh = false;
  }
  try {
    return { root: openRoot(path), fresh };
  } catch (error) {
    throw notAFolder(error, '');
  }
}

/** Something else under the name of a folder is a conflict: nothing is written through it, nothing replaced. */
function notAFolder(error: unknown, path: BytePath): SeqwardenError {
  if (errno(error) !== 'ELOOP' && errno(error) !== 'ENOTDIR') return fsError(error, 'destination', path);
  const what = path === '' ? "the run's name" : displayPath(path);
  return new SeqwardenError('CONFLICT', `the destination holds a link or a file, not a folder, as ${what}`, {
    cause: error,
    path,
  });
}

/** Makes all folders of a run, parents first, none through a link. Those that are there stay. */
export function makeFolders(root: TreeRoot, folders: readonly BytePath[]): void {
  const tree = new HeldTree(root);
  try {
    for (const folder of folders) {
      const cut = folder.lastIndexOf('/');
      tree.enter(folder.slice(0, Math.max(cut, 0)));
      try {
        mkdirSync(tree.at(folder.slice(cut + 1)));
      } catch (error) {
        if (errno(error) !== 'EEXIST') throw fsError(error, 'destination', folder);
      }
      try {
        tree.enter(folder);
      } catch (error) {
        throw notAFolder(error, folder);
      }
    }
  } catch (error) {
    throw fsError(error, 'destination', '');
  } finally {
    tree.close();
  }
}

/**
 * Gives each folder (parents before children; '' is the run's own) the modification time of its source, then flushes it to the device:
 * after that the names that were published in it are durable. Works from the last to the first, so children come before parents.
 */
export function finishFolders(source: TreeRoot, destination: TreeRoot, folders: readonly BytePath[]): void {
  const from = new HeldTree(source);
  const to = new HeldTree(destination);
  try {
    for (const folder of [...folders].reverse()) {
      try {
        from.enter(folder);
      } catch (error) {
        throw fsError(error, 'source', folder);
      }
      to.enter(folder);
      if (from.fd < 0 || to.fd < 0) continue;
      const { atimeMs, mtimeMs, mode } = fstatSync(from.fd);
      hideAs(to.fd, mode, FOLDER_BITS);
      futimesSync(to.fd, atimeMs / 1000, mtimeMs / 1000);
      flushFolder(to.fd);
    }
  } catch (error) {
    throw fsError(error, 'destination', '');
  } finally {
    from.close();
    to.close();
  }
}
