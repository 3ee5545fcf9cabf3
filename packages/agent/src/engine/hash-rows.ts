import { type BytePath, displayPath, type ErrorCode, SeqwardenError } from '@seqwarden/proof';
import type { FileSink, SinkSpec } from '../destinations/destination.ts';
import { openSink } from '../destinations/open-sink.ts';
import { fsError } from '../host/fs-error.ts';
import type { Failure } from './failure.ts';
import { FileTable, Outcome, type TableBuffers } from './file-table.ts';
import { interruptOnStop } from './interrupt-on-stop.ts';
import { settle } from './settle.ts';
import { Shares, type SharesBuffers } from './shares.ts';

/** What every thread of a pool is given to hash what lies at a destination, whatever was expected there. */
export interface HashWork {
  readonly kind: 'hash';
  readonly thread: number;
  /** Its sizes are those that were listed. */
  readonly table: TableBuffers;
  readonly shares: SharesBuffers;
  readonly sink: SinkSpec;
  /** A file of more bytes, by the list or while it comes, is not read to its end: its row becomes a conflict. */
  readonly largest: number;
}

/** After these no other file will be better. What is refused or unusable may be so for one file alone. */
const HOPELESS: ReadonlySet<ErrorCode> = new Set(['DESTINATION_DOWN', 'INTERNAL']);

/** Writes the digest of every pending row into the table. A row that could not be read, or is not there any more, has failed. */
export async function hashRows(work: HashWork, report: (failure: Failure) => void): Promise<void> {
  const table = new FileTable(work.table);
  const shares = new Shares(work.shares);
  const failed = (row: number, path: BytePath, error: unknown): void => {
    const { code, message } = fsError(error, 'destination', path);
    // What was interrupted failed at nothing.
    if (code === 'INTERRUPTED') return;
    if (row >= 0) table.outcomes[row] = code === 'FILE_TOO_LARGE' ? Outcome.conflict : Outcome.failed;
    report({ row, path, code, message });
    if (row < 0 || HOPELESS.has(code)) shares.stop();
  };
  let sink: FileSink;
  try {
    sink = await openSink(work.sink);
  } catch (error) {
    failed(-1, '', error);
    return;
  }
  const lane = async (): Promise<void> => {
    for (const [first, end] of shares.take(work.thread)) {
      for (let row = first; row < end; row++) {
        if (table.outcomes[row] !== Outcome.pending) continue;
        const path = table.path(row);
        try {
          const count = counter(path, shares, work.largest);
          if (table.size(row) > work.largest) throw tooLarge(path);
          const found = await sink.hash(path, count);
          if (found !== undefined) table.setDigestHex(row, found.sha256);
          table.outcomes[row] = found === undefined ? Outcome.failed : Outcome.done;
        } catch (error) {
          failed(row, path, error);
        }
      }
      shares.count(end - first, 0);
    }
  };
  const endWatch = interruptOnStop([sink], shares);
  try {
    await settle(Array.from({ length: sink.lanes }, lane), shares);
  } finally {
    endWatch();
    await sink.close();
  }
}

/** Believes no size that a server stated. */
function counter(path: BytePath, shares: Shares, largest: number): (bytes: number) => void {
  let size = 0;
  return bytes => {
    shares.count(0, bytes);
    size += bytes;
    if (size > largest) throw tooLarge(path);
  };
}

function tooLarge(path: BytePath): SeqwardenError {
  return new SeqwardenError('FILE_TOO_LARGE', `${displayPath(path)} is larger than all that was sealed`, {
    path,
  });
}
