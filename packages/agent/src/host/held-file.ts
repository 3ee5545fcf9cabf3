import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import type { BytePath } from '@seqwarden/proof';
import { errno, fsError } from './fs-error.ts';
import type { HeldTree } from './held-tree.ts';
import { folderOf, nameOf } from './path-parts.ts';

/** O_NONBLOCK, so that a FIFO cannot hold us up. */
const READ = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** A plain file, open. Whoever has it closes it. */
export interface HeldFile {
  readonly fd: number;
  readonly size: number;
}

/** Opens a plain file of a source's tree; undefined where there is none. Throws SOURCE_*. */
export function openHeldFile(tree: HeldTree, path: BytePath): HeldFile | undefined {
  try {
    tree.enter(folderOf(path));
    const fd = openSync(tree.at(nameOf(path)), READ);
    try {
      const stat = fstatSync(fd);
      if (stat.isFile()) return { fd, size: stat.size };
    } catch (error) {
      closeSync(fd);
      throw error;
    }
    closeSync(fd);
    return undefined;
  } catch (error) {
    if (errno(error) === 'ENOENT') return undefined;
    throw fsError(error, 'source', path);
  }
}

/** The same, open while `use` works. Throws SOURCE_*, and what `use` throws of ours. */
export function withHeldFile<T>(
  tree: HeldTree,
  path: BytePath,
  use: (fd: number, size: number) => T,
): T | undefined {
  const file = openHeldFile(tree, path);
  if (file === undefined) return undefined;
  try {
    return use(file.fd, file.size);
  } catch (error) {
    throw fsError(error, 'source', path);
  } finally {
    closeSync(file.fd);
  }
}

/** Fewer bytes than `length` where the file ends before. */
export function readUpTo(fd: number, length: number, from = 0): Uint8Array {
  const bytes = new Uint8Array(length);
  let filled = 0;
  while (filled < length) {
    const got = readSync(fd, bytes, filled, length - filled, from + filled);
    if (got === 0) return bytes.subarray(0, filled);
    filled += got;
  }
  return bytes;
}
