import { createHash } from 'node:crypto';
import {
  closeSync,
  constants,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { SeqwardenError } from '@seqwarden/proof';
import { EXTRA_WIDTH, type ExtraDigests } from '../engine/extra-digests.ts';
import { type FileTable, Outcome } from '../engine/file-table.ts';
import { errno, fsError } from '../host/fs-error.ts';
import { HeldTree, type TreeRoot } from '../host/held-tree.ts';

/**
 * What was hashed so far of a run that is being sealed in place, so that a stop half way costs no second read. One JSON array a
 * line: [path, size, mtimeMs, ctimeMs, inode, SHA-256, other digests by algorithm]. A line counts only while the file still looks
 * so, and only if it has every digest that is wanted now; a line that is cut off counts for nothing. It lies in the account's own
 * state folder, which no run can write.
 */
export class ResumeFile {
  readonly #path: string;
  readonly #table: FileTable;
  readonly #extra: ExtraDigests | undefined;
  readonly #noted: Uint8Array;
  #fd = -1;

  constructor(stateFolder: string, runPath: string, table: FileTable, extra: ExtraDigests | undefined) {
    const folder = join(stateFolder, 'resume');
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
    } catch (error) {
      throw new SeqwardenError('DESTINATION_UNUSABLE', `${folder}: ${errno(error)}`, { cause: error });
    }
    this.#path = join(folder, `${createHash('sha256').update(runPath).digest('hex').slice(0, 32)}.jsonl`);
    this.#table = table;
    this.#extra = extra;
    this.#noted = new Uint8Array(table.count);
  }

  /** Fills in the rows that were hashed before and look unchanged. Returns how many. */
  restore(root: TreeRoot): number {
    let restored = 0;
    const tree = new HeldTree(root);
    try {
      for (const line of this.#lines()) {
        const entry = parseEntry(line);
        const row = entry === undefined ? -1 : this.#table.find(entry.path);
        if (entry === undefined || row < 0 || this.#noted[row] === 1) continue;
        tree.enter(this.#table.folder(row));
        const now = lstatSync(tree.at(this.#table.name(row)), { throwIfNoEntry: false });
        this.#table.setAttributes(row, entry);
        if (now === undefined || !this.#table.sameAttributes(row, now)) continue;
        if (!this.#restoreExtra(row, entry.extra)) continue;
        this.#table.setDigestHex(row, entry.digest);
        this.#table.outcomes[row] = Outcome.done;
        this.#noted[row] = 1;
        restored++;
      }
    } catch (error) {
      throw fsError(error, 'source', '');
    } finally {
      tree.close();
    }
    return restored;
  }

  /** Whether all that is wanted of a row besides SHA-256 was noted. */
  #restoreExtra(row: number, noted: Readonly<Record<string, unknown>>): boolean {
    for (const algorithm of this.#extra?.wanted(row) ?? []) {
      const digest = noted[algorithm];
      if (!isDigest(digest, EXTRA_WIDTH[algorithm])) return false;
      this.#extra?.setHex(row, algorithm, digest);
    }
    return true;
  }

  /** Adds the rows that were finished since the last call. Where that fails, sealing goes on: a later try reads more again. */
  note(): void {
    try {
      this.#note();
    } catch (error) {
      if (errno(error) === '') throw error;
    }
  }

  #note(): void {
    if (this.#fd < 0)
      this.#fd = openSync(
        this.#path,
        constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND | (constants.O_NOFOLLOW ?? 0),
        0o600,
      );
    const table = this.#table;
    const lines: string[] = [];
    for (let row = 0; row < table.count; row++) {
      if (Atomics.load(table.outcomes, row) !== Outcome.done || this.#noted[row] === 1) continue;
      this.#noted[row] = 1;
      const at = row * 4;
      const attributes = table.attributes.subarray(at, at + 4);
      lines.push(
        `${JSON.stringify([table.path(row), ...attributes, table.digestHex(row), this.#extraOf(row)])}\n`,
      );
    }
    if (lines.length > 0) writeSync(this.#fd, lines.join(''));
  }

  #extraOf(row: number): Readonly<Record<string, string | undefined>> {
    const wanted = this.#extra?.wanted(row) ?? [];
    return Object.fromEntries(wanted.map(algorithm => [algorithm, this.#extra?.hex(row, algorithm)]));
  }

  close(): void {
    if (this.#fd >= 0) closeSync(this.#fd);
    this.#fd = -1;
  }

  /** The run is sealed; nothing is left to resume. */
  remove(): void {
    this.close();
    try {
      unlinkSync(this.#path);
    } catch (error) {
      if (errno(error) !== 'ENOENT') throw error;
    }
  }

  #lines(): string[] {
    try {
      return readFileSync(this.#path, 'utf8').split('\n').slice(0, -1);
    } catch (error) {
      if (errno(error) === 'ENOENT') return [];
      throw error;
    }
  }
}

function parseEntry(line: string) {
  try {
    const [path, size, mtimeMs, ctimeMs, ino, digest, extra]: unknown[] = JSON.parse(line);
    if (typeof path !== 'string' || !isDigest(digest, 32)) return undefined;
    if (
      typeof size !== 'number' ||
      typeof mtimeMs !== 'number' ||
      typeof ctimeMs !== 'number' ||
      typeof ino !== 'number'
    )
      return undefined;
    return { path, size, mtimeMs, ctimeMs, ino, digest, extra: isRecord(extra) ? extra : {} };
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function isDigest(value: unknown, bytes: number): value is string {
  return typeof value === 'string' && value.length === 2 * bytes && /^[0-9a-f]+$/.test(value);
}
