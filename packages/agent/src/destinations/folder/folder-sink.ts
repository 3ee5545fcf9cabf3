import { lstatSync } from 'node:fs';
import type { BytePath } from '@seqwarden/proof';
import { errno, fsError } from '../../host/fs-error.ts';
import { HeldTree, type TreeRoot } from '../../host/held-tree.ts';
import { folderOf, nameOf } from '../../host/path-parts.ts';
import { temporaryName } from '../../host/temporary-name.ts';
import type { Awaitable, FileSink, Hashed, KeptAttributes, Throttle, Unnamed } from '../destination.ts';
import { FolderFile } from './folder-file.ts';
import { hashFile, hashFileThrottled } from './hash-file.ts';
import { publishFolder, removeFrom, renamesWhatIsHeld } from './publish-folder.ts';

const NOTHING = new Set(['ENOENT', 'ENOTDIR', 'ELOOP']);

/** Puts files below a folder by calls that block. One folder after the other is cheapest: what two share stays open. */
export class FolderSink implements FileSink {
  readonly lanes = 1;
  readonly #tree: HeldTree;
  readonly #root: TreeRoot;
  #whole: ReadonlyMap<BytePath, BytePath> = new Map();

  constructor(root: TreeRoot) {
    this.#tree = new HeldTree(root);
    this.#root = root;
  }

  stage(path: BytePath, attributes: KeptAttributes): FolderFile {
    try {
      const [final, name] = [folderOf(path), nameOf(path)];
      const unseen = this.#whole.get(final);
      const first = { folder: unseen ?? final, name: unseen === undefined ? temporaryName() : name };
      this.#tree.enter(first.folder);
      return new FolderFile(this.#tree, first, name, path, attributes);
    } catch (error) {
      throw fsError(error, 'destination', path);
    }
  }

  get renamesFolders(): boolean {
    return renamesWhatIsHeld(this.#root);
  }

  fillWhole(places: ReadonlyMap<BytePath, BytePath>): void {
    this.#whole = places;
  }

  publishWhole(unseen: BytePath, folder: BytePath, halves: ReadonlySet<BytePath>): readonly Unnamed[] {
    try {
      removeFrom(this.#tree, unseen, halves);
      return publishFolder(this.#root, this.#tree, unseen, folder);
    } catch (error) {
      throw fsError(error, 'destination', folder);
    }
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

  #enter<T>(path: BytePath, act: (name: BytePath) => T): T {
    this.#tree.enter(folderOf(path));
    return act(nameOf(path));
  }
}
