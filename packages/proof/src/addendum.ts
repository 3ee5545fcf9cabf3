import type { Bytes } from './bytes.ts';
import { readTool, readTotals, type SealPredicate, type Tool } from './seal.ts';
import { count, digest, nullable, object, ShapeError, time } from './shape.ts';
import { readSpecial, type SpecialGroup } from './special.ts';
import { decodeStatement, encodeStatement, type StatementType } from './statement.ts';

/** Predicate `urn:seqwarden:addendum:v1`; docs/FORMATS.md section 13 says what each key means. */
export interface AddendumPredicate {
  /** Identity of the seal that this is an addendum to. */
  readonly seal: string;
  readonly number: number;
  /** Identity of the addendum before; null for the first. */
  readonly previous: string | null;
  readonly startedAt: string;
  readonly sealedAt: string;
  readonly added: SealPredicate['manifest'];
  readonly amended: SealPredicate['manifest'];
  /** All that is no plain file in the run, not only what is new. */
  readonly special: readonly SpecialGroup[];
  readonly tool: Tool;
}

/** The largest number that an addendum can have, so that what nobody signed costs a verifier little. */
export const MAX_ADDENDA = 999;

export const ADDENDUM: StatementType<AddendumPredicate> = {
  predicateType: 'urn:seqwarden:addendum:v1',
  subjectName: 'SHA256SUMS',
  readPredicate,
};

/** The statement over the list with this digest. Throws as `encodeSeal` does. */
export function encodeAddendum(manifestSha256: string, predicate: AddendumPredicate): Bytes {
  return encodeStatement(ADDENDUM, manifestSha256, predicate);
}

/** Throws `STATEMENT_MALFORMED` or `STATEMENT_NOT_CANONICAL`. That somebody signed it is not checked here. */
export function decodeAddendum(bytes: Uint8Array): {
  manifestSha256: string;
  predicate: AddendumPredicate;
} {
  const { subject, predicate } = decodeStatement(ADDENDUM, bytes);
  return { manifestSha256: subject, predicate };
}

/** The folder of an addendum below `Custody/addenda/`. */
export function addendumFolder(number: number): string {
  return String(number).padStart(4, '0');
}

/** The number that a folder's name stands for; undefined for a name that no addendum has. */
export function addendumNumber(folder: string): number | undefined {
  if (!/^\d{4}$/.test(folder)) return undefined;
  const number = Number(folder);
  return number >= 1 && number <= MAX_ADDENDA ? number : undefined;
}

function readPredicate(value: unknown, place: string): AddendumPredicate {
  const p = object(value, place, [
    ...(['seal', 'number', 'previous', 'startedAt', 'sealedAt', 'added', 'amended', 'special'] as const),
    'tool',
  ]);
  const predicate: AddendumPredicate = {
    seal: digest(p.seal, 'seal'),
    number: count(p.number, 'number'),
    previous: nullable(p.previous, value => digest(value, 'previous')),
    startedAt: time(p.startedAt, 'startedAt'),
    sealedAt: time(p.sealedAt, 'sealedAt'),
    added: readTotals(p.added, 'added'),
    amended: readTotals(p.amended, 'amended'),
    special: readSpecial(p.special, 'special'),
    tool: readTool(p.tool),
  };
  const { number } = predicate;
  if (number < 1 || number > MAX_ADDENDA) throw new ShapeError('number is not that of an addendum');
  if ((number === 1) !== (predicate.previous === null)) {
    throw new ShapeError('number and previous contradict each other');
  }
  return predicate;
}
