import { FirstBelow } from './first-below.ts';
import { compareText } from './order.ts';
import { byReading, type Reading } from './reading.ts';
import { compareInstalled, isOrdered } from './version-order.ts';

/** What readings from some moment on show, beside one version: the first of each. */
export interface ShownVersion {
  readonly older: Reading | undefined;
  /** A run shows this version or a newer one. */
  readonly seen: Reading | undefined;
  /** The version cannot be compared. */
  readonly unclear: Reading | undefined;
}

/** Sorts behind every rank. */
const NEVER = Number.POSITIVE_INFINITY;

/** Readings of one program in the order of their own times. Each answer takes logarithmic time: a hostile log has as many patches as readings. */
export class VersionTimeline {
  readonly #readings: readonly Reading[];
  /** Those that have an order, each once, ascending. */
  readonly #versions: readonly string[];
  readonly #rising: FirstBelow;
  /** Of runs, by the rank turned round. */
  readonly #falling: FirstBelow;
  readonly #unordered: FirstBelow;
  /** Places of runs by a version without order. */
  readonly #byText: ReadonlyMap<string, readonly number[]>;
  /** Of each place the next one with another version. */
  readonly #nextOther: Int32Array;
  /** The same readings by the ends of their times. */
  readonly #ended: readonly Reading[];

  constructor(readings: readonly Reading[]) {
    this.#readings = [...readings].sort(byReading);
    const ordered = new Set(this.#readings.map(({ version }) => version).filter(isOrdered));
    this.#versions = [...ordered].sort((a, b) => compareInstalled(a, b) ?? 0);
    const ranks = this.#readings.map(({ version }) =>
      ordered.has(version) ? this.#rankOf(version) : undefined,
    );
    this.#rising = new FirstBelow(ranks.map(rank => rank ?? NEVER));
    this.#falling = new FirstBelow(
      ranks.map((rank, at) => (rank === undefined || !this.#isRun(at) ? NEVER : -rank)),
    );
    this.#unordered = new FirstBelow(ranks.map(rank => (rank === undefined ? 0 : NEVER)));
    this.#byText = this.#textsOfRuns();
    this.#nextOther = this.#nextOthers();
    this.#ended = [...this.#readings].sort((a, b) => compareText(a.at.until, b.at.until) || byReading(a, b));
  }

  /** The last reading of times that end before `moment`. */
  lastBefore(moment: string): Reading | undefined {
    return this.#ended[firstPlace(this.#ended.length, at => (this.#ended[at]?.at.until ?? '') >= moment) - 1];
  }

  /** What is shown of times that begin after `moment`. */
  after(moment: string, version: string): ShownVersion {
    const start = firstPlace(this.#readings.length, at => (this.#readings[at]?.at.from ?? '') > moment);
    if (!isOrdered(version)) return this.#besideText(start, version);
    const rank = this.#rankOf(version);
    return {
      older: this.#at(this.#rising.find(start, rank)),
      seen: this.#at(this.#falling.find(start, 1 - rank)),
      unclear: this.#at(this.#unordered.find(start, 1)),
    };
  }

  /** A version without order is seen by its very text; every other one cannot be compared with it. */
  #besideText(start: number, version: string): ShownVersion {
    const places = this.#byText.get(version) ?? [];
    const seen = places[firstPlace(places.length, at => (places[at] ?? 0) >= start)];
    const isSame = this.#readings[start]?.version === version;
    return {
      older: undefined,
      seen: this.#at(seen),
      unclear: this.#at(isSame ? this.#nextOther[start] : start),
    };
  }

  /** How many of the versions at hand are older. */
  #rankOf(version: string): number {
    return firstPlace(
      this.#versions.length,
      at => (compareInstalled(this.#versions[at] ?? '', version) ?? 0) >= 0,
    );
  }

  #at(place: number | undefined): Reading | undefined {
    return place === undefined ? undefined : this.#readings[place];
  }

  #isRun(place: number): boolean {
    return (this.#readings[place]?.reading.run ?? null) !== null;
  }

  #textsOfRuns(): Map<string, number[]> {
    const texts = new Map<string, number[]>();
    for (const [place, { version }] of this.#readings.entries()) {
      if (isOrdered(version) || !this.#isRun(place)) continue;
      const known = texts.get(version);
      if (known === undefined) texts.set(version, [place]);
      else known.push(place);
    }
    return texts;
  }

  #nextOthers(): Int32Array {
    const next = new Int32Array(this.#readings.length).fill(this.#readings.length);
    for (let at = this.#readings.length - 2; at >= 0; at--) {
      const isSame = this.#readings[at]?.version === this.#readings[at + 1]?.version;
      next[at] = isSame ? (next[at + 1] ?? 0) : at + 1;
    }
    return next;
  }
}

/** The first place for which `is` holds, which holds for all behind it; `length`: none. */
function firstPlace(length: number, is: (place: number) => boolean): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (is(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
