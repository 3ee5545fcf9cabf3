import { type AddendumPredicate, decodeAddendum } from './addendum.ts';
import { ADDENDUM_SUBJECT, type DeliveryOf, type DeliveryPredicate, decodeDelivery } from './delivery.ts';
import { type DisposalPredicate, decodeDisposal } from './disposal.ts';
import { SeqwardenError } from './errors.ts';
import { decodeHold, type HoldPredicate } from './hold.ts';
import { parseJson } from './json.ts';
import { decodeKeyStatement, KEY_PREDICATE_TYPE, type KeyPredicate } from './key-statement.ts';
import { decodeSeal, type SealPredicate } from './seal.ts';
import type { KeyRole } from './trusted-key.ts';

interface Said {
  /** SHA-256, hex, of what it is about: a file list, a seal, a folder's name, a key. */
  readonly subject: string;
  /** What its maker wrote. */
  readonly statedAt: string;
  /** Whose keys may sign it. */
  readonly role: KeyRole;
}

/** A statement of one of the kinds that docs/FORMATS.md names: what an entry of a log says. */
export type AnyStatement = Said &
  (
    | { readonly kind: 'seal'; readonly predicate: SealPredicate }
    | { readonly kind: 'delivery'; readonly of: DeliveryOf; readonly predicate: DeliveryPredicate }
    | { readonly kind: 'addendum'; readonly predicate: AddendumPredicate }
    | { readonly kind: 'hold'; readonly predicate: HoldPredicate }
    | { readonly kind: 'disposed'; readonly predicate: DisposalPredicate }
    | { readonly kind: 'key'; readonly predicate: KeyPredicate }
  );

export type StatementName = AnyStatement['kind'];

const READERS: ReadonlyMap<string, (payload: Uint8Array) => AnyStatement> = new Map([
  ['urn:seqwarden:seal:v1', readSeal],
  ['urn:seqwarden:delivery:v1', readDelivery],
  ['urn:seqwarden:addendum:v1', readAddendum],
  ['urn:seqwarden:hold:v1', readHold],
  ['urn:seqwarden:disposed:v1', readDisposal],
  [KEY_PREDICATE_TYPE, readKey],
]);

/**
 * Reads a payload by what it says that it is. undefined: a statement of a kind that is not known here, of which nothing else was checked. That somebody
 * signed it is not checked. Throws `STATEMENT_MALFORMED` or `STATEMENT_NOT_CANONICAL`.
 */
export function decodeAnyStatement(payload: Uint8Array): AnyStatement | undefined {
  const type = predicateTypeOf(payload);
  if (type === undefined) throw new SeqwardenError('STATEMENT_MALFORMED', 'the payload is no record');
  return READERS.get(type)?.(payload);
}

function predicateTypeOf(payload: Uint8Array): string | undefined {
  const type = member(jsonOf(payload), 'predicateType');
  return typeof type === 'string' ? type : undefined;
}

function jsonOf(payload: Uint8Array): unknown {
  try {
    return parseJson(payload, payload.length).value;
  } catch {
    return undefined;
  }
}

/** Of an object or an array; undefined where there is none. */
function member(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return Object.getOwnPropertyDescriptor(value, name)?.value;
}

function readSeal(payload: Uint8Array): AnyStatement {
  const { manifestSha256, predicate } = decodeSeal(payload);
  return { kind: 'seal', subject: manifestSha256, statedAt: predicate.sealedAt, role: 'seal', predicate };
}

function readDelivery(payload: Uint8Array): AnyStatement {
  const of = deliveryOf(payload);
  const { sealIdentity, predicate } = decodeDelivery(payload, of);
  return {
    kind: 'delivery',
    of,
    subject: sealIdentity,
    statedAt: predicate.completedAt,
    role: 'seal',
    predicate,
  };
}

/** By the subject's name alone; whoever decodes it finds what else is wrong. */
function deliveryOf(payload: Uint8Array): DeliveryOf {
  const name = member(member(member(jsonOf(payload), 'subject'), '0'), 'name');
  return name === ADDENDUM_SUBJECT ? 'addendum' : 'seal';
}

function readAddendum(payload: Uint8Array): AnyStatement {
  const { manifestSha256, predicate } = decodeAddendum(payload);
  return { kind: 'addendum', subject: manifestSha256, statedAt: predicate.sealedAt, role: 'seal', predicate };
}

function readHold(payload: Uint8Array): AnyStatement {
  const { nameSha256, predicate } = decodeHold(payload);
  return { kind: 'hold', subject: nameSha256, statedAt: predicate.statedAt, role: 'person', predicate };
}

function readDisposal(payload: Uint8Array): AnyStatement {
  const { sealIdentity, predicate } = decodeDisposal(payload);
  return { kind: 'disposed', subject: sealIdentity, statedAt: predicate.statedAt, role: 'person', predicate };
}

function readKey(payload: Uint8Array): AnyStatement {
  const { keyid, predicate } = decodeKeyStatement(payload);
  return { kind: 'key', subject: keyid, statedAt: predicate.statedAt, role: 'administrator', predicate };
}
