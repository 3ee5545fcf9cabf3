import { createHash } from 'node:crypto';
import { SeqwardenError } from '@seqwarden/proof';
import {
  COMPANIONS,
  type Companions,
  MAX_COMPANION_BYTES,
  MOST_DOCUMENTS,
  missedBy,
  type Offer,
} from './offered-advisory.ts';
import {
  type ListedDocument,
  type ProviderMetadata,
  readListing,
  readProviderMetadata,
  readRolieFeed,
} from './provider-files.ts';
import { shown, unusable, WebClient, type WebOptions } from './web-client.ts';

export interface ProviderOptions extends WebOptions {
  /** Bytes of one document at most. */
  readonly documentBytes: number;
  /** Whether a document of this SHA-256 (hex) stands already, so that what lies beside it need not be got again. */
  readonly isKept: (digest: string) => boolean;
}

/** A key that a provider names for itself. */
export interface OfferedKey {
  readonly bytes: Uint8Array;
  readonly place: string;
  readonly fingerprint: string | null;
}

const MAX_METADATA_BYTES = 4 * 1024 * 1024;
const MAX_LISTING_BYTES = 64 * 1024 * 1024;
const MAX_KEY_BYTES = 1024 * 1024;
const MOST_PAGES = 1000;
/** Documents that are got at the same time. */
const LANES = 4;

/**
 * A publisher's advisories over https: by its provider-metadata.json, a ROLIE feed, a listing (`index.txt`, `changes.csv`), or one document. An
 * address without a path stands for the well-known place of the metadata (CSAF 2.0, section 7.1.9).
 */
export class Provider implements Disposable {
  readonly #web: WebClient;
  readonly #options: ProviderOptions;
  readonly #start: URL;
  readonly #keys: OfferedKey[] = [];

  constructor(address: string, options: ProviderOptions) {
    if (!URL.canParse(address)) throw new SeqwardenError('ADVISORY_ADDRESS_REFUSED', 'is no address');
    const url = new URL(address);
    this.#start = url.pathname === '/' ? new URL('/.well-known/csaf/provider-metadata.json', url) : url;
    this.#options = options;
    this.#web = new WebClient(options);
  }

  /** Keys that the metadata named; whole once the documents are through. They are the provider's own word. */
  get keys(): readonly OfferedKey[] {
    return this.#keys;
  }

