import { lstatSync } from 'node:fs';
import { displayPath } from '@seqwarden/proof';
import { fsError } from '../host/fs-error.ts';
import { HeldTree, type TreeRoot } from '../host/held-tree.ts';
import type { Failure } from './failure.ts';
import { FileTable, type TableBuffers } from './file-table.ts';
import { Shares, type SharesBuffers } from './shares.ts';

/** What every thread of a pool is given to look at all files once more. */
export interface RecheckWork {
  readonly kind: 'recheck';
  readonly thread: number;
  readonly table: TableBuffers;
  readonly shares: SharesBuffers;
  readonly source: TreeRoot;
}

/**
 * Compares every file's size, times and inode with what its row noted when it was read. The first difference stops all threads.
 * Times are compared as Node gives them, in milliseconds with a fraction good to a quarter of a microsecond.
 */
export function recheckRows(work: RecheckWork, report: (failure: Failure) => void): void {
  const table = new FileTable(work.table);
  const shares = new Shares(work.shares);
  const tree = new HeldTree(work.source);
  for (const [first, end] of shares.take(work.thread)) {
    for (let row = first; row < end; row++) {
      try {
        tree.enter(table.folder(row));
        const found = lstatSync(tree.at(table.name(row)), { throwIfNoEntry: false });
        if (found !== undefined && table.sameAttributes(row, found)) continue;
        const path = table.path(row);
        report({
          row,
          path,
          code: 'SOURCE_CHANGED',
          message: `${displayPath(path)} changed after it was read`,
        });
      } catch (error) {
        const path = table.path(row);
        const { code, message } = fsError(error, 'source', path);
        report({ row, path, code, message });
      }
      shares.stop();
    }
  }
  tree.close();
}
