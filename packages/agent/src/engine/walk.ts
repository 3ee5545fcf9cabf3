import { createHash } from 'node:crypto';
import { type Dirent, readdirSync, readlinkSync } from 'node:fs';
import { type BytePath, SeqwardenError, type SpecialEntry } from '@seqwarden/proof';
import { fsError } from '../host/fs-error.ts';
import { HeldTree, type TreeRoot } from '../host/held-tree.ts';
import type { FileTable } from './file-table.ts';
import { TableBuilder } from './table-builder.ts';

export interface Walk {
  readonly files: FileTable;
  /** Every folder below the root, parents before children. */
  readonly folders: readonly BytePath[];
  /** Ascending by path. */
  readonly special: readonly SpecialEntry[];
  /** Entries of the root that are named `Custody` in any letter case: not part of the run. */
  readonly custody: readonly { readonly name: BytePath; readonly kind: FoundKind | 'file' }[];
}

const DEEPEST = 64;
const LONGEST = 4096;

/**
 * Lists a run in the order of its byte paths: by names alone, nothing is opened but folders.
 * `role` decides whose fault an error is. Throws SOURCE_* or DESTINATION_*.
 */
export function walk(root: TreeRoot, role: 'source' | 'destination' = 'source'): Walk {
  const tree = new HeldTree(root);
  const table = new TableBuilder();
  const folders: BytePath[] = [];
  const special: SpecialEntry[] = [];
  const custody: { name: BytePath; kind: FoundKind | 'file' }[] = [];

  const visit = (folder: BytePath, depth: number): void => {
    const entries = list(tree, folder, role);
    if (depth > DEEPEST)
      throw new SeqwardenError('RUN_UNREADABLE', `folders nested deeper than ${DEEPEST}`, { path: folder });
    const number = table.folder(folder);
    // Of what is copied: links and the like are left out, and the folder that held only them is then there and empty.
    let empty = true;
    for (const entry of entries) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (path.length > LONGEST)
        throw new SeqwardenError('RUN_UNREADABLE', `a path longer than ${LONGEST} bytes`, { path });
      if (folder === '' && entry.name.toLowerCase() === 'custody') {
        custody.push({ name: entry.name, kind: entry.isFile() ? 'file' : kindOf(entry) });
        continue;
      }
      if (entry.isFile() || entry.isDirectory()) empty = false;
      if (entry.isFile()) {
        table.file(number, entry.name);
      } else if (entry.isDirectory()) {
        folders.push(path);
        visit(path, depth + 1);
      } else {
        const kind = kindOf(entry);
        special.push(
          kind === 'symlink'
            ? { path, kind, targetSha256: targetDigest(tree, folder, entry.name, role) }
            : { path, kind },
        );
      }
    }
    if (empty && folder !== '') special.push({ path: folder, kind: 'folder' });
  };

  try {
    visit('', 0);
  } finally {
    tree.close();
  }
  special.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { files: table.build(), folders, special, custody };
}

/**
 * A folder's entries so that a walk in this order meets files in the order of their whole paths: a folder `a`
 * counts as `a/`, since that is how the paths of its files go on.
 */
function list(tree: HeldTree, folder: BytePath, role: 'source' | 'destination'): Dirent[] {
  try {
    tree.enter(folder);
    const entries = readdirSync(tree.at(''), { withFileTypes: true, encoding: 'latin1' });
    const key = (entry: Dirent) => (entry.isDirectory() ? `${entry.name}/` : entry.name);
    const keyed = entries.map(entry => ({ key: key(entry), entry }));
    keyed.sort((a, b) => (a.key < b.key ? -1 : 1));
    return keyed.map(({ entry }) => entry);
  } catch (error) {
    throw fsError(error, role, folder);
  }
}

type FoundKind = Exclude<SpecialEntry['kind'], 'quarantined'>;

function kindOf(entry: Dirent): FoundKind {
  if (entry.isSymbolicLink()) return 'symlink';
  if (entry.isDirectory()) return 'folder';
  if (entry.isFIFO()) return 'fifo';
  if (entry.isSocket()) return 'socket';
  return 'device';
}

function targetDigest(
  tree: HeldTree,
  folder: BytePath,
  name: BytePath,
  role: 'source' | 'destination',
): string {
  try {
    tree.enter(folder);
    return createHash('sha256')
      .update(readlinkSync(tree.at(name), { encoding: 'buffer' }))
      .digest('hex');
  } catch (error) {
    throw fsError(error, role, `${folder}/${name}`);
  }
}
