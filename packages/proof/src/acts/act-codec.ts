import { type Bytes, utf8 } from '../bytes.ts';
import { sha256Hex } from '../digest.ts';
import { SeqwardenError } from '../errors.ts';
import { encodeStatement, readStatement, type StatementJson } from '../statement.ts';
import type { KeyRole } from '../trusted-key.ts';
import type { About, ActType } from './act-type.ts';

/** One kind of act, written and read. */
export interface ActCodec<Kind extends string, Predicate extends object> {
  readonly predicateType: string;
  /** Whose keys may sign it. */
  readonly signers: readonly KeyRole[];
  /**
   * The statement's bytes. `subject` is the digest (hex) of the document that it is about; of the other kinds the predicate says what they are about, and a subject may be left out. Throws
   * `STATEMENT_TOO_LARGE`, and `INTERNAL` for a predicate that breaks its own rules, or a subject that is not its own: what comes from outside has to be fitted before.
   */
  readonly encode: (predicate: Predicate, subject?: string) => Promise<Bytes>;
  /** Throws `STATEMENT_MALFORMED` or `STATEMENT_NOT_CANONICAL`. That somebody signed it, and that the subject is the digest of the topic, is not checked here. */
  readonly read: (json: StatementJson) => ReadAct<Kind, Predicate>;
  /** As `read`, with the text of which the subject has to be the digest; null: the subject is what it has to be, or of a document. */
  readonly readWithTopic: (json: StatementJson) => {
    readonly act: ReadAct<Kind, Predicate>;
    readonly topic: string | null;
  };
}

/** An act as it was read. */
export interface ReadAct<Kind extends string, Predicate extends object> {
  readonly kind: Kind;
  /** SHA-256 of what it is about, hex. */
  readonly subject: string;
  readonly predicate: Predicate;
}

export function codecOf<const Kind extends string, Predicate extends object>(
  kind: Kind,
  type: ActType<Predicate>,
): ActCodec<Kind, Predicate> {
  const readWithTopic = (json: StatementJson) => {
    const { subject, predicate } = readStatement(type, json);
    const about = type.about(predicate);
    if (about !== 'document' && 'digest' in about && about.digest !== subject)
      throw new SeqwardenError('STATEMENT_MALFORMED', 'the record: the subject and the predicate differ');
    const topic = about !== 'document' && 'topic' in about ? about.topic : null;
    return { act: { kind, subject, predicate }, topic };
  };
  return {
    predicateType: type.predicateType,
    signers: type.signers,
    encode: async (predicate, subject) => {
      const own = await subjectFrom(type.about(predicate));
      if (own !== undefined && subject !== undefined && own !== subject)
        throw new SeqwardenError('INTERNAL', `${kind}: the subject is not what the record is about`);
      return encodeStatement(type, own ?? subject ?? '', predicate);
    },
    read: json => readWithTopic(json).act,
    readWithTopic,
  };
}

/** undefined: of a document, which the predicate does not know. */
async function subjectFrom(about: About): Promise<string | undefined> {
  if (about === 'document') return undefined;
  return 'topic' in about ? await sha256Hex(utf8(about.topic)) : about.digest;
}
