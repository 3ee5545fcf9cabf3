import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import type { FileTable } from '../engine/file-table.ts';
import { Pace, type PaceOptions } from '../engine/pace.ts';
import { READ_BYTES } from '../engine/read-file.ts';
import { HeldTree, type TreeRoot } from '../host/held-tree.ts';
import { type Algorithm, LONGEST_LINE, parseLine, resolveListed, shortestLine } from './checksum-list.ts';
import { LineSplitter } from './line-splitter.ts';

/** A run whose checksum lists are read, and how fast. */
export interface ListedRun extends PaceOptions {
  readonly root: TreeRoot;
  readonly files: FileTable;
}

/** Nobody needs more for one list; what is larger is a file of the run that is only named like one. */
const LARGEST_LIST = 64 << 20;

/** Reads checksum lists of one run line by line, so that a list costs the same memory whatever it holds. */
export class ListReader {
  readonly #files: FileTable;
  readonly #tree: HeldTree;
  readonly #pace: Pace;

  constructor({ root, files, ...pace }: ListedRun) {
    this.#files = files;
    this.#tree = new HeldTree(root);
    this.#pace = new Pace(pace);
  }

  /**
   * Hands on the row of the file that a line names, -1 where the run has no such file, and the digest that it gives. Resolves to the
   * SHA-256 of what was read, hex, or to undefined where this is no plain file or is too large for a list. Throws what the file system
   * throws, and the signal's reason after an abort.
   */
  async read(
    row: number,
    algorithm: Algorithm,
    onListed: (named: number, digest: string) => void,
  ): Promise<string | undefined> {
    const name = this.#files.name(row);
    const folder = this.#files.folder(row);
    const lines = new LineSplitter(shortestLine(algorithm), LONGEST_LINE, line => {
      const listed = parseLine(line, algorithm, name);
      if (listed === undefined) return;
      const path = resolveListed(folder, listed.path);
      onListed(path === undefined ? -1 : this.#files.find(path), listed.digest);
    });
    this.#tree.enter(folder);
    const fd = openPlain(this.#tree.at(name));
    try {
      const stat = fstatSync(fd);
      return stat.isFile() && stat.size <= LARGEST_LIST
        ? await this.#readLines(fd, stat.size, lines)
        : undefined;
    } finally {
      closeSync(fd);
      await this.#pace.file();
    }
  }

  close(): void {
    this.#tree.close();
  }

  async #readLines(fd: number, size: number, lines: LineSplitter): Promise<string> {
    const sha256 = createHash('sha256');
    const buffer = Buffer.allocUnsafe(Math.min(size, READ_BYTES));
    for (let left = size; left > 0; ) {
      const got = readSync(fd, buffer, 0, Math.min(buffer.length, left), null);
      if (got === 0) break;
      const bytes = buffer.subarray(0, got);
      sha256.update(bytes);
      lines.push(bytes);
      left -= got;
      await this.#pace.spend(got);
    }
    lines.end();
    return sha256.digest('hex');
  }
}

function openPlain(path: string | Buffer): number {
  return openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
}
