import { lstatSync } from 'node:fs';
import type { FileTable } from '../engine/file-table.ts';
import { HeldTree, type TreeRoot } from '../host/held-tree.ts';
import type { Branch } from './branch.ts';

/** What stays where it is. */
interface Staying {
  readonly isSealed?: (branch: Branch) => boolean;
  /** Somebody knows the row as copied, and decides himself what becomes of it. */
  readonly isNoted?: (row: number) => boolean;
}

/**
 * For a copy that ends without a seal because its source changed: takes away again what it wrote itself and what the source no longer
 * has like that. Otherwise the next copy would find a conflict between two states of one file that nobody ever sealed. A name alone does not
 * make a file ours: only the very bytes that were written go, and none where a seal lies already. What cannot be looked at, or taken away, stays and
 * is that conflict.
 */
export async function withdrawChanged(
  source: TreeRoot,
  files: FileTable,
  branches: readonly Branch[],
  { isSealed = hasCustody, isNoted = () => false }: Staying = {},
): Promise<void> {
  const tree = new HeldTree(source);
  for (let row = 0; row < files.count; row++) {
    const written = files.written[row] ?? 0;
    if (written === 0 || isNoted(row) || isAsItWas(tree, files, row)) continue;
    for (const [at, branch] of branches.entries()) {
      if ((written & (1 << at)) === 0 || isSealed(branch)) continue;
      try {
        if (await isAsWritten(branch, files, row)) await branch.run.withdraw(files.path(row));
      } catch {
        // see above
      }
    }
  }
  tree.close();
}

function hasCustody({ custody }: Branch): boolean {
  return custody.kind !== 'none';
}

async function isAsWritten({ run }: Branch, files: FileTable, row: number): Promise<boolean> {
  const there = await run.files.hash(files.path(row));
  return there?.size === files.size(row) && there.sha256 === files.digestHex(row);
}

function isAsItWas(tree: HeldTree, files: FileTable, row: number): boolean {
  try {
    tree.enter(files.folder(row));
    const now = lstatSync(tree.at(files.name(row)), { throwIfNoEntry: false });
    return now !== undefined && files.sameAttributes(row, now);
  } catch {
    // What cannot be looked at is not known to have changed.
    return true;
  }
}
