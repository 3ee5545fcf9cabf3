import type { Bytes } from './bytes.ts';
import { readTool, readTotals, type Tool } from './seal.ts';
import { halfDigest, object, oneOf, time } from './shape.ts';
import { decodeStatement, encodeStatement, type StatementType } from './statement.ts';

/** Predicate `urn:seqwarden:delivery:v1`; docs/FORMATS.md section 7 says what each key means. */
export interface DeliveryPredicate {
  /** 32 hex digits, drawn at random when the destination was first used. */
  readonly destination: string;
  readonly check: 'write-acknowledged' | 'reread' | 'second-read';
  readonly startedAt: string;
  readonly completedAt: string;
  readonly manifest: { readonly files: number; readonly bytes: number };
  readonly tool: Tool;
}

/** What a delivery covers: the list of a seal, or that of one addendum. */
export type DeliveryOf = 'seal' | 'addendum';

/** What the subject of a delivery of an addendum is called. */
export const ADDENDUM_SUBJECT = 'addendum.intoto.json';

export const DELIVERY_PREDICATE_TYPE = 'urn:seqwarden:delivery:v1';

export const DELIVERIES: Readonly<Record<DeliveryOf, StatementType<DeliveryPredicate>>> = {
  seal: delivery('seal.intoto.json'),
  addendum: delivery(ADDENDUM_SUBJECT),
};

function delivery(subjectName: string): StatementType<DeliveryPredicate> {
  return { predicateType: DELIVERY_PREDICATE_TYPE, subjectName, readPredicate };
}

/** The statement that a destination holds what the seal (or the addendum) with this identity lists. Throws as `encodeSeal` does. */
export function encodeDelivery(
  sealIdentity: string,
  predicate: DeliveryPredicate,
  of: DeliveryOf = 'seal',
): Bytes {
  return encodeStatement(DELIVERIES[of], sealIdentity, predicate);
}

/** Throws `STATEMENT_MALFORMED`, also for a delivery of the other kind, or `STATEMENT_NOT_CANONICAL`. That somebody signed it is not checked here. */
export function decodeDelivery(
  bytes: Uint8Array,
  of: DeliveryOf = 'seal',
): { sealIdentity: string; predicate: DeliveryPredicate } {
  const { subject, predicate } = decodeStatement(DELIVERIES[of], bytes);
  return { sealIdentity: subject, predicate };
}

function readPredicate(value: unknown, place: string): DeliveryPredicate {
  const p = object(value, place, ['destination', 'check', 'startedAt', 'completedAt', 'manifest', 'tool']);
  return {
    destination: halfDigest(p.destination, 'destination'),
    check: oneOf(p.check, 'check', ['write-acknowledged', 'reread', 'second-read']),
    startedAt: time(p.startedAt, 'startedAt'),
    completedAt: time(p.completedAt, 'completedAt'),
    manifest: readTotals(p.manifest, 'manifest'),
    tool: readTool(p.tool),
  };
}
