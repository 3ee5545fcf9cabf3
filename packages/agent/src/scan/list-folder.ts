import { lstatSync, readdirSync } from 'node:fs';
import type { BytePath } from '@seqwarden/proof';
import { errno } from '../host/fs-error.ts';
import type { HeldTree } from '../host/held-tree.ts';
import { attributesOf, type FileAttributes } from './file-attributes.ts';

/** A folder as it looks, each list in byte order. */
export interface FolderLook {
  readonly files: readonly FileLook[];
  readonly folders: readonly BytePath[];
  /** Links, FIFOs, sockets, devices. */
  readonly special: readonly BytePath[];
}

/** A plain file: what it looks like, or the error of looking at it. */
export interface FileLook {
  readonly name: BytePath;
  readonly attributes: FileAttributes | undefined;
  readonly errno: string;
}

/** Lists a folder and looks at its files. Names that are gone by then are left out. Errors of the folder itself are the file system's. */
export function listFolder(tree: HeldTree, folder: BytePath): FolderLook {
  tree.enter(folder);
  const plain: BytePath[] = [];
  const folders: BytePath[] = [];
  const special: BytePath[] = [];
  for (const entry of readdirSync(tree.at(''), { withFileTypes: true, encoding: 'latin1' })) {
    // never part of the run: see visitRun
    if (folder === '' && entry.name.toLowerCase() === 'custody') continue;
    if (entry.isFile()) plain.push(entry.name);
    else if (entry.isDirectory()) folders.push(entry.name);
    else special.push(entry.name);
  }
  const files: FileLook[] = [];
  for (const name of plain.sort()) {
    try {
      const stats = lstatSync(tree.at(name), { bigint: true });
      if (stats.isFile()) files.push({ name, attributes: attributesOf(stats), errno: '' });
      else if (!stats.isDirectory()) special.push(name);
    } catch (error) {
      const why = errno(error);
      if (why !== 'ENOENT') files.push({ name, attributes: undefined, errno: why });
    }
  }
  return { files, folders: folders.sort(), special: special.sort() };
}
