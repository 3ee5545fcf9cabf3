import {
  closeSync,
  constants,
  fsyncSync,
  futimesSync,
  openSync,
  renameSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { type BytePath, displayPath, SeqwardenError } from '@seqwarden/proof';
import { errno, fsError } from '../../host/fs-error.ts';
import type { HeldTree } from '../../host/held-tree.ts';
import { FILE_BITS, hideAs } from '../../host/hide-as.ts';
import { takeName } from '../../host/take-name.ts';
import type { Hashed, KeptAttributes, StagedFile } from '../destination.ts';
import { nameCollision } from '../taken-name.ts';
import { hashFile } from './hash-file.ts';

const CREATE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);

/** Where a file lies until it is published: in the folder of its final name, under another; or under its final name in a folder that nobody sees yet. */
export interface FirstPlace {
  readonly folder: BytePath;
  readonly name: BytePath;
}

/**
 * A file on its way to a final name: written in its first place, flushed, then published. Several may be on their
 * way through one tree: each enters its folder again before it names anything.
 */
export class FolderFile implements StagedFile {
  readonly #tree: HeldTree;
  readonly #path: BytePath;
  readonly #folder: BytePath;
  readonly #name: BytePath;
  readonly #attributes: KeptAttributes;
  readonly #temporary: BytePath;
  readonly #fd: number;
  #written = 0;
  #open = true;

  /** `tree` is at the folder of `first`. Throws as the file system does; NAME_COLLISION where `first` has the final name, and it is taken. */
  constructor(tree: HeldTree, first: FirstPlace, name: BytePath, path: BytePath, attributes: KeptAttributes) {
    this.#tree = tree;
    this.#path = path;
    this.#folder = first.folder;
    this.#name = name;
    this.#attributes = attributes;
    this.#temporary = first.name;
    try {
      this.#fd = openSync(tree.at(this.#temporary), CREATE, 0o644);
    } catch (error) {
      if (errno(error) === 'EEXIST' && this.#isWithFolder) throw nameCollision(path);
      throw error;
    }
  }

  /** It is published with its folder. */
  get #isWithFolder(): boolean {
    return this.#temporary === this.#name;
  }

  /** Counts what the file system acknowledged; a short write goes on where it stopped. */
  write(bytes: Uint8Array): void {
    try {
      let at = 0;
      while (at < bytes.length) at += writeSync(this.#fd, bytes, at, bytes.length - at);
      this.#written += at;
    } catch (error) {
      throw this.#failed(error);
    }
  }

  finish(whole: Hashed, reread: boolean): void {
    if (this.#written !== whole.size)
      throw new SeqwardenError(
        'DESTINATION_WRITE_FAILED',
        `${this.#written} of ${whole.size} bytes of ${displayPath(this.#path)} were acknowledged`,
        { path: this.#path },
      );
    try {
      const { atimeMs, mtimeMs, mode } = this.#attributes;
      futimesSync(this.#fd, atimeMs / 1000, mtimeMs / 1000);
      hideAs(this.#fd, mode, FILE_BITS);
      fsyncSync(this.#fd);
      this.#close();
      if (reread) this.#requireSame(whole);
    } catch (error) {
      throw this.#failed(error);
    }
  }

  publish(): boolean {
    if (this.#isWithFolder) return true;
    try {
      this.#tree.enter(this.#folder);
      return takeName(this.#tree.at(this.#temporary), this.#tree.at(this.#name));
    } catch (error) {
      throw this.#failed(error);
    }
  }

  replace(): void {
    try {
      this.#tree.enter(this.#folder);
      renameSync(this.#tree.at(this.#temporary), this.#tree.at(this.#name));
    } catch (error) {
      throw this.#failed(error);
    }
  }

  discard(): void {
    try {
      this.#close();
      this.#tree.enter(this.#folder);
      unlinkSync(this.#tree.at(this.#temporary));
    } catch (error) {
      if (errno(error) !== 'ENOENT') throw this.#failed(error);
    }
  }

  #requireSame(whole: Hashed): void {
    this.#tree.enter(this.#folder);
    const back = hashFile(this.#tree.at(this.#temporary));
    if (back?.sha256 === whole.sha256 && back.size === whole.size) return;
    throw new SeqwardenError(
      'DESTINATION_READ_BACK',
      `${displayPath(this.#path)} came back with other bytes`,
      { path: this.#path },
    );
  }

  #close(): void {
    if (!this.#open) return;
    this.#open = false;
    closeSync(this.#fd);
  }

  #failed(error: unknown): SeqwardenError {
    return fsError(error, 'destination', this.#path);
  }
}
