import { createHash } from 'node:crypto';
import { type Dirent, readdirSync, readlinkSync } from 'node:fs';
import { type BytePath, SeqwardenError, type SpecialEntry } from '@seqwarden/proof';
import { fsError } from './fs-error.ts';
import { HeldTree, type TreeRoot } from './held-tree.ts';

/** What is told from others by its kind alone: see {@link Visitor}. */
type FoundKind = Exclude<SpecialEntry['kind'], 'quarantined'>;

export interface CustodyEntry {
  readonly name: BytePath;
  readonly kind: FoundKind | 'file';
}

/** Is told what a walk meets: files in ascending order of their paths, a folder before what is in it. */
export interface Visitor {
  readonly folder: (path: BytePath) => void;
  readonly file: (folder: BytePath, name: BytePath) => void;
  readonly special: (entry: SpecialEntry) => void;
  readonly custody: (entry: CustodyEntry) => void;
}

const DEEPEST = 64;
const LONGEST = 4096;

/**
 * Goes over a run in the order of its byte paths: by names alone, nothing is opened but folders.
 * `role` decides whose fault an error is. Throws SOURCE_* or DESTINATION_*.
 */
export function visitRun(root: TreeRoot, role: 'source' | 'destination', visitor: Visitor): void {
  const tree = new HeldTree(root);
  try {
    visitFolder(tree, '', 0, role, visitor);
  } finally {
    tree.close();
  }
}

function visitFolder(
  tree: HeldTree,
  folder: BytePath,
  depth: number,
  role: 'source' | 'destination',
  visitor: Visitor,
): void {
  if (depth > DEEPEST)
    throw new SeqwardenError('RUN_UNREADABLE', `folders nested deeper than ${DEEPEST}`, { path: folder });
  visitor.folder(folder);
  // Of what is copied: links and the like are left out, and the folder that held only them is then there and empty.
  let empty = true;
  for (const entry of list(tree, folder, role)) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (path.length > LONGEST)
      throw new SeqwardenError('RUN_UNREADABLE', `a path longer than ${LONGEST} bytes`, { path });
    if (folder === '' && entry.name.toLowerCase() === 'custody') {
      visitor.custody({ name: entry.name, kind: entry.isFile() ? 'file' : kindOf(entry) });
      continue;
    }
    if (entry.isFile()) {
      empty = false;
      visitor.file(folder, entry.name);
    } else if (entry.isDirectory()) {
      empty = false;
      visitFolder(tree, path, depth + 1, role, visitor);
    } else {
      const kind = kindOf(entry);
      visitor.special(
        kind === 'symlink'
          ? { path, kind, targetSha256: targetDigest(tree, folder, entry.name, role) }
          : { path, kind },
      );
    }
  }
  if (empty && folder !== '') visitor.special({ path: folder, kind: 'folder' });
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
