import { type BytePath, displayPath, type ErrorCode } from '@seqwarden/proof';
import type { FileSink, SinkSpec } from '../destinations/destination.ts';
import { openSink } from '../destinations/open-sink.ts';
import { fsError } from '../host/fs-error.ts';
import type { Failure } from './failure.ts';
import { FileTable, Outcome, type TableBuffers } from './file-table.ts';
import { interruptOnStop } from './interrupt-on-stop.ts';
import { settle } from './settle.ts';
import { Shares, type SharesBuffers } from './shares.ts';
import { lanesWithin, laneThrottleTo, throttleTo } from './throttle.ts';

/** What every thread of a pool is given to read back from a destination. */
export interface ConfirmWork {
  readonly kind: 'confirm';
  readonly thread: number;
  /** Its digests are those that ought to come back. */
  readonly table: TableBuffers;
  readonly shares: SharesBuffers;
  readonly sink: SinkSpec;
  /** All threads together read no faster; 0 is no limit. */
  readonly bytesPerSecond: number;
}

/** After these no other file will be better. */
const NO_USE_TO_GO_ON: ReadonlySet<ErrorCode> = new Set([
  'DESTINATION_DOWN',
  'DESTINATION_REFUSED',
  'DESTINATION_UNUSABLE',
  'INTERNAL',
]);

/**
 * Hashes every pending row as the place itself returns it. A row that comes back otherwise, or not at all, is DESTINATION_READ_BACK and a
 * conflict; sizes go into the table.
 */
export async function confirmRows(work: ConfirmWork, report: (failure: Failure) => void): Promise<void> {
  const table = new FileTable(work.table);
  const shares = new Shares(work.shares);
  const failed = (row: number, path: BytePath, error: unknown): void => {
    const { code, message } = fsError(error, 'destination', path);
    // What was interrupted failed at nothing.
    if (code === 'INTERRUPTED') return;
    report({ row, path, code, message });
    if (NO_USE_TO_GO_ON.has(code)) shares.stop();
  };
  let sink: FileSink;
  try {
    sink = await openSink(work.sink);
  } catch (error) {
    failed(-1, '', error);
    shares.stop();
    return;
  }
  const throttle = (sink.lanes > 1 ? laneThrottleTo : throttleTo)(work.bytesPerSecond, shares);
  const lane = async (): Promise<void> => {
    for (const [first, end] of shares.take(work.thread)) {
      for (let row = first; row < end; row++) {
        if (table.outcomes[row] !== Outcome.pending) continue;
        const path = table.path(row);
        try {
          const hashing = sink.hash(path, throttle);
          const found = hashing instanceof Promise ? await hashing : hashing;
          const isSame = found?.sha256 === table.digestHex(row);
          table.outcomes[row] = isSame ? Outcome.done : Outcome.conflict;
          if (found !== undefined) table.attributes[row * 4] = found.size;
          if (!isSame) report({ row, path, ...differs(path, found !== undefined) });
        } catch (error) {
          table.outcomes[row] = Outcome.failed;
          failed(row, path, error);
        }
      }
      shares.count(end - first, 0);
    }
  };
  const lanes = lanesWithin(work.bytesPerSecond, sink.lanes, work.shares.threads);
  const endWatch = interruptOnStop([sink], shares);
  try {
    await settle(Array.from({ length: lanes }, lane), shares);
  } finally {
    endWatch();
    await sink.close();
  }
}

function differs(path: BytePath, isThere: boolean): Pick<Failure, 'code' | 'message'> {
  const shown = displayPath(path);
  const message = isThere
    ? `${shown} came back with other bytes than were sealed`
    : `${shown} is not there any more`;
  return { code: 'DESTINATION_READ_BACK', message };
}
