import { lstatSync } from 'node:fs';
import { type BytePath, displayPath, type ErrorCode, SeqwardenError } from '@seqwarden/proof';
import { fsError } from '../host/fs-error.ts';
import { HeldTree, type TreeRoot } from '../host/held-tree.ts';
import { type CopyTools, compareFile, copyBuffer, copyFile } from './copy-file.ts';
import { type ExtraDigestBuffers, ExtraDigests } from './extra-digests.ts';
import type { Failure } from './failure.ts';
import { FileTable, Outcome, type TableBuffers } from './file-table.ts';
import { readFile } from './read-file.ts';
import { Shares, type SharesBuffers } from './shares.ts';
import { throttleTo } from './throttle.ts';

/** What every thread of a pool is given to read, or to copy where there is a destination. */
export interface TransferWork {
  readonly kind: 'transfer';
  readonly thread: number;
  readonly table: TableBuffers;
  readonly shares: SharesBuffers;
  readonly source: TreeRoot;
  /** null: read and hash only. */
  readonly destination: TreeRoot | null;
  /** Which rows are hashed by more than SHA-256; null: none. Only where nothing is copied. */
  readonly extra: ExtraDigestBuffers | null;
  /** Note what files look like, for a later recheck; needless where digests are compared with a list. */
  readonly attributes: boolean;
  /** A file of more bytes is not read: its row becomes a conflict. */
  readonly largest: number;
  /** The destination's run folder is new, so no final name can be taken but by a stranger meanwhile. */
  readonly fresh: boolean;
  readonly reread: boolean;
  /** All threads together read no faster; 0 is no limit. */
  readonly bytesPerSecond: number;
}

/** After these going on would only make more of the same. */
const HOPELESS: ReadonlySet<ErrorCode> = new Set([
  'DESTINATION_FULL',
  'DESTINATION_UNUSABLE',
  'SOURCE_ESCAPED',
  'INTERNAL',
]);

/** After these it is known, without reading, that the bytes are not those that they ought to be. */
const CERTAINLY_OTHER: ReadonlySet<ErrorCode> = new Set(['CONFLICT', 'FILE_TOO_LARGE']);

/** Works through the shares of one thread. Reports each failure at once; the table holds everything else. */
export function transferRows(work: TransferWork, report: (failure: Failure) => void): void {
  const table = new FileTable(work.table);
  const shares = new Shares(work.shares);
  const source = new HeldTree(work.source);
  const destination = work.destination === null ? undefined : new HeldTree(work.destination);
  const buffer = copyBuffer();
  const throttle = throttleTo(work.bytesPerSecond, shares);
  const extra = work.extra === null ? undefined : new ExtraDigests(work.extra);
  const tools = destination && { source, destination, buffer, reread: work.reread, throttle };
  const limits = { steady: work.attributes, largest: work.largest };
  let folder = -1;

  for (const [first, end] of shares.take(work.thread)) {
    let bytes = 0;
    for (let row = first; row < end; row++) {
      if (table.outcomes[row] !== Outcome.pending) continue;
      const path = table.path(row);
      try {
        if (table.folderNumber(row) !== folder) {
          folder = -1;
          enter(source, destination, table.folder(row));
          folder = table.folderNumber(row);
        }
        const name = table.name(row);
        const more = tools ? undefined : extra?.begin(row);
        const read = tools
          ? transfer(tools, work.fresh, name, path)
          : {
              ...readFile(source.at(name), path, buffer, more?.update, throttle, limits),
              outcome: Outcome.done,
            };
        more?.finish();
        // Nothing else writes in a folder that we made: the destination takes two names of the run for one.
        if (work.fresh && read.outcome === Outcome.present) throw oneName(path);
        if (work.attributes) table.setAttributes(row, read.before);
        table.setDigestHex(row, read.sha256);
        // The main thread notes finished rows while others are worked on; what it sees as finished must be whole.
        Atomics.store(table.outcomes, row, read.outcome);
        if (read.before.size <= buffer.length) bytes += read.before.size;
      } catch (error) {
        const failed = fsError(error, 'source', path);
        table.outcomes[row] = CERTAINLY_OTHER.has(failed.code) ? Outcome.conflict : Outcome.failed;
        report({ row, path, code: failed.code, message: failed.message });
        if (HOPELESS.has(failed.code)) shares.stop();
      }
    }
    shares.count(end - first, 0);
    throttle(bytes);
  }
  source.close();
  destination?.close();
}

function oneName(path: BytePath): SeqwardenError {
  return new SeqwardenError(
    'NAME_COLLISION',
    `the destination does not tell ${displayPath(path)} from another name of the run`,
    { path },
  );
}

function enter(source: HeldTree, destination: HeldTree | undefined, folder: BytePath): void {
  source.enter(folder);
  try {
    destination?.enter(folder);
  } catch (error) {
    throw fsError(error, 'destination', folder);
  }
}

function transfer(tools: CopyTools, fresh: boolean, name: BytePath, path: BytePath) {
  return !fresh && isTaken(tools, name, path)
    ? { ...compareFile(tools, name, path), outcome: Outcome.present }
    : copyFile(tools, name, path);
}

function isTaken(tools: CopyTools, name: BytePath, path: BytePath): boolean {
  try {
    return lstatSync(tools.destination.at(name), { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    throw fsError(error, 'destination', path);
  }
}
