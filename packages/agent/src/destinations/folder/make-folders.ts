import { mkdirSync, readdirSync } from 'node:fs';
import { type BytePath, displayPath, SeqwardenError } from '@seqwarden/proof';
import { errno, fsError } from '../../host/fs-error.ts';
import { HeldTree, openRoot, type TreeRoot } from '../../host/held-tree.ts';
import { folderOf, nameOf } from '../../host/path-parts.ts';
import { requireShown } from '../taken-name.ts';

/** Opens the run's own folder, and makes it where it is not there. Throws CONFLICT for a link or a file of that name. */
export function makeRunFolder(path: string): { readonly root: TreeRoot; readonly fresh: boolean } {
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

/** As {@link makeRunFolder}, but undefined where nothing is. */
export function openRunFolder(path: string): TreeRoot | undefined {
  try {
    return openRoot(path);
  } catch (error) {
    if (errno(error) === 'ENOENT') return undefined;
    throw notAFolder(error, '');
  }
}

/** Makes all folders of a run, parents first, none through a link. Those that are there stay; NAME_COLLISION, when all are made, where the destination takes two for one. */
export function makeFolders(root: TreeRoot, folders: readonly BytePath[]): void {
  const tree = new HeldTree(root);
  const there: BytePath[] = [];
  try {
    for (const folder of folders) {
      tree.enter(folderOf(folder));
      try {
        mkdirSync(tree.at(nameOf(folder)));
      } catch (error) {
        if (errno(error) !== 'EEXIST') throw fsError(error, 'destination', folder);
        there.push(folder);
      }
      try {
        tree.enter(folder);
      } catch (error) {
        throw notAFolder(error, folder);
      }
    }
    for (const [above, these] of Map.groupBy(there, folderOf)) {
      tree.enter(above);
      requireShown(these, readdirSync(tree.at(''), { encoding: 'latin1' }));
    }
  } catch (error) {
    throw fsError(error, 'destination', '');
  } finally {
    tree.close();
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
