import { lstatSync } from 'node:fs';
import type { BytePath } from '@seqwarden/proof';
import { errno, fsError } from '../../host/fs-error.ts';
import { HeldTree, type TreeRoot } from '../../host/held-tree.ts';
import { folderOf, nameOf } from '../../host/path-parts.ts';
import type { Awaitable, FileSink, Hashed, KeptAttributes, Throttle } from '../destination.ts';
import { FolderFile } from './folder-file.ts';
import { hashFile, hashFileThrottled } from './hash-file.ts';

const NOTHING = new Set(['ENOENT', 'ENOTDIR', 'ELOOP']);

/** Puts files below a folder by calls that block. One folder after the other is cheapest: what two share stays open. */
export class FolderSink implements FileSink {
  readonly lanes = 1;
  readonly #tree: HeldTree;

  constructor(root: TreeRoot) {
    this.#tree = new HeldTree(root);
  }

  stage(path: BytePath, attributes: KeptAttributes): FolderFile {
    return this.#at(path, (name, folder) => new FolderFile(this.#tree, folder, name, path, attributes));
  }

  look(path: BytePath): number | 'other' | undefined {
    return this.#atIfThere(path, name => {
      const stat = lstatSync(this.#tree.at(name), { throwIfNoEntry: false });
      return stat?.isFile() === false ? 'other' : stat?.size;
    });
  }

  hash(path: BytePath, throttle?: Throttle): Awaitable<Hashed | undefined> {
    const hashed = this.#atIfThere(path, name =>
      throttle === undefined
        ? hashFile(this.#tree.at(name))
        : hashFileThrottled(this.#tree.at(name), throttle),
    );
    if (!(hashed instanceof Promise)) return hashed;
    return hashed.catch(error => {
      throw fsError(error, 'destination', path);
    });
  }

  close(): void {
    this.#tree.close();
  }

  /** Below a folder that is not there, or that is none, nothing is. */
  #atIfThere<T>(path: BytePath, act: (name: BytePath) => T | undefined): T | undefined {
    try {
      return this.#enter(path, act);
    } catch (error) {
      if (NOTHING.has(errno(error))) return undefined;
      throw fsError(error, 'destination', path);
    }
  }

  #at<T>(path: BytePath, act: (name: BytePath, folder: BytePath) => T): T {
    try {
      return this.#enter(path, act);
    } catch (error) {
      throw fsError(error, 'destination', path);
    }
  }

  #enter<T>(path: BytePath, act: (name: BytePath, folder: BytePath) => T): T {
    const folder = folderOf(path);
    this.#tree.enter(folder);
    return act(nameOf(path), folder);
  }
}
