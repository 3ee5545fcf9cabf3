import type { Slot } from '../../journal/records.ts';

/** Milliseconds from a try to the next; it doubles with each. */
const FIRST_PAUSE = 5_000;
const LONGEST_PAUSE = 1_800_000;
/** After so many tries, which is some ten minutes, somebody should know. */
const SAID_AFTER = 8;

interface Busy {
  tries: number;
  pause: number;
  retryAt: number;
}

/** Where one run waits, as another holds its lock there: it alone is left aside, and other runs go on at that destination. */
export class BusyPlaces {
  readonly #clock: () => number;
  readonly #busy = new Map<Slot, Busy>();

  /** @param clock milliseconds on a clock that never jumps */
  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /** Whether it is not to be tried yet. */
  rests(slot: Slot): boolean {
    const busy = this.#busy.get(slot);
    return busy !== undefined && this.#clock() < busy.retryAt;
  }

  /** The lock was held once more. Returns whether somebody should be told now: once, until it was let go. */
  found(slot: Slot): boolean {
    const { tries, pause } = this.#busy.get(slot) ?? { tries: 0, pause: FIRST_PAUSE };
    const retryAt = this.#clock() + pause;
    this.#busy.set(slot, { tries: tries + 1, pause: Math.min(pause * 2, LONGEST_PAUSE), retryAt });
    return tries + 1 === SAID_AFTER;
  }

  /** The run's lock was had there. */
  free(slot: Slot): void {
    this.#busy.delete(slot);
  }
}
