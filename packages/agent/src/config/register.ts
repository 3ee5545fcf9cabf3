import type { Bytes } from '@seqwarden/proof';
import type { KeptDrafts } from './kept-drafts.ts';

/** A statement that the log has. */
export interface RegisterEntry {
  readonly index: number;
  /** The file that proves it (FORMATS.md 19). */
  readonly proof: Bytes;
  /** Whether enough countersigners signed that proof; undefined: the account demands none. */
  readonly isCountersigned: boolean | undefined;
}

/** The log of this account, as whoever signs sees it. */
export interface Register {
  /**
   * Enters a statement: the bytes of its envelope's file. The same bytes are entered once, however often they come, and each time have the newest proof; durable on
   * return. Throws LOG_*, CLOCK_BACK, STATE_FULL: then nothing may be published that should be in the log.
   */
  append(envelope: Bytes): Promise<RegisterEntry>;
  /** What was signed, and perhaps entered, and did not get to where it belongs. */
  readonly drafts: KeptDrafts;
}
