import type { Bytes } from './bytes.ts';
import { readTool, type Tool } from './seal.ts';
import { digest, nullable, object, oneOf, ShapeError, text, time } from './shape.ts';
import { decodeStatement, encodeStatement, type StatementType } from './statement.ts';

/** Predicate `urn:seqwarden:hold:v1`; docs/FORMATS.md section 14 says what each key means. */
export interface HoldPredicate {
  readonly action: 'hold' | 'lift';
  /** Identity of the hold that is lifted; null for a hold. */
  readonly lifts: string | null;
  /** A person's words. */
  readonly reason: string;
  readonly statedAt: string;
  readonly tool: Tool;
}

/** Code units of a reason. */
export const MAX_REASON = 500;

export const HOLD: StatementType<HoldPredicate> = {
  predicateType: 'urn:seqwarden:hold:v1',
  subjectName: 'run-folder-name',
  readPredicate,
};

/** The statement about every run whose folder has the name with this digest, sealed or not. Throws as `encodeSeal` does. */
export function encodeHold(nameSha256: string, predicate: HoldPredicate): Bytes {
  return encodeStatement(HOLD, nameSha256, predicate);
}

/** Throws `STATEMENT_MALFORMED` or `STATEMENT_NOT_CANONICAL`. That somebody signed it is not checked here. */
export function decodeHold(bytes: Uint8Array): { nameSha256: string; predicate: HoldPredicate } {
  const { subject, predicate } = decodeStatement(HOLD, bytes);
  return { nameSha256: subject, predicate };
}

function readPredicate(value: unknown, place: string): HoldPredicate {
  const p = object(value, place, ['action', 'lifts', 'reason', 'statedAt', 'tool']);
  const predicate: HoldPredicate = {
    action: oneOf(p.action, 'action', ['hold', 'lift']),
    lifts: nullable(p.lifts, value => digest(value, 'lifts')),
    reason: text(p.reason, 'reason', MAX_REASON),
    statedAt: time(p.statedAt, 'statedAt'),
    tool: readTool(p.tool),
  };
  if (predicate.reason === '') throw new ShapeError('reason is empty');
  if ((predicate.action === 'lift') !== (predicate.lifts !== null))
    throw new ShapeError('action and lifts contradict each other');
  return predicate;
}