  /**
   * Each document once, in the order of the listings. One that cannot be got is `missed`, and the rest goes on.
   * @throws SeqwardenError ADVISORY_SOURCE_UNUSABLE, ADVISORY_ADDRESS_REFUSED: the listing itself cannot be had; the reason of the signal
   */
  async *documents(): AsyncGenerator<Offer> {
    const listed = await this.#list();
    if (listed.length > MOST_DOCUMENTS)
      throw unusable(this.#start, `lists more than ${MOST_DOCUMENTS} documents`);
    const waiting: Promise<Offer>[] = [];
    for (const document of listed) {
      waiting.push(this.#get(document));
      // Rejections are met in their order; those behind must not end the process before.
      waiting.at(-1)?.catch(() => undefined);
      const first = waiting.length >= LANES ? waiting.shift() : undefined;
      if (first !== undefined) yield await first;
    }
    for (const offer of waiting) yield await offer;
  }

  async #list(): Promise<ListedDocument[]> {
    const start = this.#start;
    if (/\.(?:txt|csv)$/.test(start.pathname)) return unique(await this.#listing(start, new URL('.', start)));
    const json = parse(
      await this.#must(start, Math.max(MAX_METADATA_BYTES, this.#options.documentBytes)),
      start,
    );
    if (has(json, 'document')) return [{ url: start, ...beside(start) }];
    if (has(json, 'feed')) return unique(await this.#feed(start));
    const metadata = readProviderMetadata(json, start);
    await this.#getKeys(metadata);
    const documents: ListedDocument[] = [];
    for (const feed of metadata.feeds) documents.push(...(await this.#feed(feed)));
    for (const directory of metadata.directories) documents.push(...(await this.#directory(directory)));
    return unique(documents);
  }

  async #feed(first: URL): Promise<ListedDocument[]> {
    const documents: ListedDocument[] = [];
    const seen = new Set<string>();
    for (let url: URL | null = first; url !== null && !seen.has(url.href); ) {
      if (seen.size >= MOST_PAGES) throw unusable(first, 'has more pages than anybody writes');
      seen.add(url.href);
      const feed = readRolieFeed(parse(await this.#must(url, MAX_LISTING_BYTES), url), url);
      documents.push(...feed.documents);
      url = feed.next;
    }
    return documents;
  }

  async #directory(directory: URL): Promise<ListedDocument[]> {
    for (const name of ['index.txt', 'changes.csv']) {
      const url = new URL(name, directory);
      const bytes = await this.#web.get(url, MAX_LISTING_BYTES);
      if (bytes !== undefined) return readListing(Buffer.from(bytes).toString(), directory);
    }
    throw unusable(directory, 'has neither index.txt nor changes.csv');
  }

  async #listing(url: URL, directory: URL): Promise<ListedDocument[]> {
    return readListing(Buffer.from(await this.#must(url, MAX_LISTING_BYTES)).toString(), directory);
  }

  async #getKeys({ keys }: ProviderMetadata): Promise<void> {
    for (const { url, fingerprint } of keys) {
      const bytes = await this.#optional(url, MAX_KEY_BYTES);
      if (bytes !== undefined) this.#keys.push({ bytes, place: shown(url), fingerprint });
    }
  }

  /**
   * The document first, each time: publishers rewrite documents and leave the time, the version and now and then the hash file as they were, so that only its bytes tell
   * whether it is kept.
   */
  async #get({ url, ...beside }: ListedDocument): Promise<Offer> {
    const place = shown(url);
    try {
      const bytes = await this.#must(url, this.#options.documentBytes);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const name = url.pathname.slice(url.pathname.lastIndexOf('/') + 1);
      if (this.#options.isKept(sha256)) return { kind: 'kept', name, place, sha256 };
      const companions: { -readonly [K in keyof Companions]: Companions[K] } = {};
      for (const kind of COMPANIONS) {
        const at = beside[kind];
        const found = at === null ? undefined : await this.#optional(at, MAX_COMPANION_BYTES);
        if (found !== undefined) companions[kind] = found;
      }
      return { kind: 'document', document: { name, place, bytes, companions } };
    } catch (error) {
      if (!(error instanceof SeqwardenError)) throw error;
      return missedBy(place, error);
    }
  }

  /** What lies beside a document is no condition: what cannot be got is as if it were not there, and so it is said of the document. */
  async #optional(url: URL, limit: number): Promise<Uint8Array | undefined> {
    try {
      return await this.#web.get(url, limit);
    } catch (error) {
      if (error instanceof SeqwardenError) return undefined;
      throw error;
    }
  }

  async #must(url: URL, limit: number): Promise<Uint8Array> {
    const bytes = await this.#web.get(url, limit);
    if (bytes === undefined) throw unusable(url, 'is not there');
    return bytes;
  }

  [Symbol.dispose](): void {
    this.#web[Symbol.dispose]();
  }
}

function beside(url: URL): Omit<ListedDocument, 'url'> {
  const [sha256, sha512, asc] = COMPANIONS.map(end => new URL(`${url.href}.${end}`));
  return { sha256: sha256 ?? null, sha512: sha512 ?? null, asc: asc ?? null };
}

/** A document in several feeds is one. */
function unique(documents: readonly ListedDocument[]): ListedDocument[] {
  return [...new Map(documents.map(document => [document.url.href, document])).values()];
}

function parse(bytes: Uint8Array, url: URL): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString());
  } catch {
    throw unusable(url, 'is no JSON');
  }
}

function has(json: unknown, key: string): boolean {
  return typeof json === 'object' && json !== null && Object.hasOwn(json, key);
}
