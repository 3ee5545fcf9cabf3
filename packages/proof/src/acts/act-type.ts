import { readTool } from '../seal.ts';
import { halfDigest, ShapeError, time } from '../shape.ts';
import type { StatementType } from '../statement.ts';
import type { KeyRole } from '../trusted-key.ts';

/** The last keys of every act: the log for which it was made, when its maker says that it was made, and with what. In another log it says nothing, whoever copies it there. */
export const TAIL = {
  log: halfDigest,
  statedAt: time,
  tool: readTool,
} as const;

/** What is added where an act is signed. */
export type ActTail = keyof typeof TAIL;

/**
 * What an act is about, which its subject is made of.
 * - `topic`: the subject is the SHA-256 of this text in UTF-8
 * - `digest`: the subject is this, hex: of a record or a key
 * - `document`: the subject is the SHA-256 of a document's bytes, which stands nowhere else
 */
export type About = { readonly topic: string } | { readonly digest: string } | 'document';

/** A kind of statement that says what a person, or the service on their behalf, did. */
export interface ActType<Predicate extends object> extends StatementType<Predicate> {
  /** Whose keys may sign it. A seal key lies open on a machine that works at night: it reports, and decides nothing. */
  readonly signers: readonly KeyRole[];
  readonly about: (predicate: Predicate) => About;
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
