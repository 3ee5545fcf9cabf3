import { readdirSync, rmdirSync, unlinkSync } from 'node:fs';
import type { BytePath } from '@seqwarden/proof';
import { removeFolder } from '../../custody/publish-custody.ts';
import { isUnpublishedAddendum } from '../../custody/unpublished-addendum.ts';
import { fsError } from '../../host/fs-error.ts';
import { HeldTree, type TreeRoot } from '../../host/held-tree.ts';
import { folderOf, nameOf } from '../../host/path-parts.ts';
import { TEMPORARY } from '../../host/temporary-name.ts';
import { visitRun } from '../../host/visit-run.ts';

/**
 * Removes what an interrupted copy left: files, and folders of files or of an addendum, whose name is one of our temporary names and whose path is not in
 * `source`. Links and the like are not ours, whatever they are called. Call it under the run's lock only.
 */
export function removeLeftovers(root: TreeRoot, source: ReadonlySet<BytePath>): void {
  const left: { readonly folder: BytePath; readonly name: BytePath; readonly isFolder: boolean }[] = [];
  const consider = (path: BytePath, isFolder: boolean) => {
    const name = nameOf(path);
    if (TEMPORARY.test(name) && !source.has(path)) left.push({ folder: folderOf(path), name, isFolder });
  };
  visitRun(root, 'destination', {
    folder: path => consider(path, true),
    file: (folder, name) => {
      if (TEMPORARY.test(name)) consider(folder === '' ? name : `${folder}/${name}`, false);
    },
    special: () => {},
    custody: () => {},
  });
  const tree = new HeldTree(root);
  try {
    // Folders come first in the order of the walk, and what is in one of them goes before it.
    for (const { folder, name, isFolder } of left.toReversed()) {
      if (isFolder && folder === '' && isUnpublishedAddendum(entriesOf(tree, name))) {
        removeFolder(tree, name);
        continue;
      }
      if (isFolder) removeFlat(tree, folder === '' ? name : `${folder}/${name}`);
      tree.enter(folder);
      if (isFolder) rmdirSync(tree.at(name));
      else unlinkSync(tree.at(name));
    }
  } catch (error) {
    throw fsError(error, 'destination', '');
  } finally {
    tree.close();
  }
}

function entriesOf(tree: HeldTree, folder: BytePath) {
  tree.enter(folder);
  const entries = readdirSync(tree.at(''), { withFileTypes: true, encoding: 'latin1' });
  return entries.map(entry => ({ name: entry.name, isFile: entry.isFile(), isFolder: entry.isDirectory() }));
}

/** Other folders of ours hold files only; any other makes this throw, and stays. */
function removeFlat(tree: HeldTree, folder: BytePath): void {
  tree.enter(folder);
  for (const name of readdirSync(tree.at(''), { encoding: 'latin1' })) unlinkSync(tree.at(name));
}
