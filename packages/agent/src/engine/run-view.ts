import { hash } from 'node:crypto';
import { lstatSync } from 'node:fs';
import { type BytePath, bytePathFromText, displayPath, SeqwardenError } from '@seqwarden/proof';
import type { RunFolder } from '@seqwarden/runfolder';
import { fsError } from '../host/fs-error.ts';
import { readUpTo, withHeldFile } from '../host/held-file.ts';
import { HeldTree, type TreeRoot } from '../host/held-tree.ts';
import type { FileTable } from './file-table.ts';

/**
 * A walked run as `runfolder` wants to see it. Sizes are looked up only where somebody asks. What was read is remembered by its
 * digest, so that {@link requireUnchanged} can say whether the facts still stand in the files that were then sealed.
 */
export class RunView implements RunFolder {
  readonly name: BytePath;
  readonly #files: FileTable;
  readonly #tree: HeldTree;
  readonly #seen = new Map<BytePath, string>();

  constructor(name: string, root: TreeRoot, files: FileTable) {
    this.name = bytePathFromText(name);
    this.#files = files;
    this.#tree = new HeldTree(root);
  }

  *files(): Generator<{ readonly path: BytePath; readonly size: number }> {
    for (let row = 0; row < this.#files.count; row++) {
      yield new ViewedFile(this.#files.path(row), () => this.#size(row));
    }
  }

  async read(path: BytePath, limit: number): Promise<Uint8Array | undefined> {
    const bytes = this.#open(path, (fd, size) => {
      if (size > limit)
        throw new SeqwardenError('FILE_TOO_LARGE', `${displayPath(path)} has ${size} bytes`, { path });
      return readUpTo(fd, size);
    });
    if (bytes !== undefined) this.#seen.set(path, hash('sha256', bytes, 'hex'));
    return bytes;
  }

  async readRange(path: BytePath, offset: number, length: number): Promise<Uint8Array | undefined> {
    return this.#open(path, (fd, size) => readUpTo(fd, Math.max(0, Math.min(size - offset, length)), offset));
  }

  /** Throws SOURCE_CHANGED if a file that was inspected has another digest in the table. */
  requireUnchanged(): void {
    for (const [path, sha256] of this.#seen) {
      const row = this.#files.find(path);
      if (row >= 0 && this.#files.digestHex(row) === sha256) continue;
      throw new SeqwardenError('SOURCE_CHANGED', `${displayPath(path)} changed after it was inspected`, {
        path,
      });
    }
  }

  close(): void {
    this.#tree.close();
  }

  #size(row: number): number {
    try {
      this.#tree.enter(this.#files.folder(row));
      return lstatSync(this.#tree.at(this.#files.name(row)), { throwIfNoEntry: false })?.size ?? 0;
    } catch (error) {
      throw fsError(error, 'source', this.#files.path(row));
    }
  }

  #open<T>(path: BytePath, use: (fd: number, size: number) => T): T | undefined {
    return this.#files.find(path) < 0 ? undefined : withHeldFile(this.#tree, path, use);
  }
}

class ViewedFile {
  readonly path: BytePath;
  readonly #lookUp: () => number;

  constructor(path: BytePath, lookUp: () => number) {
    this.path = path;
    this.#lookUp = lookUp;
  }

  get size(): number {
    return this.#lookUp();
  }
}
