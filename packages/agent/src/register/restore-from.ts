import { join } from 'node:path';
import { type LogKey, type PublishedSource, restoreLog } from '@seqwarden/log';
import { SeqwardenError } from '@seqwarden/proof';
import {
  CHECKPOINT_FILE,
  MAX_LOG_FILE,
  MAX_NOTE,
  openCheckpoint,
  type TileReader,
} from '@seqwarden/proof/log';
import { folderReader } from '../config/log-folder.ts';
import type { Destination, DestinationSpec } from '../destinations/destination.ts';
import { openDestination } from '../destinations/open.ts';
import { errno } from '../host/fs-error.ts';
import { makePath } from '../host/make-path.ts';
import { LastSigned } from './last-signed.ts';
import { checkpointPath, notedAt } from './published-at.ts';
import { type NotedPlace, PublishedPlaces, placeName } from './published-places.ts';

export interface RestoreFromOptions {
  /** The account's: `logFolder` of its configuration. */
  readonly folder: string;
  readonly key: LogKey;
  /** The account's configuration, where the places are noted too to which the log was published. */
  readonly configuration: string;
  /** What else is known of the log; none of it is taken as the copy. */
  readonly others: readonly PublishedSource[];
  /** All to which the log was published; of those with the latest state the first that is whole is the copy, or what lies in the log's own folder. */
  readonly destinations: readonly DestinationSpec[];
  readonly now: Date;
  readonly signal?: AbortSignal | undefined;
}

export interface Restored {
  readonly label: string;
  /** Entries of the log, which goes on after them. */
  readonly size: number;
}

const OWN_FOLDER = "the register's own folder";
/** What a copy fails with whose files are not those of its checkpoint, or cannot be had. */
const IS_NOT_WHOLE = /^(LOG_UNREADABLE|LOG_DAMAGED|TILE_MALFORMED|DESTINATION_.*)$/;

/**
 * Makes store and tree of the account's log anew from what was published; for a person, with the agent stopped. What lay here is renamed, not deleted. Throws LOG_MISSING
 * where neither a destination nor its own folder has the log, DESTINATION_*, LOG_UNREADABLE where one cannot be asked, or one where it was published and that was not named (its state may be later), and as `restoreLog`.
 */
export async function restoreFrom(options: RestoreFromOptions): Promise<Restored> {
  await using opened = new AsyncDisposableStack();
  const { folder, key, now, signal } = options;
  const copies: Copy[] = [];
  for (const spec of options.destinations) {
    const place = await openDestination(spec, signal);
    opened.defer(() => place.close());
    copies.push(await copyAt(place.label, readerOf(place, key.id), key));
  }
  makeLogFolder(folder);
  copies.push(await ownCopy(folder, key));
  const most = Math.max(...copies.map(({ size }) => size ?? -1));
  const elsewhere = [
    ...options.others,
    ...unnamed(options).map(noted => notedAt(noted, key.id, signal)),
    new LastSigned(options.configuration, key.id),
  ];
  const failures: unknown[] = [];
  for (const copy of copies.filter(({ size }) => size !== undefined && size === most)) {
    const rest = copies.filter(one => one !== copy && one.label !== OWN_FOLDER);
    const others = [
      ...elsewhere,
      ...rest.map(({ label, read }) => ({ label, read: () => read(CHECKPOINT_FILE) })),
    ];
    try {
      return { label: copy.label, size: await restoreLog(folder, key, copy.read, { others, now }) };
    } catch (error) {
      // Whoever has the genuine checkpoint of a place need not have what it promises: then another place may.
      if (!(error instanceof SeqwardenError && IS_NOT_WHOLE.test(error.code))) throw error;
      failures.push(new SeqwardenError(error.code, `${copy.label}: ${error.message}`, { cause: error }));
    }
  }
  throw failures[0] ?? new SeqwardenError('LOG_MISSING', 'none of these places has this register');
}

interface Copy {
  readonly label: string;
  /** Of its checkpoint; undefined: what lies there is none of this log. */
  readonly size: number | undefined;
  readonly read: TileReader;
}

async function copyAt(label: string, read: TileReader, key: LogKey): Promise<Copy> {
  const file = await read(CHECKPOINT_FILE);
  return { label, size: file === undefined ? undefined : await sizeOf(file, key), read };
}

/** The tree in the log's own folder is as good a copy as any, and has what was published nowhere yet. What cannot be read there may be why the log is restored. */
async function ownCopy(folder: string, key: LogKey): Promise<Copy> {
  const read = folderReader(join(folder, key.id));
  try {
    return await copyAt(OWN_FOLDER, read, key);
  } catch (error) {
    if (error instanceof SeqwardenError) return { label: OWN_FOLDER, size: undefined, read };
    throw error;
  }
}

function readerOf(place: Destination, logId: string): TileReader {
  const folder = checkpointPath(logId).replace(/checkpoint$/, '');
  return path => place.readOwn(folder + path, path === CHECKPOINT_FILE ? MAX_NOTE : MAX_LOG_FILE);
}

/** Places where the log was published, and that nobody named: what one of them has may be later than all. */
function unnamed({ folder, configuration, destinations }: RestoreFromOptions): NotedPlace[] {
  const named = new Set(destinations.map(placeName));
  return new PublishedPlaces(folder, configuration).all().filter(({ spec }) => !named.has(placeName(spec)));
}

/** It may have been lost with all else. */
function makeLogFolder(folder: string): void {
  try {
    makePath(folder, 0o700);
  } catch (error) {
    throw new SeqwardenError('LOG_STORE_UNUSABLE', `${folder}: ${errno(error) || String(error)}`, {
      cause: error,
    });
  }
}

/** undefined: it is no checkpoint of this log. */
async function sizeOf(file: Uint8Array, key: LogKey): Promise<number | undefined> {
  try {
    return (await openCheckpoint(file, key.verifier)).checkpoint.size;
  } catch (error) {
    if (error instanceof SeqwardenError) return undefined;
    throw error;
  }
}
