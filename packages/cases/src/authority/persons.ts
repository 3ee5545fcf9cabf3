import type { OnePerson } from '../state/index.ts';

/**
 * Whose key is whose: persons as sets of keys, by the word of all registers at hand. Two keys are one person's where one took the place of the other, or an administrator said so, in any
 * register; and so is whatever that leads to. No later word takes it back. The same words give the same persons, in whatever order they come.
 */
export class Persons {
  /** Of a key one of the same person that is smaller. The smallest is not here, nor who has one key. */
  readonly #smaller = new Map<string, string>();

  constructor(said: Iterable<OnePerson> = []) {
    for (const one of said) this.take(one);
  }

  /** Returns whether that was news. */
  take({ key, other }: Pick<OnePerson, 'key' | 'other'>): boolean {
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
