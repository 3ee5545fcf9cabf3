import type { BytePath, ErrorCode } from '@seqwarden/proof';
import type { FileSink, SinkSpec, Throttle } from '../destinations/destination.ts';
import { openSink } from '../destinations/open-sink.ts';
import { fsError } from '../host/fs-error.ts';
import { HeldTree, type TreeRoot } from '../host/held-tree.ts';
import type { FileToCopy, Places } from './copies-of-file.ts';
import { type CopyTools, copyFile } from './copy-file.ts';
import type { Failure } from './failure.ts';
import { FileTable, Outcome, type TableBuffers } from './file-table.ts';
import { interruptOnStop } from './interrupt-on-stop.ts';
import { readBuffer } from './read-file.ts';
import { HOPELESS } from './read-rows.ts';
import { SealedDigests } from './sealed-digests.ts';
import { settle } from './settle.ts';
import { Shares, type SharesBuffers } from './shares.ts';
import { laneThrottleTo, throttleTo } from './throttle.ts';
import { type WholeBuffers, WholeFolders } from './whole-folders.ts';

/** One destination as a thread is told of it; its number is its place in the list. */
export interface CopyTo {
  readonly sink: SinkSpec;
  /** Nothing was there before, so no final name can be taken but by a stranger meanwhile. */
  readonly fresh: boolean;
  /** What a seal lists that lies there; null: there is none. No other bytes get a name. */
  readonly sealed: SharedArrayBuffer | null;
}

/** What every thread of a pool is given to copy: one read of the source feeds all destinations. */
export interface CopyWork {
  readonly kind: 'copy';
  readonly thread: number;
  readonly table: TableBuffers;
  readonly shares: SharesBuffers;
  readonly source: TreeRoot;
  /** At most {@link MOST_DESTINATIONS}. */
  readonly destinations: readonly CopyTo[];
  /** Folders that are published at once; null: there are none. */
  readonly whole: WholeBuffers | null;
  readonly reread: boolean;
  /** All threads together read no faster; 0 is no limit. */
  readonly bytesPerSecond: number;
}

/** After these a destination is left out for the rest of this transfer: going on would only make more of the same. */
const GIVEN_UP: ReadonlySet<ErrorCode> = new Set([
  'DESTINATION_DOWN',
  'DESTINATION_REFUSED',
  'DESTINATION_FULL',
  'DESTINATION_UNUSABLE',
  'INTERNAL',
]);

/**
 * Works through the shares of one thread, with as many files on the way at once as the destination with most lanes asks for. Reports each
 * failure at once, and of a destination that is given up the one for which it was; the table holds everything else.
 */
export async function copyRows(work: CopyWork, report: (failure: Failure) => void): Promise<void> {
  const shares = new Shares(work.shares);
  const everywhere = (1 << work.destinations.length) - 1;
  const failed = (destination: number, row: number, path: BytePath, { code, message }: Failed): void => {
    // What was interrupted failed at nothing.
    if (shares.givenUp & (1 << destination) || code === 'INTERRUPTED') return;
    if (GIVEN_UP.has(code) && !shares.giveUp(destination)) return;
    report({ row, path, code, message, destination });
    if (shares.givenUp === everywhere) shares.stop();
  };
  const sinks = await openSinks(work.destinations, (at, error) => failed(at, -1, '', error));
  const lanes = Math.max(...sinks.map(sink => sink.lanes), 1);
  const common = {
    sinks,
    fresh: work.destinations.reduce((bits, { fresh }, at) => bits | (fresh ? 1 << at : 0), 0),
    sealed: work.destinations.map(({ sealed }) => (sealed === null ? undefined : new SealedDigests(sealed))),
    failed: (at: number, { row, path }: FileToCopy, error: Failed) => failed(at, row, path, error),
  };
  const table = new FileTable(work.table);
  const whole = work.whole === null ? undefined : new WholeFolders(table, work.whole);
  whole?.fill(sinks);
  const throttle = (lanes > 1 ? laneThrottleTo : throttleTo)(work.bytesPerSecond, shares);
  const job = { work, table, whole, shares, everywhere, throttle, report };
  const working = Array.from({ length: lanes }, () => copyLane(job, common));
  const endWatch = interruptOnStop(sinks, shares);
  try {
    await settle(working, shares);
  } finally {
    endWatch();
    await closeAll(sinks);
  }
}

type Failed = Pick<Failure, 'code' | 'message'>;

interface Job {
  readonly work: CopyWork;
  readonly table: FileTable;
  readonly whole: WholeFolders | undefined;
  readonly shares: Shares;
  readonly everywhere: number;
  readonly throttle: Throttle;
  readonly report: (failure: Failure) => void;
}

/** One file after the other, with a buffer and a place in the source of its own. */
async function copyLane(job: Job, places: Places): Promise<void> {
  const { work, table, whole, shares, everywhere, throttle, report } = job;
  const source = new HeldTree(work.source);
  const tools: CopyTools = {
    ...places,
    source,
    buffer: readBuffer(),
    reread: work.reread,
    throttle,
    ...(places.sinks.some(sink => sink.memoryFor !== undefined) && { memory: shares.memory }),
  };

  for (const [first, end] of shares.take(work.thread)) {
    let bytes = 0;
    for (let row = first; row < end; row++) {
      if (table.outcomes[row] !== Outcome.pending) continue;
      const path = table.path(row);
      const isWhole = whole?.holds(row) === true;
      try {
        source.enter(table.folder(row));
        const file = { row, name: table.name(row), path };
        const staged = await copyFile(tools, file, everywhere & ~shares.givenUp);
        if (staged === undefined) {
          table.outcomes[row] = Outcome.failed;
          continue;
        }
        table.setAttributes(row, staged.before);
        table.setDigestHex(row, staged.sha256);
        table.held[row] = staged.copies.held;
        table.written[row] = staged.copies.written;
        // The main thread notes finished rows while others are worked on; what it sees as finished must be whole.
        Atomics.store(table.outcomes, row, isWhole ? Outcome.waiting : Outcome.done);
        if (staged.before.size <= tools.buffer.length) bytes += staged.before.size;
      } catch (error) {
        const { code, message } = fsError(error, 'source', path);
        table.outcomes[row] = Outcome.failed;
        report({ row, path, code, message });
        if (HOPELESS.has(code)) shares.stop();
      } finally {
        if (isWhole && whole?.end(row)) await whole.publish(row, places.sinks, places.failed);
      }
    }
    shares.count(end - first, 0);
    const rested = throttle(bytes);
    if (rested instanceof Promise) await rested;
  }
  source.close();
}

/** A place that cannot be opened is given up, and stands in the list as one that is never asked. */
async function openSinks(
  destinations: readonly CopyTo[],
  failed: (at: number, error: Failed) => void,
): Promise<readonly FileSink[]> {
  return Promise.all(
    destinations.map(async ({ sink }, at) => {
      try {
        return await openSink(sink);
      } catch (error) {
        const { code, message } = fsError(error, 'destination', '');
        failed(at, { code: GIVEN_UP.has(code) ? code : 'DESTINATION_UNUSABLE', message });
        return NEVER_ASKED;
      }
    }),
  );
}

/** Each, whatever becomes of another. */
async function closeAll(sinks: readonly FileSink[]): Promise<void> {
  const closed = await Promise.allSettled(sinks.map(async sink => sink.close()));
  for (const one of closed) if (one.status === 'rejected') throw one.reason;
}

function never(): never {
  throw new Error('a destination that was given up was asked');
}

const NEVER_ASKED: FileSink = { lanes: 1, stage: never, look: never, hash: never, close: () => {} };
