import { fstatSync, lstatSync, type Stats } from 'node:fs';
import type { FileTable } from '../engine/file-table.ts';
import { errno, fsError } from '../host/fs-error.ts';
import { HeldTree, type TreeRoot } from '../host/held-tree.ts';

const MOST_LOOKED_AT = 1000;

/**
 * What a folder and up to 1000 files of `table`, evenly spread, are to the file system (device and inode); files that are not there are left out. Two places that share one
 * are one copy by two names: a bind mount, or hard links. Throws SOURCE_* or DESTINATION_*.
 */
export function inodesOf(
  root: TreeRoot,
  table: FileTable,
  role: 'source' | 'destination',
): ReadonlySet<string> {
  const tree = new HeldTree(root);
  try {
    const seen = new Set([named(root.fd >= 0 ? fstatSync(root.fd) : lstatSync(root.path))]);
    const step = Math.max(1, Math.ceil(table.count / MOST_LOOKED_AT));
    for (let row = 0; row < table.count; row += step) {
      const stat = lookAt(tree, table, row);
      if (stat?.isFile()) seen.add(named(stat));
    }
    return seen;
  } catch (error) {
    throw fsError(error, role, '');
  } finally {
    tree.close();
  }
}

function lookAt(tree: HeldTree, table: FileTable, row: number): Stats | undefined {
  try {
    tree.enter(table.folder(row));
    return lstatSync(tree.at(table.name(row)));
  } catch (error) {
    if (errno(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function named({ dev, ino }: Stats): string {
  return `${dev}:${ino}`;
}
