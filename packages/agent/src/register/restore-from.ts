import { type LogKey, type PublishedSource, restoreLog } from '@seqwarden/log';
import { SeqwardenError } from '@seqwarden/proof';
import { MAX_NOTE, openCheckpoint, type TileReader } from '@seqwarden/proof/log';
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
  /** All to which the log was published; of those with the latest state the first that is whole is the copy. */
  readonly destinations: readonly DestinationSpec[];
  readonly now: Date;
  readonly signal?: AbortSignal | undefined;
}

export interface Restored {
  readonly label: string;
  /** Entries of the log, which goes on after them. */
  readonly size: number;
}

/** More than 256 of the largest entries, with their lengths. */
const LARGEST_FILE = 2 ** 24 + 2 ** 10;
/** What a copy fails with whose files are not those of its checkpoint, or cannot be had. */
const IS_NOT_WHOLE = /^(LOG_UNREADABLE|LOG_DAMAGED|TILE_MALFORMED|DESTINATION_.*)$/;

/**
 * Makes store and tree of the account's log anew from what was published; for a person, with the agent stopped. What lay here is renamed, not deleted. Throws LOG_MISSING
 * where no destination has the log, DESTINATION_*, LOG_UNREADABLE where one cannot be asked, or one where it was published and that was not named (its state may be later), and as `restoreLog`.
 */
export async function restoreFrom(options: RestoreFromOptions): Promise<Restored> {
  await using opened = new AsyncDisposableStack();
  const { folder, key, now, signal } = options;
  const places: { readonly place: Destination; readonly size: number | undefined }[] = [];
  for (const spec of options.destinations) {
    const place = await openDestination(spec, signal);
    opened.defer(() => place.close());
    places.push({ place, size: await sizeAt(place, key) });
  }
  const most = Math.max(...places.map(({ size }) => size ?? -1));
  const latest = places.filter(({ size }) => size !== undefined && size === most);
  makeLogFolder(folder);
  const elsewhere = [
    ...options.others,
    ...unnamed(options).map(noted => notedAt(noted, key.id, signal)),
    new LastSigned(options.configuration, key.id),
  ];
  const failures: unknown[] = [];
  for (const { place } of latest) {
    const copy: TileReader = path => place.readOwn(`log/${key.id}/${path}`, LARGEST_FILE);
    const rest = places.filter(one => one.place !== place).map(one => sourceAt(one.place, key.id));
    try {
      const others = [...elsewhere, ...rest];
      return { label: place.label, size: await restoreLog(folder, key, copy, { others, now }) };
    } catch (error) {
      // Whoever has the genuine checkpoint of a place need not have what it promises: then another place may.
      if (!(error instanceof SeqwardenError && IS_NOT_WHOLE.test(error.code))) throw error;
      failures.push(new SeqwardenError(error.code, `${place.label}: ${error.message}`, { cause: error }));
    }
  }
  throw failures[0] ?? new SeqwardenError('LOG_MISSING', 'none of these places has this register');
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

/** undefined: what lies there is no checkpoint of this log. */
async function sizeAt(place: Destination, key: LogKey): Promise<number | undefined> {
  const file = await place.readOwn(checkpointPath(key.id), MAX_NOTE);
  if (file === undefined) return undefined;
  try {
    return (await openCheckpoint(file, key.verifier)).checkpoint.size;
  } catch (error) {
    if (error instanceof SeqwardenError) return undefined;
    throw error;
  }
}

function sourceAt(place: Destination, logId: string): PublishedSource {
  return { label: place.label, read: () => place.readOwn(checkpointPath(logId), MAX_NOTE) };
}
