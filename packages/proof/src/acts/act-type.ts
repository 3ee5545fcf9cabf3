import { readTool } from '../seal.ts';
import { ShapeError, time } from '../shape.ts';
import type { StatementType } from '../statement.ts';
import type { KeyRole } from '../trusted-key.ts';

/** The last two keys of every act: when its maker says that it was made, and with what. */
export const TAIL = {
  statedAt: time,
  tool: readTool,
} as const;

/** A kind of statement that says what a person, or the service on their behalf, did. */
export interface ActType<Predicate extends object> extends StatementType<Predicate> {
  /** Whose keys may sign it. A seal key lies open on a machine that works at night: it reports, and decides nothing. */
  readonly signers: readonly KeyRole[];
  /** What it is about, as text of which the subject is the SHA-256 of UTF-8; null: the subject is the digest of a document, a record or a key. */
  readonly topic: (predicate: Predicate) => string | null;
}

export const PERSON: readonly KeyRole[] = ['person'];
export const PERSON_OR_SERVICE: readonly KeyRole[] = ['person', 'seal'];

/** Adds what no field can say alone. `fault` returns what is wrong; undefined: nothing. */
export function checked<P>(
  read: (value: unknown, place: string) => P,
  fault: (predicate: P) => string | undefined,
): (value: unknown, place: string) => P {
  return (value, place) => {
    const predicate = read(value, place);
    const wrong = fault(predicate);
    if (wrong !== undefined) throw new ShapeError(wrong);
    return predicate;
  };
}
