import type { Bytes } from './bytes.ts';
import { readTool, type Tool } from './seal.ts';
import { halfDigest, object, oneOf, time } from './shape.ts';
import { decodeStatement, encodeStatement, type StatementType } from './statement.ts';

/** Predicate `urn:seqwarden:dossier:v1`; docs/FORMATS.md section 30 says what each key means. */
export interface DossierPredicate {
  readonly about: 'case' | 'incident';
  /** Of the case or the incident, 32 hex digits. */
  readonly id: string;
  readonly statedAt: string;
  readonly tool: Tool;
}

/** Its subject is the file list of what was exported. */
export const DOSSIER: StatementType<DossierPredicate> = {
  predicateType: 'urn:seqwarden:dossier:v1',
  subjectName: 'SHA256SUMS',
  readPredicate,
};

/** The statement that a case or an incident was exported with this file list (its SHA-256, hex). Throws as `encodeSeal` does. */
export function encodeDossier(listSha256: string, predicate: DossierPredicate): Bytes {
  return encodeStatement(DOSSIER, listSha256, predicate);
}

/** Throws `STATEMENT_MALFORMED` or `STATEMENT_NOT_CANONICAL`. That somebody signed it is not checked here. */
export function decodeDossier(bytes: Uint8Array): { subject: string; predicate: DossierPredicate } {
  return decodeStatement(DOSSIER, bytes);
}

function readPredicate(value: unknown, place: string): DossierPredicate {
  const p = object(value, place, ['about', 'id', 'statedAt', 'tool']);
  return {
    about: oneOf(p.about, 'about', ['case', 'incident']),
    id: halfDigest(p.id, 'id'),
    statedAt: time(p.statedAt, 'statedAt'),
    tool: readTool(p.tool),
  };
}
