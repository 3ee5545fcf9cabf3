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
  const started = performance.now();
  const asleep = new Int32Array(new SharedArrayBuffer(4));
  const pause = () => pauseMs(shares.bytesDone, bytesPerSecond, performance.now() - started);
  return bytes => {
    shares.count(0, bytes);
    for (let ms = pause(); ms > 0 && !shares.stopped; ms = pause()) Atomics.wait(asleep, 0, 0, ms);
  };
}
