import { setTimeout } from 'node:timers/promises';
import { type ErrorCode, equalBytes, SeqwardenError } from '@seqwarden/proof';
import { CHECKPOINT_FILE, MAX_NOTE, parseCheckpoint, parseNote, type TileReader } from '@seqwarden/proof/log';
import type { Destination, DestinationSpec } from '../destinations/destination.ts';
import { lockRun } from '../host/run-lock.ts';
import { newTiles } from './new-tiles.ts';
import { checkpointPath } from './published-at.ts';

/** A log of which others get to see the static files. */
export interface PublishableLog {
  /** 32 hex digits. */
  readonly id: string;
  /** Of the account: the lock lies in it. */
  readonly folder: string;
  /** Files of the tree, and `checkpoint`. */
  readonly read: TileReader;
  /** Holds the log against a checkpoint that was seen elsewhere. Returns why it is none of this log. Throws LOG_BEHIND, LOG_FORKED. */
  compare(label: string, checkpoint: Uint8Array): Promise<ErrorCode | undefined>;
  /** Notes, durably, that it is published there: from then on it is held against that place whenever it is opened. */
  note(place: DestinationSpec): void;
}

type Place = Pick<Destination, 'id' | 'label' | 'spec' | 'putOwn' | 'readOwn' | 'replaceOwn'>;

/** How many files are on the way at once. */
const LANES = 8;
/** How often the tree may have grown while its files were brought there. */
const MOST_TRIES = 5;

/**
 * Brings a log to a destination: what is new of its tree, then the checkpoint, so that whoever reads there finds all that the checkpoint promises. Returns the
 * number of entries that lie there then. Nothing is replaced but a checkpoint that this log made, by a later one.
 *
 * @throws SeqwardenError LOG_BEHIND, LOG_FORKED: the log there is ahead of ours, or another, and ours takes nothing any more. CHECKPOINT_*, NOTE_MALFORMED: what lies there
 * is no checkpoint of this log, and stays. CONFLICT: a file of the tree there is another. DESTINATION_*, LOG_*
 */
export async function publishLog(place: Place, log: PublishableLog): Promise<number> {
  const letGo = await locked(log.folder, `${log.id} at ${place.id}`);
  try {
    const path = checkpointPath(log.id);
    const there = await place.readOwn(path, MAX_NOTE);
    if (there !== undefined) {
      const why = await log.compare(place.label, there);
      if (why !== undefined)
        throw new SeqwardenError(
          why,
          `what ${place.label} holds as head of this register is none, and stays`,
        );
    }
    const { checkpoint, size } = await bringTiles(place, log, there);
    log.note(place.spec);
    if (there === undefined || !equalBytes(there, checkpoint)) await place.replaceOwn(path, checkpoint);
    return size;
  } finally {
    letGo();
  }
}

/** Milliseconds between two tries, and how many there are: another process of this account may publish there at this moment. */
const WAIT_MS = 200;
const LOCK_TRIES = 25;

/** Of two that publish, the slower one would put an older checkpoint over a later one. Throws DESTINATION_BUSY. */
async function locked(folder: string, what: string): Promise<() => void> {
  for (let tried = 1; ; tried++) {
    try {
      return lockRun(folder, what);
    } catch (error) {
      const isBusy = error instanceof SeqwardenError && error.code === 'DESTINATION_BUSY';
      if (!isBusy || tried === LOCK_TRIES) throw error;
    }
    await setTimeout(WAIT_MS);
  }
}

function sizeOf(checkpoint: Uint8Array): number {
  return parseCheckpoint(parseNote(checkpoint).text).size;
}

/** All files that the checkpoint promises which is returned. */
async function bringTiles(
  place: Place,
  log: PublishableLog,
  there: Uint8Array | undefined,
): Promise<{ readonly checkpoint: Uint8Array; readonly size: number }> {
  const had = there === undefined ? 0 : sizeOf(there);
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const checkpoint = await log.read(CHECKPOINT_FILE);
    if (checkpoint === undefined)
      throw new SeqwardenError('LOG_UNREADABLE', 'the register has no head in its folder');
    const size = sizeOf(checkpoint);
    if (await bringAll(place, log, newTiles(had, size))) return { checkpoint, size };
  }
  throw new SeqwardenError('LOG_BUSY', 'the register grows faster than it can be published');
}

/** False: a file is not there any more, since the tree grew and a full one took its place. */
async function bringAll(place: Place, log: PublishableLog, paths: Iterable<string>): Promise<boolean> {
  let lane: Promise<boolean>[] = [];
  for (const path of paths) {
    lane.push(bring(place, log, path));
    if (lane.length < LANES) continue;
    if ((await Promise.all(lane)).includes(false)) return false;
    lane = [];
  }
  return !(await Promise.all(lane)).includes(false);
}

async function bring(place: Place, log: PublishableLog, path: string): Promise<boolean> {
  const bytes = await log.read(path);
  if (bytes === undefined) return false;
  const name = `log/${log.id}/${path}`;
  if (await place.putOwn(name, bytes)) return true;
  // An earlier try may have brought it, and nothing but it.
  const there = await place.readOwn(name, bytes.length);
  if (there !== undefined && equalBytes(there, bytes)) return true;
  throw new SeqwardenError('CONFLICT', `${place.label} holds another file as ${name}`, { path: name });
}
