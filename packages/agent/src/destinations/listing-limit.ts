import { SeqwardenError } from '@seqwarden/proof';

/** More entries than any run has, and more than their names take. */
const MOST_ENTRIES = 5_000_000;
const MOST_BYTES = 512 << 20;
/** Answers that may bring nothing new, beyond one for each entry. */
const IDLE_ANSWERS = 1000;

export interface ListingBounds {
  readonly entries: number;
  readonly bytes: number;
  readonly idleAnswers: number;
}

/**
 * What one listing of a server may cost us: a broken or hostile one shall neither hold us for ever nor fill our memory. That names ascend is not
 * asked for: directory buckets of Amazon's and stores that keep names encrypted list in another order. Each call throws DESTINATION_UNUSABLE beyond.
 */
export class ListingLimit {
  readonly #what: string;
  readonly #bounds: ListingBounds;
  #entries = 0;
  #bytes = 0;
  #answers = 0;

  /** `what` names the listing in a message. */
  constructor(what: string, bounds: Partial<ListingBounds> = {}) {
    this.#what = what;
    this.#bounds = { entries: MOST_ENTRIES, bytes: MOST_BYTES, idleAnswers: IDLE_ANSWERS, ...bounds };
  }

  /** For each answer of the server. */
  answer(): void {
    this.#answers++;
    if (this.#answers > this.#entries + this.#bounds.idleAnswers) this.#refuse();
  }

  /** Before each folder of a listing that goes through several: what its end costs is not counted against the next. */
  folder(): void {
    this.#answers = this.#entries;
  }

  /** For each entry that is new. */
  entry(nameBytes: number): void {
    this.#entries++;
    this.#bytes += nameBytes;
    if (this.#entries > this.#bounds.entries || this.#bytes > this.#bounds.bytes) this.#refuse();
  }

  #refuse(): never {
    throw new SeqwardenError('DESTINATION_UNUSABLE', `${this.#what}: the list does not end`);
  }
}
