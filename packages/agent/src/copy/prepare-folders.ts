import { fstatSync, fsyncSync, futimesSync, mkdirSync } from 'node:fs';
import type { BytePath } from '@seqwarden/proof';
import { errno, fsError } from '../host/fs-error.ts';
import { HeldTree, type TreeRoot } from '../host/held-tree.ts';

/** Makes the run's own folder at a destination. true: it is new. */
export function makeRunFolder(path: string): boolean {
  try {
    mkdirSync(path);
    return true;
  } catch (error) {
    if (errno(error) === 'EEXIST') return false;
    throw fsError(error, 'destination', '');
  }
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
      // entering proves that what is there is a folder and no link
      tree.enter(folder);
    }
  } catch (error) {
    throw fsError(error, 'destination', '');
  } finally {
    tree.close();
  }
}

/**
 * Gives each folder the modification time of its source, then flushes it to the device: after that the names that were
 * published in it are durable. Children before parents, the run's own folder last.
 */
export function finishFolders(source: TreeRoot, destination: TreeRoot, folders: readonly BytePath[]): void {
  const from = new HeldTree(source);
  const to = new HeldTree(destination);
  try {
    for (const folder of ['', ...folders].reverse()) {
      try {
        from.enter(folder);
      } catch (error) {
        throw fsError(error, 'source', folder);
      }
      to.enter(folder);
      if (from.fd < 0 || to.fd < 0) continue;
      const { atimeMs, mtimeMs } = fstatSync(from.fd);
      futimesSync(to.fd, atimeMs / 1000, mtimeMs / 1000);
      fsyncSync(to.fd);
    }
  } catch (error) {
    throw fsError(error, 'destination', '');
  } finally {
    from.close();
    to.close();
  }
}
