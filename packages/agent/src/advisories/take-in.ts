import { MAX_DOCUMENT_BYTES } from '@seqwarden/advisory/document';
import { type PublisherKey, readPublisherKeys } from '@seqwarden/advisory/signature';
import { SeqwardenError } from '@seqwarden/proof';
import type { AdvisoryStore } from './advisory-store.ts';
import type { Arrival } from './arrival.ts';
import { type MissedOffer, missedBy, type Offer } from './offered-advisory.ts';
import { Provider } from './provider.ts';
import { readLocalAdvisories } from './read-local.ts';
import type { WebOptions } from './web-client.ts';

export interface TakeInOptions extends WebOptions {
  /** Keys that persons named. */
  readonly keys: readonly PublisherKey[];
  /** Fingerprints, upper case, by which persons pin keys that a provider names. */
  readonly pins: readonly string[];
  readonly now: () => Date;
}

export type TakenIn =
  | { readonly kind: 'arrival'; readonly arrival: Arrival }
  | { readonly kind: 'kept' }
  | MissedOffer;

/**
 * Takes in what a source has, one after the other: a path (file, folder, bundle) or an https address (see {@link Provider}). What is no advisory, or
 * cannot be got, is `missed`.
 * @throws SeqwardenError ADVISORY_SOURCE_UNUSABLE, ADVISORY_ADDRESS_REFUSED, TAR_MALFORMED: the source itself; ADVISORY_STORE_DAMAGED; the reason of the signal
 */
export async function* takeIn(
  source: string,
  store: AdvisoryStore,
  options: TakeInOptions,
): AsyncGenerator<TakenIn> {
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(source)) {
    for (const offer of readLocalAdvisories(source, MAX_DOCUMENT_BYTES)) {
      options.signal?.throwIfAborted();
      yield await take(offer, store, options.keys, options.now());
    }
    return;
  }
  const trusts = options.keys.length + options.pins.length > 0;
  const isKept = (digest: string) => store.arrivals.isCurrent(digest, trusts);
  using provider = new Provider(source, { ...options, documentBytes: MAX_DOCUMENT_BYTES, isKept });
  let keys: readonly PublisherKey[] | undefined;
  for await (const offer of provider.documents()) {
    options.signal?.throwIfAborted();
    if (keys === undefined) {
      const named = await keysOf(provider, options.pins);
      yield* named.missed;
      keys = [...options.keys, ...named.keys];
    }
    yield await take(offer, store, keys, options.now());
  }
}

async function take(
  offer: Offer,
  store: AdvisoryStore,
  keys: readonly PublisherKey[],
  now: Date,
): Promise<TakenIn> {
  if (offer.kind !== 'document') return offer;
  try {
    const arrival = await store.take(offer.document, keys, now);
    return arrival === undefined ? { kind: 'kept' } : { kind: 'arrival', arrival };
  } catch (error) {
    if (!(error instanceof SeqwardenError) || error.code === 'ADVISORY_STORE_DAMAGED') throw error;
    return missedBy(offer.document.place, error);
  }
}

/** A provider's own keys. One counts as pinned if a person named its fingerprint, and not at all if it is another than its metadata say. */
async function keysOf(provider: Provider, pins: readonly string[]) {
  const keys: PublisherKey[] = [];
  const missing: MissedOffer[] = [];
  for (const { bytes, place, fingerprint } of provider.keys) {
    try {
      for (const named of await readPublisherKeys(bytes, place, false)) {
        const own = named.key.getFingerprint().toUpperCase();
        if (fingerprint !== null && own !== fingerprint)
          throw new SeqwardenError(
            'PUBLISHER_KEY_UNUSABLE',
            `${place}: is another key than its metadata say`,
          );
        keys.push({ key: named.key, pinned: pins.includes(own) });
      }
    } catch (error) {
      if (!(error instanceof SeqwardenError)) throw error;
      missing.push(missedBy(place, error));
    }
  }
  return { keys, missed: missing };
}
