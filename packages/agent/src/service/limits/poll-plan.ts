import type { RunState } from '../../journal/run-state.ts';

/** Milliseconds from the end of one poll of a run to the beginning of the next, where nobody says otherwise. */
export const POLL = {
  /** A run that grows, and every root. */
  growing: 5_000,
  /** One that waits for hours, such as a stale one. */
  slow: 60_000,
} as const;

/** In a growing run the newest cycles are looked into within a minute, all folders within ten; those of a finished run within four hours. */
export const SWEEP = { recentPolls: 12, sweepPolls: 120, restSweepPolls: 240 } as const;

/** A run in which nothing happens between two cycles is still one that grows. */
const LULL = 30 * 60_000;

/** What a poll was. */
export interface Looked {
  /** Of looking alone, not of what followed from it. */
  readonly tookMs: number;
  /** Something changed, or had within the quiet time, so that folders were looked into for its sake. */
  readonly isStirred: boolean;
}

/**
 * When to look again. A poll that took long is followed by a longer pause, so that no share, however slow and large, is looked at for more than a
 * fiftieth of the time where nothing happens, and than a tenth where something does.
 *
 * @param silentMs since the last change that was seen
 */
export function pauseAfterPoll(state: RunState, silentMs: number, { tookMs, isStirred }: Looked): number {
  const busy = state === 'settling' || state === 'finishing' || (state === 'growing' && silentMs < LULL);
  return Math.max(busy ? POLL.growing : POLL.slow, tookMs * (isStirred ? 9 : 49));
}
