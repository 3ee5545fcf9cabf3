import { MAX_DOCUMENT_BYTES } from '@seqwarden/advisory/document';
import { type PublisherKey, readPublisherKeys } from '@seqwarden/advisory/signature';
import { SeqwardenError } from '@seqwarden/proof';
import type { AdvisoryStore } from './advisory-store.ts';
import { isAddress, type MissedOffer, missedBy } from './offered-advisory.ts';
import { Provider } from './provider.ts';
import { readLocalAdvisories } from './read-local.ts';
import { SourceIntake, type TakenIn } from './source-intake.ts';
import type { WebOptions } from './web-client.ts';

export interface TakeInOptions extends WebOptions {
  /** Keys that persons named. */
  readonly keys: readonly PublisherKey[];
  /** Fingerprints, upper case, by which persons pin keys that a provider names. */
  readonly pins: readonly string[];
  readonly now: () => Date;
}

/**
 * Takes in what sources have, one after the other: each a path (file, folder, bundle) or an https address (see {@link Provider}). What is no advisory, or
 * cannot be got, is `missed`. Sources that are named together are one: of several publications of one label the last one in the last source is what they say.
 * @throws SeqwardenError ADVISORY_SOURCE_UNUSABLE, ADVISORY_ADDRESS_REFUSED, TAR_MALFORMED: a source itself; ADVISORY_STORE_DAMAGED; the reason of the signal
 */
export async function* takeIn(
  sources: readonly string[],
  store: AdvisoryStore,
  options: TakeInOptions,
): AsyncGenerator<TakenIn> {
  const intake = new SourceIntake(store, store.memoryOf(sources));
  for (const source of sources)
    if (isAddress(source)) yield* fromProvider(source, store, intake, options);
    else
      for (const offer of readLocalAdvisories(source, MAX_DOCUMENT_BYTES)) {
        options.signal?.throwIfAborted();
        yield* await intake.take(offer, { keys: options.keys, from: null }, options.now());
      }
  yield* intake.end(options.now());
}

async function* fromProvider(
  address: string,
  store: AdvisoryStore,
  intake: SourceIntake,
  options: TakeInOptions,
): AsyncGenerator<TakenIn> {
  const trusts = options.keys.length + options.pins.length > 0;
  const isKept = (digest: string) => store.arrivals.isCurrent(digest, trusts);
  using provider = new Provider(address, { ...options, documentBytes: MAX_DOCUMENT_BYTES, isKept });
  const from = new URL(address).hostname;
  let keys: readonly PublisherKey[] | undefined;
  for await (const offer of provider.documents()) {
    options.signal?.throwIfAborted();
    if (keys === undefined) {
      const named = await keysOf(provider, options.pins);
      yield* named.missed;
      keys = [...options.keys, ...named.keys];
    }
    yield* await intake.take(offer, { keys, from }, options.now());
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
