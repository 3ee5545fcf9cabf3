import { lstatSync, readdirSync, readFileSync, rmSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { type Bytes, SeqwardenError } from '@seqwarden/proof';
import { errno } from '../host/fs-error.ts';
import { makePath } from '../host/make-path.ts';
import { writeDurable } from '../host/write-durable.ts';

const NAME = /^[0-9a-f]{64}$/;
/** Milliseconds: 90 days. */
const KEPT_FOR = 90 * 86_400_000;

/**
 * Envelopes that were signed, by what they are about. They lie here before the log gets them, so that after a crash the same bytes are entered once more, which
 * the log knows, and no second seal of the same files stands there for ever.
 */
export class KeptDrafts {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** undefined: none is kept under these 64 hex digits. Throws LOG_STORE_UNUSABLE. */
  read(name: string): Bytes | undefined {
    try {
      return new Uint8Array(readFileSync(this.#path(name)));
    } catch (error) {
      if (errno(error) === 'ENOENT') return undefined;
      throw this.#unusable(error);
    }
  }

  /** Durable on return. Throws LOG_STORE_UNUSABLE. */
  keep(name: string, envelope: Bytes): void {
    this.#path(name);
    try {
      makePath(this.#folder, 0o700);
      this.#sweep();
      writeDurable(this.#folder, name, envelope, 0o600, true);
    } catch (error) {
      throw this.#unusable(error);
    }
  }

  /** It lies where it belongs. That it stays kept would do no harm, so this never fails. */
  remove(name: string): void {
    try {
      unlinkSync(this.#path(name));
    } catch {
      // gone already, or a disk in trouble: the next one that is kept says so
    }
  }

  /** What a process left that died: unfinished files, and drafts that lie where they belong, or that nobody came back for. */
  #sweep(): void {
    const before = Date.now() - KEPT_FOR;
    for (const name of readdirSync(this.#folder)) {
      const path = join(this.#folder, name);
      if ((lstatSync(path, { throwIfNoEntry: false })?.mtimeMs ?? before) < before)
        rmSync(path, { force: true });
    }
  }

  #path(name: string): string {
    if (!NAME.test(name)) throw new SeqwardenError('INTERNAL', 'a draft has no such name');
    return join(this.#folder, name);
  }

  #unusable(error: unknown): SeqwardenError {
    const what = `${this.#folder}: ${errno(error) || String(error)}`;
    return new SeqwardenError('LOG_STORE_UNUSABLE', what, { cause: error });
  }
}
