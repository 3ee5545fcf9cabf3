import type { ErrorCode, SeqwardenError } from '@seqwarden/proof';

/** A document as a source has it, with what lies beside it. Nothing of it is believed yet. */
export interface OfferedAdvisory {
  /** Its file name, the last part of its path. */
  readonly name: string;
  /** Path as it was named, or address without what stands behind `?`; for people. */
  readonly place: string;
  readonly bytes: Uint8Array;
  readonly companions: Companions;
}

/** Files beside a document, where a source has them. */
export interface Companions {
  readonly sha256?: Uint8Array;
  readonly sha512?: Uint8Array;
  /** OpenPGP, detached. */
  readonly asc?: Uint8Array;
}

export const COMPANIONS = ['sha256', 'sha512', 'asc'] as const;
export type CompanionKind = (typeof COMPANIONS)[number];

/** What a source named and did not give; the others count all the same. */
export interface MissedAdvisory {
  readonly place: string;
  readonly code: ErrorCode;
  /** Why, without the place. */
  readonly text: string;
}

export interface MissedOffer {
  readonly kind: 'missed';
  readonly missed: MissedAdvisory;
}

export function missed(place: string, text: string): MissedOffer {
  return { kind: 'missed', missed: { place, code: 'ADVISORY_SOURCE_UNUSABLE', text } };
}

/** The same by what was thrown, whose message may begin with the place. */
export function missedBy(place: string, { code, message }: SeqwardenError): MissedOffer {
  const at = `${place}: `;
  const text = message.startsWith(at) ? message.slice(at.length) : message;
  return { kind: 'missed', missed: { place, code, text } };
}

export type Offer =
  | { readonly kind: 'document'; readonly document: OfferedAdvisory }
  | MissedOffer
  /** Its bytes are those that came last, so that what lies beside them was not got again. */
  | ({ readonly kind: 'kept'; readonly sha256: string } & Pick<OfferedAdvisory, 'name' | 'place'>);

/** Of a source: an address; else it is a path. */
export function isAddress(source: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(source);
}

/** In either case, as a share may have it. */
export function isNamedDocument(name: string): boolean {
  return /\.json$/i.test(name);
}

/** More than any hash file or signature has. */
export const MAX_COMPANION_BYTES = 64 * 1024;

/** A source with more is refused: some 3,300 are CISA's whole stock of 2026. */
export const MOST_DOCUMENTS = 100_000;
