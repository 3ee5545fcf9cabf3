import type { DestinationConfig } from '../config/agent-config.ts';
import { limitAt, wallMinute } from './bandwidth.ts';

/** What may be transferred now to a root's destinations: the lowest of their limits, since one reading serves all of them. */
export class Allowance {
  readonly #destinations: readonly Pick<DestinationConfig, 'limits'>[];
  readonly #now: () => Date;
  #before = 0;
  /** Of all destinations, in a minute since 1970; without a limit infinite. */
  #found: { readonly minute: number; readonly limit: number } | undefined;

  constructor(destinations: readonly Pick<DestinationConfig, 'limits'>[], now: () => Date) {
    this.#destinations = destinations;
    this.#now = now;
  }

  /** Nothing is begun. */
  get isOff(): boolean {
    return this.#lowest() === 0;
  }

  /** 0: as fast as it goes. While it is off, the rate before: what is under way is not left half done. */
  get bytesPerSecond(): number {
    const lowest = this.#lowest();
    if (lowest !== 0) this.#before = Number.isFinite(lowest) ? lowest : 0;
    return this.#before;
  }

  /** Found out once a minute: hours begin and end with minutes, and it is asked for before each file. */
  #lowest(): number {
    const now = this.#now();
    const minute = Math.floor(now.getTime() / 60_000);
    if (this.#found?.minute !== minute) this.#found = { minute, limit: this.#lowestAt(now) };
    return this.#found.limit;
  }

  #lowestAt(now: Date): number {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const minute = wallMinute(now, zone);
    const limits = this.#destinations.map(({ limits }) => limitAt(limits, minute));
    return Math.min(...limits.map(limit => limit ?? Number.POSITIVE_INFINITY));
  }
}
