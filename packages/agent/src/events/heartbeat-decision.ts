/** What the service shows of its work. Milliseconds of a clock that never jumps. */
export interface Pulse {
  /** When it last got through all that it has to look at. */
  readonly turnAt: number;
  /** Work that was begun and is not over: a copy, a second reading. What only waits for its turn or for a destination is none. */
  readonly transfers: readonly { readonly progressAt: number }[];
}

/** A large file on a slow share gets its next bytes well within this. */
export const PATIENCE_MS = 10 * 60_000;

/**
 * Alive is who gets round, and whose every transfer moves. One copy that hangs is enough to be silent: a heartbeat that goes on because the loop
 * still turns would hide the very thing that somebody waits for.
 */
export function isAlive({ turnAt, transfers }: Pulse, now: number, patienceMs = PATIENCE_MS): boolean {
  return [turnAt, ...transfers.map(transfer => transfer.progressAt)].every(time => now - time <= patienceMs);
}
