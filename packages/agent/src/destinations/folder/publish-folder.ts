import { readdirSync, renameSync, rmdirSync, statfsSync, unlinkSync } from 'node:fs';
import type { BytePath } from '@seqwarden/proof';
import { fsError } from '../../host/fs-error.ts';
import { HeldTree, type TreeRoot } from '../../host/held-tree.ts';
import { folderOf, nameOf } from '../../host/path-parts.ts';
import { takeName } from '../../host/take-name.ts';
import type { Unnamed } from '../destination.ts';

/** statfs(2) of a share of Windows' kind: SMB_SUPER_MAGIC, CIFS_SUPER_MAGIC, SMB2_SUPER_MAGIC. A server may refuse to rename what somebody has open. */
const SMB = new Set([0x517b, 0xff534d42, 0xfe534d42]);

export function renamesWhatIsHeld({ reach, fd }: TreeRoot): boolean {
  return reach === 'held' && !SMB.has(statfsSync(`/proc/self/fd/${fd}`).type >>> 0);
}

/**
 * Removes those entries of a folder that have just these names. They are looked up in its list: a file system that takes two names for one would remove another file by them.
 * Throws as the file system does.
 */
export function removeFrom(tree: HeldTree, folder: BytePath, names: ReadonlySet<BytePath>): void {
  if (names.size === 0) return;
  tree.enter(folder);
  for (const name of readdirSync(tree.at(''), { encoding: 'latin1' }))
    if (names.has(name)) unlinkSync(tree.at(name));
}

/**
 * Renames a folder to `final`, which lies in the same one and is empty: rename() replaces nothing else. Where that is refused its files get their names one by one, see {@link takeName},
 * and one that gets none leaves the others theirs. Throws as the file system does, before any file has a name.
 */
export function publishFolder(root: TreeRoot, tree: HeldTree, unseen: BytePath, final: BytePath): Unnamed[] {
  tree.enter(folderOf(final));
  try {
    renameSync(tree.at(nameOf(unseen)), tree.at(nameOf(final)));
    return [];
  } catch {
    // Something stands there, or this file system cannot do it: the next steps tell.
  }
  const from = new HeldTree(root);
  try {
    from.enter(unseen);
    tree.enter(final);
    const unnamed: Unnamed[] = [];
    const attempt = (path: BytePath, act: () => void) => {
      try {
        act();
      } catch (error) {
        unnamed.push({ path, error: fsError(error, 'destination', path) });
      }
    };
    for (const name of readdirSync(from.at(''), { encoding: 'latin1' })) {
      const path = `${final}/${name}`;
      attempt(path, () => {
        if (takeName(from.at(name), tree.at(name))) return;
        unlinkSync(from.at(name));
        unnamed.push({ path });
      });
    }
    // What got no name is in it still: a leftover.
    if (unnamed.every(({ error }) => error === undefined))
      attempt(final, () => {
        tree.enter(folderOf(final));
        rmdirSync(tree.at(nameOf(unseen)));
      });
    return unnamed;
  } finally {
    from.close();
  }
}
