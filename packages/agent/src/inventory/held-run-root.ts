import { type Dirent, lstatSync } from 'node:fs';
import { type BytePath, displayPath, SeqwardenError } from '@seqwarden/proof';
import type { RunRoot } from '@seqwarden/runfolder';
import { fsError } from '../host/fs-error.ts';
import { readUpTo, withHeldFile } from '../host/held-file.ts';
import type { HeldTree } from '../host/held-tree.ts';
import type { RunFolderFound } from './find-run-folders.ts';

/** A run folder that was found, as identification wants to see it: plain files of its root, reached through held folders. */
export class HeldRunRoot implements RunRoot {
  readonly #tree: HeldTree;
  readonly #folder: BytePath;
  readonly #entries: readonly Dirent[];

  constructor(tree: HeldTree, { folder, entries }: RunFolderFound) {
    this.#tree = tree;
    this.#folder = folder;
    this.#entries = entries;
  }

  *rootFiles(): Generator<{ readonly path: BytePath; readonly size: number }> {
    const sizeOf = (name: BytePath) => this.#sizeOf(name);
    for (const entry of this.#entries) {
      if (!entry.isFile()) continue;
      const path = entry.name;
      yield {
        path,
        get size() {
          return sizeOf(path);
        },
      };
    }
  }

  async read(path: BytePath, limit: number): Promise<Uint8Array | undefined> {
    return withHeldFile(this.#tree, this.#below(path), (fd, size) => {
      if (size > limit)
        throw new SeqwardenError('FILE_TOO_LARGE', `${displayPath(path)} has ${size} bytes`, { path });
      return readUpTo(fd, size);
    });
  }

  async readRange(path: BytePath, offset: number, length: number): Promise<Uint8Array | undefined> {
    return withHeldFile(this.#tree, this.#below(path), (fd, size) =>
      readUpTo(fd, Math.max(0, Math.min(size - offset, length)), offset),
    );
  }

  #sizeOf(name: BytePath): number {
    try {
      this.#tree.enter(this.#folder);
      return lstatSync(this.#tree.at(name), { throwIfNoEntry: false })?.size ?? 0;
    } catch (error) {
      throw fsError(error, 'source', name);
    }
  }

  #below(path: BytePath): BytePath {
    return this.#folder === '' ? path : `${this.#folder}/${path}`;
  }
}
