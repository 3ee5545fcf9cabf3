import { renameSync, unlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { BytePath } from '@seqwarden/proof';
import { fsError } from '../host/fs-error.ts';
import { HeldTree, type TreeRoot } from '../host/held-tree.ts';
import { makeOwnFolder } from '../host/own-file.ts';
import { folderOf, nameOf } from '../host/path-parts.ts';
import { OWN_FOLDER } from '../host/run-place.ts';
import { takeName } from '../host/take-name.ts';
import { temporaryName } from '../host/temporary-name.ts';
import { writeDurable } from '../host/write-durable.ts';
import { syncEntered } from './publish-custody.ts';

/**
 * A proof beside a statement that lies in a run, whole or not at all: written outside the run, where what a crash leaves is no file too many, and given its name
 * there. False, and nothing changed, where the name is taken, but for `replaces`. Durable on return. Throws DESTINATION_*.
 */
export function putProof(root: TreeRoot, path: BytePath, bytes: Uint8Array, replaces: boolean): boolean {
  const own = join(dirname(root.path), OWN_FOLDER);
  const temporary = temporaryName();
  const tree = new HeldTree(root);
  try {
    makeOwnFolder(own);
    tree.enter(folderOf(path));
    writeDurable(own, temporary, bytes, 0o644);
    if (replaces) renameSync(join(own, temporary), tree.at(nameOf(path)));
    else if (!takeName(join(own, temporary), tree.at(nameOf(path)))) {
      unlinkSync(join(own, temporary));
      return false;
    }
    syncEntered(tree);
    return true;
  } catch (error) {
    throw fsError(error, 'destination', path);
  } finally {
    tree.close();
  }
}
