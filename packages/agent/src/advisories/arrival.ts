import type { HashState, SignatureCheck } from '@seqwarden/advisory/signature';
import { isOwnName } from './own-name.ts';

/**
 * What came, of one label (publisher and id).
 *
 * - `new`: the first bytes of this label
 * - `new_version`: other bytes that call themselves another version
 * - `rewritten`: other bytes under the same version. No number and no date tells of it: the bytes do
 * - `back`: bytes that were replaced before came again
 * - `signed`: the bytes that came last came again, under a stronger signature
 */
export type ArrivalEvent = 'new' | 'new_version' | 'rewritten' | 'back' | 'signed';

/** One file of `arrivals/`; FORMATS.md, section 24. */
export interface Arrival {
  readonly at: string;
  readonly event: ArrivalEvent;
  readonly sha256: string;
  readonly sha512: string;
  readonly name: string;
  readonly place: string;
  /** Host of the address that a person named, whose provider may have named the key itself; null: a file, or nobody noted it. */
  readonly from: string | null;
  readonly publisher: string;
  readonly id: string;
  readonly version: string;
  /** What stood for the label before, or null. */
  readonly replaces: string | null;
  readonly differences: readonly ArrivalDifference[];
  /** How many there are, where not all are listed. */
  readonly differencesInAll: number;
  readonly hashFiles: { readonly sha256: HashState | 'absent'; readonly sha512: HashState | 'absent' };
  /** Null: no signature came with it. */
  readonly signature: SignatureCheck | null;
  /** What the mandatory tests of CSAF say; null: it is too large to be tested. A document that fails them is kept and matched all the same. */
  readonly validation: ArrivalValidation | null;
  /** How many strings hold a character that was lost (U+FFFD). */
  readonly damaged: number;
}

export interface ArrivalValidation {
  readonly errors: number;
  /** The tests that found them (`6.1.1`, or `schema`), each once. */
  readonly tests: readonly string[];
}

export interface ArrivalDifference {
  readonly kind: string;
  readonly pointer: string;
  readonly text: string;
}

/**
 * What the events of a label come to: the last bytes that came stand for it. Versions and dates decide nothing, since they go back. Beside them stands what came
 * earlier under a stronger signature, until something signed as strongly comes: else whoever can hand in a document could put a signed one away.
 */
export class Arrivals {
  /** Of each label, in the order in which they came: each with a stronger signature than all after it. */
  readonly #standing = new Map<string, readonly Arrival[]>();
  /** All bytes that ever came, with the strongest signature under which they did. */
  readonly #seen = new Map<string, { readonly label: Label; readonly strength: number }>();
  /** Of what came last, with the strength of its signature. */
  readonly #digests = new Map<string, number>();
  /** SHA-256 of all bytes that ever came under a signature by which somebody vouches for them. */
  readonly #vouchedFor = new Set<string>();

  constructor(arrivals: Iterable<Arrival> = []) {
    for (const arrival of arrivals) this.add(arrival);
  }

  add(arrival: Arrival): void {
    const key = labelKey(arrival);
    const before = this.#standing.get(key) ?? [];
    for (const digest of before.slice(-1).flatMap(digestsOf)) this.#digests.delete(digest);
    const own = strength(arrival);
    this.#standing.set(key, [...before.filter(one => strength(one) > own), arrival]);
    const { publisher, id, sha256 } = arrival;
    const strongest = Math.max(own, this.#seen.get(sha256)?.strength ?? 0);
    this.#seen.set(sha256, { label: { publisher, id }, strength: strongest });
    for (const digest of digestsOf(arrival)) this.#digests.set(digest, this.#strengthOf(arrival));
    if (isVouchedFor(arrival)) this.#vouchedFor.add(sha256);
  }

  /** Of each label what stands for it now, sorted by publisher and id; of one label what came last is the last. */
  current(): Arrival[] {
    return [...this.#standing.entries()]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([, standing]) => {
        const last = standing.at(-1);
        // The same bytes may stand twice, once under a signature: that is what was found of them.
        const found = standing.find(({ sha256 }) => sha256 === last?.sha256);
        return found === undefined ? [] : [...besides(standing), found];
      });
  }

  /** What came last. */
  currentOf(label: Label): Arrival | undefined {
    return this.#standing.get(labelKey(label))?.at(-1);
  }

