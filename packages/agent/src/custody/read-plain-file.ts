import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import type { BytePath } from '@seqwarden/proof';
import { errno } from '../host/fs-error.ts';
import { HeldTree, type TreeRoot } from '../host/held-tree.ts';
import { folderOf, nameOf } from '../host/path-parts.ts';
import type { TakeBytes } from './write-addendum.ts';

/** O_NONBLOCK, so that a FIFO cannot hold us up. */
const READ = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
const PIECE = 1 << 18;

/** What opening a link, a socket, nothing, or a name below a file gives. */
const NO_FILE = new Set(['ELOOP', 'EMLINK', 'ENXIO', 'ENOENT', 'ENOTDIR', 'EISDIR']);

/**
 * Hands the bytes of a plain file below `root` to `take`, in order, and others a turn after each piece; false: no plain file is there. Throws as the
 * file system does, and what `take` throws.
 */
export async function readPlainFile(root: TreeRoot, path: BytePath, take: TakeBytes): Promise<boolean> {
  const fd = openBelow(root, path);
  if (fd === undefined) return false;
  try {
    if (!fstatSync(fd).isFile()) return false;
    const buffer = Buffer.allocUnsafe(PIECE);
    for (let got = readSync(fd, buffer); got > 0; got = readSync(fd, buffer)) {
      await take(buffer.subarray(0, got));
      await setImmediate();
    }
    return true;
  } finally {
    closeSync(fd);
  }
}

function openBelow(root: TreeRoot, path: BytePath): number | undefined {
  const tree = new HeldTree(root);
  try {
    tree.enter(folderOf(path));
    return openSync(tree.at(nameOf(path)), READ);
  } catch (error) {
    if (NO_FILE.has(errno(error))) return undefined;
    throw error;
  } finally {
    tree.close();
  }
}
