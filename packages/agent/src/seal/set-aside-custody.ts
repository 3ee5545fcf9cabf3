import { existsSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { syncEntered } from '../custody/publish-custody.ts';
import { CUSTODY } from '../custody/read-custody.ts';
import { flushFolderAt } from '../host/flush-folder.ts';
import { fsError } from '../host/fs-error.ts';
import { HeldTree, type TreeRoot } from '../host/held-tree.ts';
import { makePath } from '../host/make-path.ts';
import { OWN_FOLDER } from '../host/run-place.ts';

/**
 * Moves the `Custody/` of a superseded seal out of the run, to `.seqwarden/superseded/<seal identity>` beside the run: nothing that
 * was ever signed is lost (promise I7), and the run's own list of custody files stays closed.
 */
export function setAsideCustody(root: TreeRoot, identity: string): void {
  const folder = supersededFolder(root);
  const tree = new HeldTree(root);
  try {
    makePath(folder);
    renameSync(tree.at(CUSTODY), join(folder, freeName(folder, identity)));
    syncEntered(tree);
    flushFolderAt(folder);
  } catch (error) {
    throw fsError(error, 'destination', `${OWN_FOLDER}/superseded`);
  } finally {
    tree.close();
  }
}

/** Whether {@link setAsideCustody} moved this seal away before. */
export function isSetAside(root: TreeRoot, identity: string): boolean {
  return existsSync(join(supersededFolder(root), identity));
}

function supersededFolder(root: TreeRoot): string {
  return join(dirname(root.path), OWN_FOLDER, 'superseded');
}

/** A seal that was put back is set aside a second time. */
function freeName(folder: string, identity: string): string {
  let name = identity;
  for (let number = 2; existsSync(join(folder, name)); number++) name = `${identity}-${number}`;
  return name;
}
