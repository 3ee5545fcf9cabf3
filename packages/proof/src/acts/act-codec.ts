import { type Bytes, utf8 } from '../bytes.ts';
import { sha256Hex } from '../digest.ts';
import { SeqwardenError } from '../errors.ts';
import { encodeStatement, readStatement, type StatementJson } from '../statement.ts';
import type { KeyRole } from '../trusted-key.ts';
import type { ActType } from './act-type.ts';

/** One kind of act, written and read. */
export interface ActCodec<Kind extends string, Predicate extends object> {
  readonly predicateType: string;
  /** Whose keys may sign it. */
  readonly signers: readonly KeyRole[];
  /**
   * The statement's bytes. `subject` is the digest (hex) of the document, record or key that it is about, and left out where the predicate names what it is about. Throws
   * `STATEMENT_TOO_LARGE`, and `INTERNAL` for a predicate that breaks its own rules: what comes from outside has to be fitted before.
   */
  readonly encode: (predicate: Predicate, subject?: string) => Promise<Bytes>;
  /** Throws `STATEMENT_MALFORMED` or `STATEMENT_NOT_CANONICAL`. That somebody signed it, and that the subject is the predicate's, is not checked here. */
  readonly read: (json: StatementJson) => {
    readonly kind: Kind;
    /** SHA-256 of what it is about, hex. */
    readonly subject: string;
    readonly predicate: Predicate;
  };
}

export function codecOf<const Kind extends string, Predicate extends object>(
  kind: Kind,
  type: ActType<Predicate>,
): ActCodec<Kind, Predicate> {
  return {
    predicateType: type.predicateType,
    signers: type.signers,
    encode: async (predicate, subject) => {
      const topic = type.topic(predicate);
      if ((topic === null) !== (subject !== undefined))
        throw new SeqwardenError(
          'INTERNAL',
          `${kind}: a subject is missing, or was given where the record has its own`,
        );
      return encodeStatement(
        type,
        topic === null ? (subject ?? '') : await sha256Hex(utf8(topic)),
        predicate,
      );
    },
    read: json => ({ kind, ...readStatement(type, json) }),
  };
}
