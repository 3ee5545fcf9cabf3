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
import { shortDigest } from '../host/short-digest.ts';

const APPEND = constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND | (constants.O_NOFOLLOW ?? 0);

interface Rows {
  readonly table: FileTable;
  readonly extra: ExtraDigests | undefined;
  /** One byte a row: whether it stands in the file. */
  readonly noted: Uint8Array;
}

/**
 * What was hashed so far of a run that is being sealed in place, so that a stop half way costs no second read. One JSON array a
 * line: [path, size, mtimeMs, ctimeMs, inode, SHA-256, other digests by algorithm]. A line counts only while the file still looks
 * so, and only if it has every digest that is wanted now; a line that is cut off counts for nothing. It lies in the account's own
 * state folder, which no run can write.
 */
export class ResumeFile {
  readonly #path: string;
  #rows: Rows | undefined;
  #fd = -1;

  /** Throws DESTINATION_UNUSABLE. */
  constructor(stateFolder: string, runPath: string) {
    const folder = join(stateFolder, 'resume');
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
    } catch (error) {
      throw new SeqwardenError('DESTINATION_UNUSABLE', `${folder}: ${errno(error)}`, { cause: error });
    }
    this.#path = join(folder, `${shortDigest(runPath)}.jsonl`);
  }

  /**
   * Fills in the rows that were hashed before and look unchanged. Returns how many. Rows that are finished after this are those that
   * {@link note} adds. Throws SOURCE_*.
   */
  restore(root: TreeRoot, table: FileTable, extra: ExtraDigests | undefined): number {
    const rows: Rows = { table, extra, noted: new Uint8Array(table.count) };
    const tree = new HeldTree(root);
    let restored = 0;
    try {
      for (const line of this.#lines()) if (restoreRow(rows, tree, line)) restored++;
    } catch (error) {
      throw fsError(error, 'source', '');
    } finally {
      tree.close();
    }
    this.#rows = rows;
    return restored;
  }

  /** Adds the rows that were finished since the last call. Where that fails, sealing goes on: a later try reads more again. */
  note(): void {
    if (this.#rows === undefined) return;
    try {
      if (this.#fd < 0) this.#fd = openSync(this.#path, APPEND, 0o600);
      const lines = newLines(this.#rows);
      if (lines.length > 0) writeSync(this.#fd, lines.join(''));
    } catch (error) {
      if (errno(error) === '') throw error;
    }
  }

  /** Whatever was finished serves the next try. */
  close(): void {
    this.note();
    this.#end();
  }

  /** The run is sealed; nothing is left to resume. */
  remove(): void {
    this.#end();
    try {
      unlinkSync(this.#path);
    } catch (error) {
      if (errno(error) !== 'ENOENT') throw error;
    }
  }

  #end(): void {
    this.#rows = undefined;
    if (this.#fd >= 0) closeSync(this.#fd);
    this.#fd = -1;
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

/** Whether the line stood for a row that is filled in now. */
function restoreRow({ table, extra, noted }: Rows, tree: HeldTree, line: string): boolean {
  const entry = parseEntry(line);
  const row = entry === undefined ? -1 : table.find(entry.path);
  if (entry === undefined || row < 0 || noted[row] === 1) return false;
  tree.enter(table.folder(row));
  const now = lstatSync(tree.at(table.name(row)), { throwIfNoEntry: false });
  table.setAttributes(row, entry);
  if (now === undefined || !table.sameAttributes(row, now)) return false;
  for (const algorithm of extra?.wanted(row) ?? []) {
    const digest = entry.extra[algorithm];
    if (!isDigest(digest, EXTRA_WIDTH[algorithm])) return false;
    extra?.setHex(row, algorithm, digest);
  }
  table.setDigestHex(row, entry.digest);
  table.outcomes[row] = Outcome.done;
  noted[row] = 1;
  return true;
}

/** Lines for the rows that are finished and not noted, which they are then. */
function newLines({ table, extra, noted }: Rows): string[] {
  const lines: string[] = [];
  for (let row = 0; row < table.count; row++) {
    if (Atomics.load(table.outcomes, row) !== Outcome.done || noted[row] === 1) continue;
    noted[row] = 1;
    const attributes = table.attributes.subarray(row * 4, row * 4 + 4);
    const others = extra?.wanted(row).map(algorithm => [algorithm, extra.hex(row, algorithm)]) ?? [];
    const entry = [table.path(row), ...attributes, table.digestHex(row), Object.fromEntries(others)];
    lines.push(`${JSON.stringify(entry)}\n`);
  }
  return lines;
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
