import { futimesSync } from 'node:fs';
import type { BytePath } from '@seqwarden/proof';
import { flushFolder } from '../../host/flush-folder.ts';
import { fsError } from '../../host/fs-error.ts';
import { HeldTree, type TreeRoot } from '../../host/held-tree.ts';
import { FOLDER_BITS, hideAs } from '../../host/hide-as.ts';
import type { KeptAttributes } from '../destination.ts';

/**
 * Gives each folder the times of its source, hides what the source hid, then flushes it to the device: after that the names that were
 * published in it are durable. `folders` has parents before children and is worked off from its end. Where folders cannot be held (plain
 * reach), nothing is done.
 */
export function settleFolders(
  root: TreeRoot,
  folders: ReadonlyMap<BytePath, Omit<KeptAttributes, 'size'>>,
): void {
  const tree = new HeldTree(root);
  try {
    for (const [folder, { atimeMs, mtimeMs, mode }] of [...folders].reverse()) {
      tree.enter(folder);
      if (tree.fd < 0) continue;
      hideAs(tree.fd, mode, FOLDER_BITS);
      futimesSync(tree.fd, atimeMs / 1000, mtimeMs / 1000);
      flushFolder(tree.fd);
    }
  } catch (error) {
    throw fsError(error, 'destination', '');
  } finally {
    tree.close();
  }
}
