import { statSync } from 'node:fs';
import type { BytePath } from '@seqwarden/proof';
import type { KeptAttributes } from '../destinations/destination.ts';
import { fsError } from '../host/fs-error.ts';
import { HeldTree, type TreeRoot } from '../host/held-tree.ts';

export type FolderAttributes = ReadonlyMap<BytePath, Omit<KeptAttributes, 'size'>>;

/** Modes and times of a source's folders, in the order given. Throws SOURCE_*. */
export function folderAttributes(source: TreeRoot, folders: readonly BytePath[]): FolderAttributes {
  const tree = new HeldTree(source);
  const found = new Map<BytePath, Omit<KeptAttributes, 'size'>>();
  try {
    for (const folder of folders) {
      try {
        tree.enter(folder);
        const { mode, mtimeMs, atimeMs } = statSync(tree.at(''));
        found.set(folder, { mode, mtimeMs, atimeMs });
      } catch (error) {
        throw fsError(error, 'source', folder);
      }
    }
    return found;
  } finally {
    tree.close();
  }
}
