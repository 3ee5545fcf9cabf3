import type { BytePath, SpecialEntry } from '@seqwarden/proof';
import type { TreeRoot } from '../host/held-tree.ts';
import { type CustodyEntry, visitRun } from '../host/visit-run.ts';
import type { FileTable } from './file-table.ts';
import { TableBuilder } from './table-builder.ts';

export interface Walk {
  readonly files: FileTable;
  /** Every folder below the root, parents before children. */
  readonly folders: readonly BytePath[];
  /** Ascending by path. */
  readonly special: readonly SpecialEntry[];
  /** Entries of the root that are named `Custody` in any letter case: not part of the run. */
  readonly custody: readonly CustodyEntry[];
}

/** Lists a run: see {@link visitRun}. */
export function walk(root: TreeRoot, role: 'source' | 'destination' = 'source'): Walk {
  const table = new TableBuilder();
  const folders: BytePath[] = [];
  const special: SpecialEntry[] = [];
  const custody: CustodyEntry[] = [];
  visitRun(root, role, {
    folder: path => void (path !== '' && folders.push(path)),
    file: (folder, name) => table.file(folder, name),
    special: entry => void special.push(entry),
    custody: entry => void custody.push(entry),
  });
  special.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { files: table.build(), folders, special, custody };
}

/** Throws what {@link walk} would. */
export function requireReadable(root: TreeRoot): void {
  const pass = () => {};
  visitRun(root, 'source', { folder: pass, file: pass, special: pass, custody: pass });
}