  /** What stands beside it, since its signature is stronger. */
  besideOf(label: Label): readonly Arrival[] {
    return besides(this.#standing.get(labelKey(label)) ?? []);
  }

  /**
   * Whether a document of this SHA-256 or SHA-512 (hex) came last for its label, under a good signature (by a key that is trusted, if `trusted`): then nothing
   * that lies beside it tells more. What stands beside what came last is taken again, so that it may come last again.
   */
  isCurrent(digest: string, trusted: boolean): boolean {
    return (this.#digests.get(digest) ?? 0) >= (trusted ? TRUSTED : GOOD);
  }

  /** What it would be if these bytes came now; undefined: they came last already, under as strong a signature. */
  eventOf(label: Label & { readonly version: string }, came: Came): ArrivalEvent | undefined {
    const before = this.currentOf(label);
    if (before === undefined) return 'new';
    if (before.sha256 === came.sha256)
      return strength({ ...label, ...came }) > this.#strengthOf({ ...label, sha256: came.sha256 })
        ? 'signed'
        : undefined;
    if (this.#seen.has(came.sha256)) return 'back';
    return before.version === label.version ? 'rewritten' : 'new_version';
  }

  /** Whether these bytes came before, under as strong a signature, and others of their label came since. */
  wasReplaced(label: Label, came: Came): boolean {
    const seen = this.#seen.get(came.sha256);
    const isLast = this.currentOf(label)?.sha256 === came.sha256;
    return seen !== undefined && !isLast && strength({ ...label, ...came }) <= seen.strength;
  }

  /** Whether what came last of a label came under a weaker signature than these, or a stronger one: 1, -1; 0: as strong. */
  compareStrength(label: Label, came: Came): number {
    const last = this.currentOf(label);
    return Math.sign(strength({ ...label, ...came }) - (last === undefined ? 0 : this.#strengthOf(last)));
  }

  /**
   * Whether these bytes, by their SHA-256 (hex), ever came under a good signature of a key that was valid when it signed, and that a person named, or their provider did, at the
   * address that a person named, for what it publishes in its own name. What a label or a publisher's name in a document says is nobody's word.
   */
  isVouchedFor(sha256: string): boolean {
    return this.#vouchedFor.has(sha256);
  }

  /** What came last of the label that these bytes have, by their SHA-256 (hex); undefined: they never came. */
  lastOf(sha256: string): Arrival | undefined {
    const label = this.#seen.get(sha256)?.label;
    return label && this.currentOf(label);
  }

  /** The strongest under which these bytes stand. */
  #strengthOf({ sha256, ...label }: Label & { readonly sha256: string }): number {
    const standing = this.#standing.get(labelKey(label)) ?? [];
    return Math.max(0, ...standing.filter(one => one.sha256 === sha256).map(strength));
  }
}

function besides(standing: readonly Arrival[]): readonly Arrival[] {
  return standing.filter(({ sha256 }) => sha256 !== standing.at(-1)?.sha256);
}

const TRUSTED = 3;
const GOOD = 2;

/** Good by a key that a person trusts, good, not checked; none and a bad one alike. A provider's own key under another publisher's name is as good as one that is not at hand. */
function strength(one: Pick<Arrival, 'publisher' | 'from' | 'signature'>): number {
  const { signature } = one;
  if (signature?.signature === 'good') {
    if (signature.keyTrustedNow === true) return TRUSTED;
    return isInOwnName(one) ? GOOD : 1;
  }
  return signature?.signature === 'not_checked' ? 1 : 0;
}

function isVouchedFor(arrival: Arrival): boolean {
  return strength(arrival) >= GOOD && arrival.signature?.keyValidThen === true;
}

/** Whether it came from a provider that publishes in its own name; a key for a file was named by a person. */
export function isInOwnName({ publisher, from }: Pick<Arrival, 'publisher' | 'from'>): boolean {
  return from === null || isOwnName(from, publisher);
}

/** What came, beside its label. */
export type Came = Pick<Arrival, 'sha256' | 'from' | 'signature'>;

export interface Label {
  readonly publisher: string;
  readonly id: string;
}

/** The same text for the same label. */
export function labelKey({ publisher, id }: Label): string {
  return JSON.stringify([publisher, id]);
}

function digestsOf({ sha256, sha512 }: Arrival): readonly string[] {
  return [sha256, sha512];
}
