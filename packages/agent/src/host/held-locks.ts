import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { SeqwardenError } from '@seqwarden/proof';
import { decodeLock, encodeLock, judgeHolder, shownHost } from './lock-holder.ts';
import { startOf, thisProcess } from './process-identity.ts';

/** By its document alone a lock of ours could not be told from one that a dead process with the same number left. */
const HELD = new Set<string>();

/** A lock is a small document; more bytes are none of ours. */
export const LARGEST_LOCK = 4096;

/**
 * Says that this process takes the lock at `place`, which names it among all places. Returns the function that says that it let go. Throws
 * DESTINATION_BUSY where it holds it already.
 */
export function holdHere(place: string): () => void {
  if (HELD.has(place)) throw new SeqwardenError('DESTINATION_BUSY', 'this process holds the lock already');
  HELD.add(place);
  return () => void HELD.delete(place);
}

/** What a lock of this process says; no two say the same. */
export function newLock(): string {
  return encodeLock({ host: hostname(), ...thisProcess() }, randomBytes(8).toString('hex'));
}

/** Throws DESTINATION_BUSY unless whoever left this lock is certainly no more. Call it for places that this process does not hold. */
export function requireGone(document: string): void {
  const holder = decodeLock(document);
  if (judgeHolder(holder, { host: hostname(), ...thisProcess() }, startOf) === 'gone') return;
  const who = Number.isNaN(holder.pid) ? 'another process' : `process ${holder.pid}`;
  throw new SeqwardenError('DESTINATION_BUSY', `${who} on ${shownHost(holder.host)} holds the lock`);
}

/** What stands in place of a lock is no file of ours: it cannot be judged, so it is believed like the lock of another host. */
export function notToJudge(): SeqwardenError {
  return new SeqwardenError('DESTINATION_BUSY', 'what stands in place of the lock is none of ours');
}

/** Others take and lose the lock while this process tries to. */
export function takenMeanwhile(): SeqwardenError {
  return new SeqwardenError('DESTINATION_BUSY', 'another process took the lock at the same moment');
}
