import { unusable } from './web-client.ts';

/** One document that a provider lists, with the places of its companions. */
export interface ListedDocument {
  readonly url: URL;
  readonly sha256: URL | null;
  readonly sha512: URL | null;
  readonly asc: URL | null;
}

/** What a provider-metadata.json names (CSAF 2.0 section 7.1; 2.1 the same but for names of labels). */
export interface ProviderMetadata {
  readonly feeds: readonly URL[];
  readonly directories: readonly URL[];
  readonly keys: readonly { readonly url: URL; readonly fingerprint: string | null }[];
}

const MOST_FEEDS = 100;
const MOST_KEYS = 20;

/** @throws SeqwardenError ADVISORY_SOURCE_UNUSABLE */
export function readProviderMetadata(json: unknown, at: URL): ProviderMetadata {
  const metadata = object(json);
  const distributions = list(metadata.distributions).map(object);
  const feeds = distributions
    .flatMap(({ rolie }) => list(object(rolie).feeds))
    .map(feed => address(object(feed).url, at));
  const directories = distributions
    .map(({ directory_url }) => folder(address(directory_url, at)))
    .filter(url => url !== null);
  const keys = list(metadata.public_openpgp_keys).flatMap(key => {
    const { url, fingerprint } = object(key);
    const place = address(url, at);
    const print =
      typeof fingerprint === 'string' && /^[0-9A-Fa-f]{40,64}$/.test(fingerprint) ? fingerprint : null;
    return place === null ? [] : [{ url: place, fingerprint: print?.toUpperCase() ?? null }];
  });
  const found = feeds.filter(url => url !== null);
  if (found.length + directories.length === 0) throw unusable(at, 'names neither feeds nor folders');
  if (found.length + directories.length > MOST_FEEDS) throw unusable(at, 'names more feeds than anybody has');
  return {
    feeds: found,
    directories,
    keys: keys.slice(0, MOST_KEYS),
  };
}

export interface RolieFeed {
  readonly documents: readonly ListedDocument[];
  /** The next page of the feed (RFC 5005), or null. */
  readonly next: URL | null;
}

/** A ROLIE feed in JSON (RFC 8322). Entries without a document are passed over: their `self` link is what a feed must have. @throws SeqwardenError ADVISORY_SOURCE_UNUSABLE */
export function readRolieFeed(json: unknown, at: URL): RolieFeed {
  const feed = object(object(json).feed);
  if (!Array.isArray(feed.entry)) throw unusable(at, 'is no ROLIE feed');
  const documents = feed.entry.flatMap((entry: unknown) => {
    const { link, content } = object(entry);
    const links = list(link).map(object);
    const first = (rel: string, end: string) => {
      const urls = links.filter(({ rel: of }) => of === rel).map(({ href }) => address(href, at));
      return urls.find(url => url?.pathname.endsWith(end)) ?? null;
    };
    const url = first('self', '.json') ?? address(object(content).src, at);
    if (url === null || !url.pathname.endsWith('.json')) return [];
    const beside = { sha256: first('hash', '.sha256'), sha512: first('hash', '.sha512') };
    return [{ url, ...beside, asc: first('signature', '.asc') }];
  });
  const next = list(feed.link)
    .map(object)
    .find(({ rel }) => rel === 'next');
  return { documents, next: next === undefined ? null : address(next.href, at) };
}

/**
 * `index.txt` (a path a line) or `changes.csv` (path and time in quotes a line) of a folder of advisories. Paths that lead out of the folder are
 * passed over; so is what is no `.json`. Newest first where times are told. CSAF 2.0, sections 7.1.12 and 7.1.13.
 */
export function readListing(text: string, directory: URL): ListedDocument[] {
  const lines = text.split('\n').map(line => line.trim());
  return lines.flatMap(line => {
    const path = /^"([^"]*)"/.exec(line)?.[1] ?? line;
    if (!path.endsWith('.json') || /^[a-z][a-z0-9+.-]*:|^\/|\\|[?#]/i.test(path)) return [];
    const url = address(path, directory);
    if (url === null || !url.href.startsWith(directory.href)) return [];
    const beside = (end: string) => new URL(`${url.href}${end}`);
    return [{ url, sha256: beside('.sha256'), sha512: beside('.sha512'), asc: beside('.asc') }];
  });
}

function address(value: unknown, base: URL): URL | null {
  return typeof value === 'string' && URL.canParse(value, base) ? new URL(value, base) : null;
}

function folder(url: URL | null): URL | null {
  if (url === null || url.pathname.endsWith('/')) return url;
  return new URL(`${url.origin}${url.pathname}/`);
}

function object(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
