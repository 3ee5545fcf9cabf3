import { mkdirSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { HeldTree, type TreeRoot } from '../host/held-tree.ts';
import { OWN_FOLDER } from '../host/run-place.ts';
import { syncFolder } from '../host/write-durable.ts';
import { CUSTODY, syncEntered } from './custody-folder.ts';

/**
 * Moves the `Custody/` of a superseded seal out of the run, to `.seqwarden/superseded/<seal identity>` beside the run: nothing that
 * was ever signed is lost (promise I7), and the run's own list of custody files stays closed.
 */
export function setAsideCustody(root: TreeRoot, identity: string): void {
  const folder = join(dirname(root.path), OWN_FOLDER, 'superseded');
  mkdirSync(folder, { recursive: true });
  const tree = new HeldTree(root);
  try {
    renameSync(tree.at(CUSTODY), join(folder, identity));
    syncEntered(tree);
    syncFolder(folder);
  } finally {
    tree.close();
  }
}
