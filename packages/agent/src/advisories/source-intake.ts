import { readAdvisory } from '@seqwarden/advisory/document';
import type { PublisherKey } from '@seqwarden/advisory/signature';
import { SeqwardenError } from '@seqwarden/proof';
import { type AdvisoryStore, type ExaminedAdvisory, examineAdvisory } from './advisory-store.ts';
import { type Arrival, type Label, labelKey } from './arrival.ts';
import { type MissedOffer, missedBy, type Offer, type OfferedAdvisory } from './offered-advisory.ts';

/** A label of which the sources of one update have several publications. */
export interface SeveralPublications extends Label {
  /** SHA-256 of each; the last one in the last source is what came last. */
  readonly publications: readonly string[];
}

export type TakenIn =
  | { readonly kind: 'arrival'; readonly arrival: Arrival }
  | { readonly kind: 'kept' }
  | { readonly kind: 'several'; readonly several: SeveralPublications }
  | MissedOffer;

/**
 * The sources of one update on their way into the store. Of several publications of one label the last one in the last source is what they say: so one that was replaced
 * before waits for the end of all, and comes back only where nothing of its label follows. Sources that stay as they are bring no event.
 */
export class SourceIntake {
  readonly #store: AdvisoryStore;
  /** By label. */
  readonly #waiting = new Map<string, Waiting>();
  /** By label, the last one in the last source last. */
  readonly #publications = new Map<string, { readonly label: Label; readonly digests: Set<string> }>();

  constructor(store: AdvisoryStore) {
    this.#store = store;
  }

  /** The next one. @throws SeqwardenError ADVISORY_STORE_DAMAGED */
  async take(offer: Offer, keys: readonly PublisherKey[], now: Date): Promise<TakenIn[]> {
    if (offer.kind === 'missed') return [offer];
    if (offer.kind === 'document')
      return await orMissed(offer.document, () => this.#take(offer.document, keys, now));
    // It was the last one when it was got; since then something may have come that stands before it.
    const last = this.#store.arrivals.lastOf(offer.sha256);
    if (last?.sha256 === offer.sha256) return [...this.#follows(last, offer.sha256), KEPT];
    return await orMissed(offer, () => this.#take(this.#store.document(offer), keys, now));
  }

  /** All of the sources was taken. @throws SeqwardenError ADVISORY_STORE_DAMAGED */
  async *end(now: Date): AsyncGenerator<TakenIn> {
    for (const { sha256, companions, signature, ...named } of this.#waiting.values()) {
      const { bytes } = this.#store.document({ sha256, ...named });
      const offered = { ...named, bytes, companions };
      const enter = () => this.#enter({ offered, advisory: readAdvisory(bytes), signature }, now);
      yield* await orMissed(named, enter);
    }
    for (const { label, digests } of this.#publications.values())
      if (digests.size > 1) yield { kind: 'several', several: { ...label, publications: [...digests] } };
  }

  async #take(offered: OfferedAdvisory, keys: readonly PublisherKey[], now: Date): Promise<TakenIn[]> {
    const examined = await examineAdvisory(offered, keys, now);
    const { signature } = examined;
    const { label, sha256 } = examined.advisory;
    const before = this.#follows(label, sha256);
    if (!this.#store.arrivals.wasReplaced(label, { sha256, signature }))
      return [...before, ...(await this.#enter(examined, now))];
    // Its bytes are in the store: they are not held here too.
    const { name, place, companions } = offered;
    this.#waiting.set(labelKey(label), { name, place, companions, sha256, signature });
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

  async #enter(examined: ExaminedAdvisory, now: Date): Promise<TakenIn[]> {
    const arrival = await this.#store.take(examined, now);
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

type Waiting = Omit<OfferedAdvisory, 'bytes'> & Pick<Arrival, 'sha256' | 'signature'>;
