import { readAdvisory } from '@seqwarden/advisory/document';
import type { PublisherKey } from '@seqwarden/advisory/signature';
import { SeqwardenError } from '@seqwarden/proof';
import { type AdvisoryStore, type ExaminedAdvisory, examineAdvisory } from './advisory-store.ts';
import { type Arrival, type Label, labelKey } from './arrival.ts';
import { type MissedOffer, missedBy, type Offer, type OfferedAdvisory } from './offered-advisory.ts';
import { compareOwnWords } from './own-word.ts';
import type { SourceMemory } from './source-memory.ts';

/** A label of which the sources of one update have several publications. */
export interface SeveralPublications extends Label {
  /** SHA-256 of each; the last one in the last source is what they say. */
  readonly publications: readonly string[];
  /** What came last of the label, maybe of another source. */
  readonly stands: string;
}

/** What sources have as they had it before, while something else of its label came last, of others. It does not come again. */
export interface StandingElsewhere extends Label {
  readonly sha256: string;
  /** What came last, and whence. */
  readonly stands: string;
  readonly standsFrom: string;
  /** What the sources have is `older` by its own date and version, signed more weakly (`weaker`), or nothing says which is newer (`unclear`). */
  readonly why: 'older' | 'weaker' | 'unclear';
}

export type TakenIn =
  | { readonly kind: 'arrival'; readonly arrival: Arrival }
  | { readonly kind: 'kept' }
  | { readonly kind: 'several'; readonly several: SeveralPublications }
  | { readonly kind: 'elsewhere'; readonly elsewhere: StandingElsewhere }
  | MissedOffer;

/** Who offers a document. */
export interface OfferedBy {
  readonly keys: readonly PublisherKey[];
  /** Host of the address that a person named; null: a file. */
  readonly from: string | null;
}

/**
 * The sources of one update on their way into the store. Of several publications of one label the last one in the last source is what they say: so one that was replaced
 * before waits for the end of all, and comes back only where nothing of its label follows. Sources that stay as they are bring no event, also where updates with
 * others lie between: what they had the last time comes back only where it is signed more strongly than what stands, or calls itself newer.
 */
export class SourceIntake {
  readonly #store: AdvisoryStore;
  /** By label. */
  readonly #waiting = new Map<string, Waiting>();
  /** By label, the last one in the last source last. */
  readonly #publications = new Map<string, { readonly label: Label; readonly digests: Set<string> }>();
  /** By label: of which these sources brought something now. */
  readonly #came = new Set<string>();
  readonly #memory: SourceMemory;

  constructor(store: AdvisoryStore, memory: SourceMemory) {
    this.#store = store;
    this.#memory = memory;
  }

  /** The next one. @throws SeqwardenError ADVISORY_STORE_DAMAGED */
  async take(offer: Offer, by: OfferedBy, now: Date): Promise<TakenIn[]> {
    if (offer.kind === 'missed') return [offer];
    if (offer.kind === 'document')
      return await orMissed(offer.document, () => this.#take(offer.document, by, now));
    // It was the last one when it was got; since then something may have come that stands before it.
    const last = this.#store.arrivals.lastOf(offer.sha256);
    if (last?.sha256 === offer.sha256) return [...this.#follows(last, offer.sha256), KEPT];
    return await orMissed(offer, () => this.#take(this.#store.document(offer), by, now));
  }

  /** All of the sources was taken. @throws SeqwardenError ADVISORY_STORE_DAMAGED */
  async *end(now: Date): AsyncGenerator<TakenIn> {
    for (const { sha256, companions, from, signature, ...named } of this.#waiting.values()) {
      const { bytes } = this.#store.document({ sha256, ...named });
      const offered = { ...named, bytes, companions };
      yield* await orMissed(named, async () => {
        const examined = { offered, advisory: readAdvisory(bytes), signature };
        return this.#elsewhere(examined, from) ?? (await this.#enter(examined, now, from));
      });
    }
    const said = [...this.#publications.values()].map(({ label, digests }) => ({ label, all: [...digests] }));
    for (const { label, all } of said) {
      const stands = this.#store.arrivals.currentOf(label)?.sha256;
      if (all.length > 1 && stands !== undefined)
        yield { kind: 'several', several: { ...label, publications: all, stands } };
    }
    this.#memory.keep(said.flatMap(({ label, all }) => all.slice(-1).map(sha256 => ({ ...label, sha256 }))));
  }

  /** Whether the sources have it as before, and what came of others since stays. undefined: it comes back. */
  #elsewhere({ advisory, signature }: ExaminedAdvisory, from: string | null): TakenIn[] | undefined {
    const { publisher, id } = advisory.label;
    const label = { publisher, id };
    const { sha256 } = advisory;
    const last = this.#store.arrivals.currentOf(label);
    if (last === undefined || this.#came.has(labelKey(label)) || this.#memory.last(label) !== sha256)
      return undefined;
    const standing = readAdvisory(this.#store.document(last).bytes);
    const own = compareOwnWords(advisory, standing);
    const strength = this.#store.arrivals.compareStrength(label, { sha256, from, signature });
    if (strength > 0 || (strength === 0 && own === 'newer')) return undefined;
    const why = own === 'older' ? 'older' : strength < 0 ? 'weaker' : 'unclear';
    const stands = { stands: last.sha256, standsFrom: last.place };
    return [KEPT, { kind: 'elsewhere', elsewhere: { ...label, sha256, ...stands, why } }];
  }

  async #take(offered: OfferedAdvisory, { keys, from }: OfferedBy, now: Date): Promise<TakenIn[]> {
    const examined = await examineAdvisory(offered, keys, now);
    const { signature } = examined;
    const { label, sha256 } = examined.advisory;
    const before = this.#follows(label, sha256);
    if (!this.#store.arrivals.wasReplaced(label, { sha256, from, signature }))
      return [...before, ...(await this.#enter(examined, now, from))];
    // Its bytes are in the store: they are not held here too.
    const { name, place, companions } = offered;
    this.#waiting.set(labelKey(label), { name, place, companions, sha256, from, signature });
    return before;
  }

  /** Another one of this label: what waited is not the last one, and does not come back. */
  #follows({ publisher, id }: Label, sha256: string): TakenIn[] {
    const key = labelKey({ publisher, id });
    const all = this.#publications.get(key) ?? { label: { publisher, id }, digests: new Set() };
    this.#publications.set(key, all);
    all.digests.delete(sha256);
    all.digests.add(sha256);
    return this.#waiting.delete(key) ? [KEPT] : [];
  }

  async #enter(examined: ExaminedAdvisory, now: Date, from: string | null): Promise<TakenIn[]> {
    const arrival = await this.#store.take(examined, now, from);
    if (arrival !== undefined) this.#came.add(labelKey(arrival));
    return [arrival === undefined ? KEPT : { kind: 'arrival', arrival }];
  }
}

/** What is wrong with one document stops no other. */
async function orMissed(
  { place }: Pick<OfferedAdvisory, 'place'>,
  act: () => Promise<TakenIn[]>,
): Promise<TakenIn[]> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof SeqwardenError) || error.code === 'ADVISORY_STORE_DAMAGED') throw error;
    return [missedBy(place, error)];
  }
}

const KEPT = { kind: 'kept' } as const;

type Waiting = Omit<OfferedAdvisory, 'bytes'> & Pick<Arrival, 'sha256' | 'from' | 'signature'>;
