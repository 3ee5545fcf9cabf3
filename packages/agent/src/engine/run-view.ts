import { hash } from 'node:crypto';
import { type BytePath, displayPath, SeqwardenError } from '@seqwarden/proof';
import type { RunFile, RunFolder } from '@seqwarden/runfolder';
import type { TreeRoot } from '../host/held-tree.ts';
import type { FileTable } from './file-table.ts';
import { HeldRun } from './held-run.ts';

/**
 * A walked run as `runfolder` wants to see it. What was read is remembered by its digest, so that {@link requireUnchanged} can say whether the facts still stand in the files
 * that were then sealed.
 */
export class RunView implements RunFolder {
  readonly name: BytePath;
  readonly #files: FileTable;
  readonly #run: HeldRun;
  readonly #seen = new Map<BytePath, string>();

  constructor(name: string, root: TreeRoot, files: FileTable) {
    this.#files = files;
    this.#run = new HeldRun(name, root, () => files.paths());
    this.name = this.#run.name;
  }

  files(): Iterable<RunFile> {
    return this.#run.files();
  }

  async read(path: BytePath, limit: number): Promise<Uint8Array | undefined> {
    const bytes = this.#has(path) ? await this.#run.read(path, limit) : undefined;
    if (bytes !== undefined) this.#seen.set(path, hash('sha256', bytes, 'hex'));
    return bytes;
  }

  async readRange(path: BytePath, offset: number, length: number): Promise<Uint8Array | undefined> {
    return this.#has(path) ? this.#run.readRange(path, offset, length) : undefined;
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
    this.#run.close();
  }

  #has(path: BytePath): boolean {
    return this.#files.find(path) >= 0;
  }
}
