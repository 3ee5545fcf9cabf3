import type { Bytes } from './bytes.ts';
import { readTool, type Tool } from './seal.ts';
import { boolean, digest, halfDigest, list, object, oneOf, ShapeError, time } from './shape.ts';
import { decodeStatement, encodeStatement, type StatementType } from './statement.ts';

/** Why a person disposed of a run or of a copy of it: a closed list, since free words would name people. */
export const DISPOSAL_REASONS = [
  'retention',
  'erasure-request',
  'not-needed',
  'other-copies',
  'medium-retired',
  'other',
] as const;
export type DisposalReason = (typeof DISPOSAL_REASONS)[number];

/** Predicate `urn:seqwarden:disposed:v1`; docs/FORMATS.md section 15 says what each key means. */
export interface DisposalPredicate {
  /** SHA-256 of the run folder's name, hex: a statement on one run says nothing about another. */
  readonly folder: string;
  /** Whether the run at its source is meant. */
  readonly source: boolean;
  /** The destinations whose copy is meant, by their ids; ascending. */
  readonly destinations: readonly string[];
  readonly reason: DisposalReason;
  readonly statedAt: string;
  readonly tool: Tool;
}

const MAX_DESTINATIONS = 32;

export const DISPOSED: StatementType<DisposalPredicate> = {
  predicateType: 'urn:seqwarden:disposed:v1',
  subjectName: 'seal.intoto.json',
  readPredicate,
};

/** The statement that copies of the run with this seal were disposed of on purpose. Throws as `encodeSeal` does. */
export function encodeDisposal(sealIdentity: string, predicate: DisposalPredicate): Bytes {
  return encodeStatement(DISPOSED, sealIdentity, predicate);
}

/** Throws `STATEMENT_MALFORMED` or `STATEMENT_NOT_CANONICAL`. That somebody signed it is not checked here. */
export function decodeDisposal(bytes: Uint8Array): { sealIdentity: string; predicate: DisposalPredicate } {
  const { subject, predicate } = decodeStatement(DISPOSED, bytes);
  return { sealIdentity: subject, predicate };
}

function readPredicate(value: unknown, place: string): DisposalPredicate {
  const p = object(value, place, ['folder', 'source', 'destinations', 'reason', 'statedAt', 'tool']);
  const predicate: DisposalPredicate = {
    folder: digest(p.folder, 'folder'),
    source: boolean(p.source, 'source'),
    destinations: list(p.destinations, 'destinations', MAX_DESTINATIONS, halfDigest),
    reason: oneOf(p.reason, 'reason', DISPOSAL_REASONS),
    statedAt: time(p.statedAt, 'statedAt'),
    tool: readTool(p.tool),
  };
  const { destinations, source } = predicate;
  if (destinations.some((id, at) => id <= (destinations[at - 1] ?? '')))
    throw new ShapeError('destinations is not in ascending order');
  if (!source && destinations.length === 0) throw new ShapeError('no copy is named');
  return predicate;
}
