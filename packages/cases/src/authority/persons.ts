import type { OnePerson } from '../state/index.ts';

type Pair = Pick<OnePerson, 'key' | 'other'>;

/**
 * Whose key is whose: persons as sets of keys, by the word of all registers at hand. Two keys are one person's where one took the place of the other, or where the last word of an
 * administrator in any register says so; and so is whatever that leads to. A word that was taken back was never true: it holds for no time. The same words give the same persons, in whatever order they come.
 */
export class Persons {
  /** Of a key one of the same person that is smaller. The smallest is not here, nor who has one key. */
  readonly #smaller = new Map<string, string>();
  /** Keys of which one took the place of the other. */
  readonly #lasting: Pair[] = [];
  /** By log and keys, whichever was named first: the last word of its administrators. */
  readonly #last = new Map<string, OnePerson>();

  constructor(said: Iterable<OnePerson> = []) {
    for (const one of said) this.take(one);
  }

  /** Returns whether that may be news. */
  take(word: OnePerson): boolean {
    if (word.at === null) {
      this.#lasting.push(word);
      return this.#join(word);
    }
    const keys = JSON.stringify([word.log, ...[word.key, word.other].sort()]);
    const before = this.#last.get(keys);
    if (before !== undefined && (before.at ?? 0) >= word.at) return false;
    this.#last.set(keys, word);
    if (word.isSo) return this.#join(word);
    if (before?.isSo !== true) return false;
    this.#joinAnew();
    return true;
  }

  /** What was joined cannot be cut: another word may have led to the same. */
  #joinAnew(): void {
    this.#smaller.clear();
    for (const pair of this.#lasting) this.#join(pair);
    for (const word of this.#last.values()) if (word.isSo) this.#join(word);
  }

  #join({ key, other }: Pair): boolean {
    const [one, another] = [this.of(key), this.of(other)];
    if (one === another) return false;
    const [first, second] = one < another ? [one, another] : [another, one];
    this.#smaller.set(second, first);
    return true;
  }

  /** What stands for the person whose key it is: the smallest of the keys. */
  of(key: string): string {
    const passed: string[] = [];
    let at = key;
    for (let next = this.#smaller.get(at); next !== undefined; next = this.#smaller.get(at)) {
      passed.push(at);
      at = next;
    }
    // So that a chain of rotations, as long as somebody likes, is walked once.
    for (const one of passed) this.#smaller.set(one, at);
    return at;
  }

  isOne(key: string, other: string): boolean {
    return key === other || this.of(key) === this.of(other);
  }

  /** The keys that are of another person than in `before`: of two persons that became one, or of one that became two, those of at least one. */
  changedSince(before: Persons): readonly string[] {
    const keys = new Set([...this.#smaller.keys(), ...before.#smaller.keys()]);
    return [...keys].filter(key => this.of(key) !== before.of(key));
  }
}
