import type { ErrorCode } from '@seqwarden/proof';
import { fsError } from '../host/fs-error.ts';
import { HeldTree, type TreeRoot } from '../host/held-tree.ts';
import { type ExtraDigestBuffers, ExtraDigests } from './extra-digests.ts';
import type { Failure } from './failure.ts';
import { FileTable, Outcome, type TableBuffers } from './file-table.ts';
import { readBuffer, readFile } from './read-file.ts';
import { Shares, type SharesBuffers } from './shares.ts';
import { throttleTo } from './throttle.ts';

/** What every thread of a pool is given to read and hash. */
export interface ReadWork {
  readonly kind: 'read';
  readonly thread: number;
  readonly table: TableBuffers;
  readonly shares: SharesBuffers;
  readonly source: TreeRoot;
  /** Which rows are hashed by more than SHA-256; null: none. */
  readonly extra: ExtraDigestBuffers | null;
  /** Note what files look like, for a later recheck; needless where digests are compared with a list. */
  readonly attributes: boolean;
  /** A file of more bytes is not read: its row becomes a conflict. */
  readonly largest: number;
  /** All threads together read no faster; 0 is no limit. */
  readonly bytesPerSecond: number;
}

/** After these going on would only make more of the same. */
export const HOPELESS: ReadonlySet<ErrorCode> = new Set(['SOURCE_ESCAPED', 'INTERNAL']);

/** Works through the shares of one thread. Reports each failure at once; the table holds everything else. */
export function readRows(work: ReadWork, report: (failure: Failure) => void): void {
  const table = new FileTable(work.table);
  const shares = new Shares(work.shares);
  const source = new HeldTree(work.source);
  const buffer = readBuffer();
  const throttle = throttleTo(work.bytesPerSecond, shares);
  const extra = work.extra === null ? undefined : new ExtraDigests(work.extra);
  const limits = { steady: work.attributes, largest: work.largest };

  for (const [first, end] of shares.take(work.thread)) {
    let bytes = 0;
    for (let row = first; row < end; row++) {
      if (table.outcomes[row] !== Outcome.pending) continue;
      const path = table.path(row);
      try {
        source.enter(table.folder(row));
        const more = extra?.begin(row);
        const read = readFile(source.at(table.name(row)), path, buffer, more?.update, throttle, limits);
        more?.finish();
        if (work.attributes) table.setAttributes(row, read.before);
        table.setDigestHex(row, read.sha256);
        // The main thread notes finished rows while others are worked on; what it sees as finished must be whole.
        Atomics.store(table.outcomes, row, Outcome.done);
        if (read.before.size <= buffer.length) bytes += read.before.size;
      } catch (error) {
        const { code, message } = fsError(error, 'source', path);
        // Known without reading: such bytes are not those that they ought to be.
        table.outcomes[row] = code === 'FILE_TOO_LARGE' ? Outcome.conflict : Outcome.failed;
        report({ row, path, code, message });
        if (HOPELESS.has(code)) shares.stop();
      }
    }
    shares.count(end - first, 0);
    throttle(bytes);
  }
  source.close();
}
