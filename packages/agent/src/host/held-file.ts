import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import type { BytePath } from '@seqwarden/proof';
import { errno, fsError } from './fs-error.ts';
import type { HeldTree } from './held-tree.ts';
import { folderOf, nameOf } from './path-parts.ts';

/** O_NONBLOCK, so that a FIFO cannot hold us up. */
const READ = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Opens a plain file of a source's tree while `use` works; undefined where there is none. Throws SOURCE_*, and what `use` throws of ours. */
export function withHeldFile<T>(
  tree: HeldTree,
  path: BytePath,
  use: (fd: number, size: number) => T,
): T | undefined {
  try {
    tree.enter(folderOf(path));
    const fd = openSync(tree.at(nameOf(path)), READ);
    try {
      const stat = fstatSync(fd);
      return stat.isFile() ? use(fd, stat.size) : undefined;
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    if (errno(error) === 'ENOENT') return undefined;
    throw fsError(error, 'source', path);
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
