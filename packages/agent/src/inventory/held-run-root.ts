import { closeSync, type Dirent, lstatSync, read } from 'node:fs';
import { promisify } from 'node:util';
import { type BytePath, displayPath, SeqwardenError } from '@seqwarden/proof';
import type { RunRoot } from '@seqwarden/runfolder';
import { fsError } from '../host/fs-error.ts';
import { openHeldFile } from '../host/held-file.ts';
import type { HeldTree } from '../host/held-tree.ts';
import type { RunFolderFound } from './find-run-folders.ts';

/** A run folder that was found, as identification wants to see it: plain files of its root, reached through held folders. The disk works beside others. */
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
    return await this.#withFile(path, async (fd, size) => {
      if (size > limit)
        throw new SeqwardenError('FILE_TOO_LARGE', `${displayPath(path)} has ${size} bytes`, { path });
      return await readUpTo(fd, size, 0);
    });
  }

  async readRange(path: BytePath, offset: number, length: number): Promise<Uint8Array | undefined> {
    return await this.#withFile(path, (fd, size) =>
      readUpTo(fd, Math.max(0, Math.min(size - offset, length)), offset),
    );
  }

  /** The tree is done with before anything is awaited, so that several runs may share it. */
  async #withFile<T>(path: BytePath, use: (fd: number, size: number) => Promise<T>): Promise<T | undefined> {
    const file = openHeldFile(this.#tree, this.#folder === '' ? path : `${this.#folder}/${path}`);
    if (file === undefined) return undefined;
    try {
      return await use(file.fd, file.size);
    } catch (error) {
      throw fsError(error, 'source', path);
    } finally {
      closeSync(file.fd);
    }
  }

  #sizeOf(name: BytePath): number {
    try {
      this.#tree.enter(this.#folder);
      return lstatSync(this.#tree.at(name), { throwIfNoEntry: false })?.size ?? 0;
    } catch (error) {
      throw fsError(error, 'source', name);
    }
  }
}

const readAsync = promisify(read);

async function readUpTo(fd: number, length: number, from: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await readAsync(fd, bytes, filled, length - filled, from + filled);
    if (bytesRead === 0) return bytes.subarray(0, filled);
    filled += bytesRead;
  }
  return bytes;
}
