import { lstatSync } from 'node:fs';
import { type BytePath, displayPath, SeqwardenError } from '@seqwarden/proof';
import { fsError } from '../host/fs-error.ts';
import { HeldTree, type TreeRoot } from '../host/held-tree.ts';
import type { FileTable } from './file-table.ts';
import { type Walk, walk } from './walk.ts';

/**
 * The last look at a source before it is sealed: the same names, and every file with the size, times and inode that it
 * had when it was read. Throws SOURCE_CHANGED with the first difference.
 *
 * Times are compared as Node gives them, in milliseconds with a fraction good to a quarter of a microsecond.
 */
export function recheck(root: TreeRoot, before: Walk): void {
  const after = walk(root);
  const added = firstDifference(before, after);
  if (added !== undefined)
    throw new SeqwardenError('SOURCE_CHANGED', `${displayPath(added)} appeared or vanished during the copy`, {
      path: added,
    });
  recheckAttributes(root, before.files);
}

function firstDifference(before: Walk, after: Walk): BytePath | undefined {
  const rows = Math.max(before.files.count, after.files.count);
  for (let row = 0; row < rows; row++) {
    const was = row < before.files.count ? before.files.path(row) : undefined;
    const is = row < after.files.count ? after.files.path(row) : undefined;
    if (was !== is) return was !== undefined && (is === undefined || was < is) ? was : is;
  }
  const key = (entry: Walk['special'][number]) =>
    `${entry.kind} ${entry.kind === 'symlink' ? entry.targetSha256 : ''} ${entry.path}`;
  const were = new Set(before.special.map(key));
  const are = new Set(after.special.map(key));
  return [
    ...before.special.filter(entry => !are.has(key(entry))),
    ...after.special.filter(entry => !were.has(key(entry))),
  ][0]?.path;
}

function recheckAttributes(root: TreeRoot, files: FileTable): void {
  const tree = new HeldTree(root);
  let folder = -1;
  try {
    for (let row = 0; row < files.count; row++) {
      if (files.folderNumber(row) !== folder) {
        folder = files.folderNumber(row);
        tree.enter(files.folder(row));
      }
      const found = lstatSync(tree.at(files.name(row)), { throwIfNoEntry: false });
      if (found === undefined || !files.sameAttributes(row, found)) {
        const path = files.path(row);
        throw new SeqwardenError('SOURCE_CHANGED', `${displayPath(path)} changed after it was read`, {
          path,
        });
      }
    }
  } catch (error) {
    throw fsError(error, 'source', '');
  } finally {
    tree.close();
  }
}
