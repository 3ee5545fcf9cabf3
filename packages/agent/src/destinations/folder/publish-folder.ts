import { mkdirSync, readdirSync, renameSync, rmdirSync, statfsSync, unlinkSync } from 'node:fs';
import type { BytePath } from '@seqwarden/proof';
import { errno } from '../../host/fs-error.ts';
import { HeldTree, type TreeRoot } from '../../host/held-tree.ts';
import { folderOf, nameOf } from '../../host/path-parts.ts';
import { takeName } from '../../host/take-name.ts';

/** statfs(2) of a share of Windows' kind: SMB_SUPER_MAGIC, CIFS_SUPER_MAGIC, SMB2_SUPER_MAGIC. A server may refuse to rename what somebody has open. */
const SMB = new Set([0x517b, 0xff534d42, 0xfe534d42]);

export function renamesWhatIsHeld({ reach, fd }: TreeRoot): boolean {
  return reach === 'held' && !SMB.has(statfsSync(`/proc/self/fd/${fd}`).type >>> 0);
}

/** Enters a folder, and makes it where nothing is. Throws as the file system does. */
export function enterMade(tree: HeldTree, folder: BytePath): void {
  try {
    tree.enter(folder);
    return;
  } catch (error) {
    if (errno(error) !== 'ENOENT') throw error;
  }
  tree.enter(folderOf(folder));
  try {
    mkdirSync(tree.at(nameOf(folder)));
  } catch (error) {
    // another thread was first
    if (errno(error) !== 'EEXIST') throw error;
  }
  tree.enter(folder);
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
 * Renames a folder to `final`, which lies in the same one and is empty: rename() replaces nothing else. Where that is refused its files get their names one by one, see {@link takeName}.
 * Returns the paths that were taken, of files that are gone then. Throws as the file system does.
 */
export function publishFolder(root: TreeRoot, tree: HeldTree, unseen: BytePath, final: BytePath): BytePath[] {
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
    const taken = readdirSync(from.at(''), { encoding: 'latin1' }).filter(name => {
      if (takeName(from.at(name), tree.at(name))) return false;
      unlinkSync(from.at(name));
      return true;
    });
    tree.enter(folderOf(final));
    rmdirSync(tree.at(nameOf(unseen)));
    return taken.map(name => `${final}/${name}`);
  } finally {
    from.close();
  }
}
