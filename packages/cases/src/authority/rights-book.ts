import type { KeyRole } from '@seqwarden/proof';
import type { ActOf, Right } from '@seqwarden/proof/acts';
import type { OnePerson, UncountedReason } from '../state/index.ts';

/** A record of rights, at its place in the log. */
export interface RightsEntry {
  readonly index: number;
  /** SHA-256 of the envelope's file, hex. */
  readonly identity: string;
  readonly role: KeyRole;
  readonly act: ActOf<'rights'>;
}

interface Given {
  readonly index: number;
  readonly identity: string;
  readonly rights: readonly Right[];
}

/**
 * What the keys of one log may do at which of its entries. It is told the records of rights in the log's order; what it says of an index holds once all of them before it
 * were told. Of the signature it knows nothing: an entry comes here when its signer's key counted at its place.
 */
export class RightsBook {
  readonly #log: string;
  /** By key; ascending by index. */
  readonly #given = new Map<string, Given[]>();
  readonly #onePerson: OnePerson[] = [];

  /** `log`: its id, 32 hex digits. */
  constructor(log: string) {
    this.#log = log;
  }

  /**
   * Takes the next record of rights. Returns why it does not count; undefined: it counts from the entry after it. One that was held back, or shown again, names another
   * record before it than there is, and so does not count.
   */
  take({ index, identity, role, act }: RightsEntry): UncountedReason | undefined {
    const { subject, predicate } = act;
    if (role !== 'administrator') return 'RIGHT_MISSING';
    const given = this.#given.get(predicate.key) ?? [];
    const isNext = predicate.previous === (given.at(-1)?.identity ?? null);
    if (predicate.log !== this.#log || subject !== predicate.key || !isNext) return 'CONTRADICTS';
    const { key, rights, sameAs, notSameAs } = predicate;
    given.push({ index, identity, rights });
    this.#given.set(key, given);
    const other = sameAs ?? notSameAs;
    const isSo = sameAs !== undefined;
    if (other !== undefined) this.#onePerson.push({ log: this.#log, key, other, at: index, isSo });
    return undefined;
  }

  /** What the key may do at this entry: by the last record before it. */
  rightsAt(key: string, index: number): readonly Right[] {
    return this.#given.get(key)?.findLast(one => one.index < index)?.rights ?? [];
  }

  /** Whose keys are one person's, and whose are not after all, as administrators said in the records that count. In their order. */
  get onePerson(): readonly OnePerson[] {
    return this.#onePerson;
  }

  /** Of `onePerson` the words that hold: of two keys those since they were last said to be of two persons, whichever of them a record is about. */
  get holding(): readonly OnePerson[] {
    const byKeys = new Map<string, OnePerson[]>();
    for (const word of this.#onePerson) {
      const keys = [word.key, word.other].sort().join(' ');
      byKeys.set(keys, word.isSo ? [...(byKeys.get(keys) ?? []), word] : []);
    }
    return [...byKeys.values()].flat();
  }

  /** What a key names as the record before it, when it is given rights next; null: there is none. */
  lastOf(key: string): string | null {
    return this.#given.get(key)?.at(-1)?.identity ?? null;
  }
}
