import { closeSync, constants, fstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { type BytePath, MANIFEST_FILE, SeqwardenError } from '@seqwarden/proof';
import { errno } from '../host/fs-error.ts';
import { HeldTree, type TreeRoot } from '../host/held-tree.ts';

export const CUSTODY = 'Custody';

/** Bytes of the largest file list (FORMATS.md 2), and of any other file of a seal, which are far smaller. */
export const LARGEST_MANIFEST = 2 ** 30;
export const LARGEST_COMPANION = 1 << 20;

/** How many bytes a file of `Custody/` may have, by its name. */
export function largestOf(name: string): number {
  return name === MANIFEST_FILE ? LARGEST_MANIFEST : LARGEST_COMPANION;
}

/** A closed list of four has no use for more; a hostile folder shall not make us read a million. */
const MOST_ENTRIES = 64;

/** What lies in `Custody/`: bytes of its plain files by name, and the names of what is no plain file or too large. */
export interface CustodyFound {
  readonly files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
  readonly notPlain: readonly BytePath[];
}

/**
 * Reads a custody folder without following links. undefined: there is none. Throws CUSTODY_NOT_PLAIN if `Custody` is no
 * folder, CUSTODY_STRANGER if it holds absurdly many entries, RUN_UNREADABLE if it cannot be read.
 */
export function readCustody(root: TreeRoot, folder: BytePath = CUSTODY): CustodyFound | undefined {
  const tree = new HeldTree(root);
  try {
    tree.enter(folder);
    const entries = readdirSync(tree.at(''), { withFileTypes: true, encoding: 'latin1' });
    if (entries.length > MOST_ENTRIES)
      throw new SeqwardenError('CUSTODY_STRANGER', `Custody/ holds ${entries.length} entries`);
    const files = new Map<string, Uint8Array<ArrayBuffer>>();
    const notPlain: BytePath[] = [];
    for (const entry of entries) {
      const bytes = entry.isFile() ? readWhole(tree.at(entry.name), largestOf(entry.name)) : undefined;
      if (bytes === undefined) notPlain.push(entry.name);
      else files.set(entry.name, bytes);
    }
    return { files, notPlain };
  } catch (error) {
    if (error instanceof SeqwardenError) throw error;
    if (errno(error) === 'ENOENT') return undefined;
    if (errno(error) === 'ENOTDIR' || errno(error) === 'ELOOP') {
      throw new SeqwardenError('CUSTODY_NOT_PLAIN', 'Custody is a link or a file, not a folder', {
        cause: error,
      });
    }
    throw new SeqwardenError('RUN_UNREADABLE', `Custody/ cannot be read: ${errno(error)}`, { cause: error });
  } finally {
    tree.close();
  }
}

/** A small file of a folder of custody, without following links; undefined: it is no plain file, or too large. Throws as the file system does. */
export function readCompanion(
  root: TreeRoot,
  folder: BytePath,
  name: string,
): Uint8Array<ArrayBuffer> | undefined {
  const tree = new HeldTree(root);
  try {
    tree.enter(folder);
    return readWhole(tree.at(name), LARGEST_COMPANION);
  } finally {
    tree.close();
  }
}

/** A plain file's bytes, or undefined if it is a link, not plain, or larger than `limit`. */
export function readWhole(path: string | Buffer, limit: number): Uint8Array<ArrayBuffer> | undefined {
  let fd: number;
  try {
    fd = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    if (errno(error) === 'ELOOP') return undefined;
    throw error;
  }
  try {
    const stat = fstatSync(fd);
    if (!stat.isFile() || stat.size > limit) return undefined;
    const bytes = new Uint8Array(stat.size);
    let filled = 0;
    while (filled < bytes.length) {
      const got = readSync(fd, bytes, filled, bytes.length - filled, null);
      if (got === 0) return bytes.slice(0, filled);
      filled += got;
    }
    return bytes;
  } finally {
    closeSync(fd);
  }
}
