import { lstatSync } from 'node:fs';
import { type BytePath, bytePathFromText, displayPath, SeqwardenError } from '@seqwarden/proof';
import type { RunFile, RunFolder } from '@seqwarden/runfolder';
import { fsError } from '../host/fs-error.ts';
import { readUpTo, withHeldFile } from '../host/held-file.ts';
import { HeldTree, type TreeRoot } from '../host/held-tree.ts';
import { folderOf, nameOf } from '../host/path-parts.ts';

/** A run as `runfolder` wants to see it, of which somebody knows the names. Sizes are looked up only where they are asked for, files are read where they are. */
export class HeldRun implements RunFolder {
  readonly name: BytePath;
  readonly #tree: HeldTree;
  readonly #paths: () => Iterable<BytePath>;

  constructor(name: string, root: TreeRoot, paths: () => Iterable<BytePath>) {
    this.name = bytePathFromText(name);
    this.#tree = new HeldTree(root);
    this.#paths = paths;
  }

  *files(): Generator<RunFile> {
    const sizeOf = (path: BytePath) => this.#sizeOf(path);
    for (const path of this.#paths()) yield new NamedFile(path, sizeOf);
  }

  async read(path: BytePath, limit: number): Promise<Uint8Array | undefined> {
    return withHeldFile(this.#tree, path, (fd, size) => {
      if (size <= limit) return readUpTo(fd, size);
      throw new SeqwardenError('FILE_TOO_LARGE', `${displayPath(path)} has ${size} bytes`, { path });
    });
  }

  async readRange(path: BytePath, offset: number, length: number): Promise<Uint8Array | undefined> {
    return withHeldFile(this.#tree, path, (fd, size) =>
      readUpTo(fd, Math.max(0, Math.min(size - offset, length)), offset),
    );
  }

  close(): void {
    this.#tree.close();
  }

  #sizeOf(path: BytePath): number {
    try {
      this.#tree.enter(folderOf(path));
      return lstatSync(this.#tree.at(nameOf(path)), { throwIfNoEntry: false })?.size ?? 0;
    } catch (error) {
      throw fsError(error, 'source', path);
    }
  }
}

class NamedFile implements RunFile {
  readonly path: BytePath;
  readonly #sizeOf: (path: BytePath) => number;

  constructor(path: BytePath, sizeOf: (path: BytePath) => number) {
    this.path = path;
    this.#sizeOf = sizeOf;
  }

  get size(): number {
    return this.#sizeOf(this.path);
  }
}
