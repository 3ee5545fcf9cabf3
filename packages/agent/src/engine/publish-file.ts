import { closeSync, constants, fsyncSync, futimesSync, openSync, unlinkSync, writeSync } from 'node:fs';
import { SeqwardenError } from '@seqwarden/proof';
import { errno } from '../host/fs-error.ts';
import type { HeldTree } from '../host/held-tree.ts';
import { FILE_BITS, hideAs } from '../host/hide-as.ts';
import { takeName } from '../host/take-name.ts';
import { temporaryName } from '../host/temporary-name.ts';

const CREATE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);

/**
 * A file on its way to a final name: written under a temporary name in the same folder, flushed, then published.
 * Until {@link publish} nothing stands under the final name; if that is never called, {@link discard} it.
 * The folder must stay entered in `tree` from creation to the end, or be entered again before each call.
 */
export class StagedFile {
  readonly temporary = temporaryName();
  readonly #tree: HeldTree;
  readonly #fd: number;
  #written = 0;
  #open = true;

  constructor(tree: HeldTree, mode = 0o644) {
    this.#tree = tree;
    this.#fd = openSync(tree.at(this.temporary), CREATE, mode);
  }

  /** Counts what the file system acknowledged; a short write goes on where it stopped. */
  write(bytes: Uint8Array): void {
    let at = 0;
    while (at < bytes.length) at += writeSync(this.#fd, bytes, at, bytes.length - at);
    this.#written += at;
  }

  get written(): number {
    return this.#written;
  }

  /** Sets the modification time, hides what the source hid, flushes the bytes to the device and closes the file. */
  finish(source: { readonly atimeMs: number; readonly mtimeMs: number; readonly mode: number }): void {
    futimesSync(this.#fd, source.atimeMs / 1000, source.mtimeMs / 1000);
    hideAs(this.#fd, source.mode, FILE_BITS);
    fsyncSync(this.#fd);
    this.#close();
  }

  /** Gives the file its final name; false, and nothing changed, if that name is taken. */
  publish(name: string): boolean {
    return takeName(this.#tree.at(this.temporary), this.#tree.at(name));
  }

  discard(): void {
    this.#close();
    try {
      unlinkSync(this.#tree.at(this.temporary));
    } catch (error) {
      if (errno(error) !== 'ENOENT') throw error;
    }
  }

  #close(): void {
    if (!this.#open) return;
    this.#open = false;
    closeSync(this.#fd);
  }
}

/** Guards what the types cannot: what was hashed is what was written. */
export function assertCounted(staged: StagedFile, size: number): void {
  if (staged.written !== size)
    throw new SeqwardenError(
      'DESTINATION_WRITE_FAILED',
      `${staged.written} of ${size} bytes were acknowledged`,
    );
}
