import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { ADDENDA_FOLDER, AMENDED_FOLDER, addendumFolder, type BytePath } from '@seqwarden/proof';
import { errno } from '../host/fs-error.ts';
import { closeRoot, HeldTree, openRoot, type TreeRoot } from '../host/held-tree.ts';
import { folderOf, nameOf } from '../host/path-parts.ts';
import { visitRun } from '../host/visit-run.ts';
import { type FoundEntry, type FoundRun, foundFiles, OTHER_DIGEST } from './found-run.ts';
import { CUSTODY } from './read-custody.ts';

const PIECE = 1 << 20;
const NO_LINK = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

export interface AmendedReading {
  /** What is larger than this is not read: it cannot be what was signed. In bytes. */
  readonly largest: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Hashes what lies below an addendum's `files/`; undefined: there is none. These files are few, one after the other will do. Throws
 * SOURCE_* and file system errors where the folders cannot be read, and the signal's reason.
 */
export async function amendedFiles(
  place: TreeRoot,
  number: number,
  { largest, signal }: AmendedReading,
): Promise<FoundRun | undefined> {
  const root = openAmended(place, number);
  if (root === undefined) return undefined;
  const tree = new HeldTree(root);
  try {
    const { paths, special } = listAmended(root);
    const files: { path: BytePath; sha256: string | undefined }[] = [];
    for (const path of paths) {
      tree.enter(folderOf(path));
      files.push({ path, sha256: await hashFile(tree.at(nameOf(path)), largest, signal) });
    }
    return foundFiles(files, special);
  } finally {
    tree.close();
    closeRoot(root);
  }
}

function openAmended(place: TreeRoot, number: number): TreeRoot | undefined {
  const tree = new HeldTree(place);
  try {
    tree.enter(`${CUSTODY}/${ADDENDA_FOLDER}/${addendumFolder(number)}`);
    return openRoot(String(tree.at(AMENDED_FOLDER)));
  } catch (error) {
    if (errno(error) === 'ENOENT') return undefined;
    throw error;
  } finally {
    tree.close();
  }
}

function listAmended(root: TreeRoot): { paths: BytePath[]; special: FoundEntry[] } {
  const paths: BytePath[] = [];
  const special: FoundEntry[] = [];
  visitRun(root, 'source', {
    folder: () => {},
    file: (folder, name) => paths.push(folder === '' ? name : `${folder}/${name}`),
    special: ({ path, kind }) => special.push({ path, kind: kind === 'quarantined' ? 'folder' : kind }),
    // No path of a run begins with this name, so that whatever it is, it was never signed.
    custody: ({ name, kind }) => special.push({ path: name, kind }),
  });
  return { paths, special };
}

/** undefined where it cannot be read. Throws the signal's reason. */
async function hashFile(
  path: string | Buffer,
  largest: number,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  let fd: number;
  try {
    fd = openSync(path, NO_LINK);
  } catch (error) {
    if (errno(error) === '') throw error;
    return undefined;
  }
  try {
    const stat = fstatSync(fd);
    if (!stat.isFile()) return undefined;
    if (stat.size > largest) return OTHER_DIGEST;
    const digest = createHash('sha256');
    const piece = Buffer.allocUnsafe(Math.min(PIECE, stat.size + 1));
    for (;;) {
      signal?.throwIfAborted();
      const got = readSync(fd, piece, 0, piece.length, null);
      if (got === 0) return digest.digest('hex');
      digest.update(piece.subarray(0, got));
      await setImmediate();
    }
  } catch (error) {
    if (errno(error) === '') throw error;
    return undefined;
  } finally {
    closeSync(fd);
  }
}
