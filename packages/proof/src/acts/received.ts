import { digest, halfDigest } from '../shape.ts';
import { type ActType, checked, PERSON, TAIL } from './act-type.ts';
import { fields } from './fields.ts';
import { installed, installedKey } from './installed.ts';
import { ascending, choice, day, isOver, name, orNull, upTo, vulnerabilities } from './values.ts';

/**
 * - `letter`: the manufacturer's notice to its customer
 * - `advisory`: a CSAF document
 * - `regulator`: what an authority wrote, as FDA's letter to providers
 * - `recall`: an authority's entry of a recall, with its class
 */
export const DOCUMENT_KINDS = ['letter', 'advisory', 'regulator', 'recall', 'other'] as const;
/** What a manufacturer's notice calls itself: the names differed between 2022 and 2023 (shared/reference/ADVISORIES.md 1.4, 1.6 name the sources). */
export const NOTICE_KINDS = ['recall', 'safety_notification', 'quality_notification'] as const;
export const CHANNELS = ['post', 'email', 'portal', 'web', 'meeting', 'other'] as const;

/** Installations in one statement; more need several. */
export const MAX_PRODUCTS = 100;

const readPredicate = checked(
  fields({
    case: halfDigest,
    what: choice(DOCUMENT_KINDS),
    publisher: name,
    /** The publisher's own, as it stands on the document. */
    reference: orNull(name),
    /** The day that stands on it. */
    dated: orNull(day),
    receivedOn: day,
    channel: choice(CHANNELS),
    bytes: upTo(Number.MAX_SAFE_INTEGER),
    notice: orNull(choice(NOTICE_KINDS)),
    /** As the authority words it. Nothing is concluded from it. */
    recallClass: orNull(name),
    /** Its label, where it is a CSAF document; its identity is the subject. */
    advisory: orNull(fields({ publisher: name, id: name, version: name })),
    /** Of a CSAF document those that it has, of another what a person read in it. Null: it names none. */
    vulnerabilities: orNull(vulnerabilities),
    /** The digest of an earlier version of the same document that it takes the place of. */
    replaces: orNull(digest),
    /** What a person chose, where a document without a product tree is about more than words can be matched with. */
    /** Ascending by `installedKey`. */
    products: ascending(installed, MAX_PRODUCTS, installedKey),
    /** The day by which the publisher wants its response form back. */
    replyBy: orNull(day),
    ...TAIL,
  }),
  ({ what, advisory, receivedOn, statedAt }) => {
    if (!isOver(receivedOn, statedAt)) return 'receivedOn lies after statedAt';
    return (what === 'advisory') === (advisory !== null)
      ? undefined
      : 'what and advisory contradict each other';
  },
);

export type ReceivedPredicate = ReturnType<typeof readPredicate>;

/** `urn:seqwarden:received:v1`. A document came in, and is part of a case from now on; its subject is the SHA-256 of its bytes. */
export const RECEIVED: ActType<ReceivedPredicate> = {
  predicateType: 'urn:seqwarden:received:v1',
  subjectName: 'document',
  readPredicate,
  signers: PERSON,
  about: () => 'document',
};
