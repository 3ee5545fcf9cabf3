import { setTimeout } from 'node:timers/promises';
import type { Throttle } from '../destinations/destination.ts';
import type { Shares } from './shares.ts';

/** Shorter pauses than this cost more than they give. */
const SHORTEST_MS = 1;
/** So that a stop is noticed soon. */
const LONGEST_MS = 1000;

/**
 * How long to sleep now so that `bytes` in `elapsedMs` are no more than the rate allows; 0 where there is nothing to wait for. Whoever
 * slept asks again: a long wait comes in pieces of at most a second.
 */
export function pauseMs(bytes: number, bytesPerSecond: number, elapsedMs: number): number {
  const ahead = (bytes / bytesPerSecond) * 1000 - elapsedMs;
  return ahead > SHORTEST_MS ? Math.min(ahead, LONGEST_MS) : 0;
}

/** Counts bytes for all threads, and sleeps as long as all threads together are ahead of the rate. 0 is no limit. */
export function throttleTo(bytesPerSecond: number, shares: Shares): (bytes: number) => void {
  if (bytesPerSecond === 0) return bytes => shares.count(0, bytes);
  const pause = pausesOf(bytesPerSecond, shares);
  const asleep = new Int32Array(new SharedArrayBuffer(4));
  return bytes => {
    shares.count(0, bytes);
    for (let ms = pause(); ms > 0; ms = pause()) Atomics.wait(asleep, 0, 0, ms);
  };
}

/** As {@link throttleTo}, for a thread that must not block, since connections live by it: while one lane waits, the others go on. */
export function laneThrottleTo(bytesPerSecond: number, shares: Shares): Throttle {
  const pause = bytesPerSecond === 0 ? () => 0 : pausesOf(bytesPerSecond, shares);
  return bytes => {
    shares.count(0, bytes);
    const ms = pause();
    return ms > 0 ? rest(ms, pause) : undefined;
  };
}

/** The most that a place hands over at once, in bytes: an SFTP read, a piece of a file. */
const PIECE = 1 << 18;
/** Stores and servers end a connection on which nothing was taken for a minute. */
const LONGEST_REST_S = 15;

/**
 * How many lanes a thread may have so that at this rate none waits longer than some seconds for its next piece, as long as even one lane a thread
 * can have that. At most `lanes`, at least one.
 */
export function lanesWithin(bytesPerSecond: number, lanes: number, threads: number): number {
  if (bytesPerSecond === 0) return lanes;
  const inTime = Math.floor((bytesPerSecond * LONGEST_REST_S) / (PIECE * threads));
  return Math.max(1, Math.min(inTime, lanes));
}

async function rest(first: number, pause: () => number): Promise<void> {
  for (let ms = first; ms > 0; ms = pause()) await setTimeout(ms);
}

function pausesOf(bytesPerSecond: number, shares: Shares): () => number {
  const started = performance.now();
  return () => (shares.stopped ? 0 : pauseMs(shares.bytesDone, bytesPerSecond, performance.now() - started));
}
