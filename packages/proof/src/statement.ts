import { type Bytes, utf8 } from './bytes.ts';
import { SeqwardenError } from './errors.ts';
import { parseJson, requireLength } from './json.ts';
import { digest, list, object, oneOf, orCode } from './shape.ts';

/** An in-toto Statement v1 with one subject, as docs/FORMATS.md section 5.1 frames it. */
export interface StatementType<Predicate extends object> {
  readonly predicateType: string;
  readonly subjectName: string;
  /** The predicate with its keys in canonical order; throws `ShapeError`. */
  readonly readPredicate: (value: unknown, place: string) => Predicate;
}

export interface Statement<Predicate> {
  /** SHA-256 of the subject, hex. */
  readonly subject: string;
  readonly predicate: Predicate;
}

/** A payload as `parseJson` reads it, of which nothing is known yet. */
export interface StatementJson {
  /** Of the payload, in bytes. */
  readonly length: number;
  readonly text: string;
  readonly value: unknown;
}

/** What still fits into an envelope of less than 65,536 bytes (dsse.ts); a test holds the two together. */
export const MAX_STATEMENT = 48_900;

const STATEMENT_TYPE = 'https://in-toto.io/Statement/v1';

/**
 * The statement's bytes. Throws `STATEMENT_TOO_LARGE`, and `INTERNAL` for a predicate that breaks its own rules:
 * what comes from outside has to be fitted before.
 */
export function encodeStatement<P extends object>(
  type: StatementType<P>,
  subject: string,
  predicate: P,
): Bytes {
  const text = orCode('INTERNAL', 'the record', () =>
    canonicalText(
      type,
      digest(subject, 'subject'),
      type.readPredicate(JSON.parse(JSON.stringify(predicate)), 'predicate'),
    ),
  );
  const bytes = utf8(text);
  if (bytes.length > MAX_STATEMENT) {
    throw new SeqwardenError('STATEMENT_TOO_LARGE', `the record has ${bytes.length} bytes`);
  }
  return bytes;
}

/** Throws `STATEMENT_MALFORMED`, or `STATEMENT_NOT_CANONICAL` for another spelling of a well-formed statement. */
export function decodeStatement<P extends object>(type: StatementType<P>, bytes: Uint8Array): Statement<P> {
  const json = orCode('STATEMENT_MALFORMED', 'the record', () => parseJson(bytes, MAX_STATEMENT));
  return readStatement(type, { ...json, length: bytes.length });
}

/** As {@link decodeStatement}, of bytes that were parsed to see what they are. */
export function readStatement<P extends object>(
  type: StatementType<P>,
  { length, text, value }: StatementJson,
): Statement<P> {
  const statement = orCode('STATEMENT_MALFORMED', 'the record', () => {
    requireLength(length, MAX_STATEMENT);
    const frame = object(value, 'the record', ['_type', 'subject', 'predicateType', 'predicate']);
    oneOf(frame._type, '_type', [STATEMENT_TYPE]);
    oneOf(frame.predicateType, 'predicateType', [type.predicateType]);
    const [subject = ''] = list(frame.subject, 'subject', 1, (value, place) =>
      readSubject(type, value, place),
    );
    return {
      subject: digest(subject, 'subject'),
      predicate: type.readPredicate(frame.predicate, 'predicate'),
    };
  });
  if (canonicalText(type, statement.subject, statement.predicate) !== text) {
    throw new SeqwardenError('STATEMENT_NOT_CANONICAL', 'the record is not in its canonical spelling');
  }
  return statement;
}

function readSubject(type: { subjectName: string }, value: unknown, place: string): string {
  const subject = object(value, place, ['name', 'digest']);
  oneOf(subject.name, `${place}.name`, [type.subjectName]);
  return digest(object(subject.digest, `${place}.digest`, ['sha256']).sha256, `${place}.digest.sha256`);
}

function canonicalText<P extends object>(type: StatementType<P>, subject: string, predicate: P): string {
  return JSON.stringify({
    _type: STATEMENT_TYPE,
    subject: [{ name: type.subjectName, digest: { sha256: subject } }],
    predicateType: type.predicateType,
    predicate,
  });
}
