import { hash } from 'node:crypto';
import {
  type AnyStatement,
  type Bytes,
  decodeAnyStatement,
  decodeEnvelope,
  type Envelope,
  KeyStates,
  PAYLOAD_TYPE,
  pae,
  SeqwardenError,
} from '@seqwarden/proof';
import { KeptVerifier } from './kept-verifier.ts';

/** What an entry is, as far as it could be read. */
export interface ReadEntry {
  readonly index: number;
  readonly file: Bytes;
  readonly envelope: Envelope | undefined;
  /** undefined: no statement, or one of a kind that is not known here. */
  readonly statement: AnyStatement | undefined;
}

/** Takes the entries of a log in their order and says what is wrong with each, by what the log itself said of its keys until then. */
export class EntryJudge {
  readonly keys: KeyStates;
  readonly #verifier = new KeptVerifier();

  /** `log` is the id of the log. */
  constructor(log: string) {
    this.keys = new KeyStates(log);
  }

  /**
   * Begins with the next entry. What is known of the keys moves on at once, so that the next entry may be begun before the promise in the result settles:
   * it resolves to what is wrong with this one, undefined: nothing.
   */
  async take(
    index: number,
    file: Bytes,
  ): Promise<{ readonly entry: ReadEntry; readonly problem: Promise<SeqwardenError | undefined> }> {
    let envelope: Envelope | undefined;
    let statement: AnyStatement | undefined;
    try {
      envelope = decodeEnvelope(file);
      statement = decodeAnyStatement(envelope.payload);
    } catch (error) {
      if (!(error instanceof SeqwardenError)) throw error;
      const entry = { index, file, envelope, statement };
      if (index === 0) await this.keys.add({ index, file });
      return { entry, problem: Promise.resolve(error) };
    }
    const entry = { index, file, envelope, statement };
    if (index === 0 || statement?.kind === 'key') {
      // What follows is judged by it.
      const problem = await this.#keyStatement(entry);
      return { entry, problem: Promise.resolve(problem) };
    }
    return { entry, problem: this.#signed(envelope, statement) };
  }

  /** The first entry of a log enrols its first key, whatever else it is. */
  async #keyStatement({ index, file, statement }: ReadEntry): Promise<SeqwardenError | undefined> {
    const before = this.keys.refusals.length;
    await this.keys.add({ index, file });
    const refusal = this.keys.refusals[before];
    if (refusal !== undefined) return new SeqwardenError(refusal.code, refusal.message);
    if (statement?.kind === 'key') return undefined;
    return new SeqwardenError('KEY_NOT_ENROLLED', 'entry 0 is not the one that enrols the first key');
  }

  /** The state of the key is looked up before anything is awaited. */
  #signed(
    { payload, keyid, raw }: Envelope,
    statement: AnyStatement | undefined,
  ): Promise<SeqwardenError | undefined> {
    const key = this.keys.keys.get(keyid);
    const refused = (code: 'KEY_NOT_ENROLLED' | 'KEY_REVOKED' | 'KEY_WITHOUT_RIGHT', what: string) =>
      Promise.resolve(new SeqwardenError(code, `the record is signed by ${what}`));
    if (key === undefined) return refused('KEY_NOT_ENROLLED', 'a key that the register had not enrolled');
    if (key.end !== undefined) return refused('KEY_REVOKED', 'a key that had ended in this register');
    if (statement !== undefined && !statement.signers.includes(key.role))
      return refused('KEY_WITHOUT_RIGHT', `a key of the role ${key.role}, and such records are not`);
    return this.#verified(statement, this.#verifier.verify(key, pae(PAYLOAD_TYPE, payload), raw));
  }

  async #verified(
    statement: AnyStatement | undefined,
    isGood: Promise<boolean>,
  ): Promise<SeqwardenError | undefined> {
    if (!(await isGood))
      return new SeqwardenError('SIGNATURE_INVALID', 'the signature of the record does not verify');
    const { topic = null, madeFor = null } = statement ?? {};
    if (madeFor !== null && madeFor !== this.keys.log)
      return new SeqwardenError('STATEMENT_MISPLACED', 'the record was made for another register');
    return topic === null || hash('sha256', topic, 'hex') === statement?.subject
      ? undefined
      : new SeqwardenError('STATEMENT_MALFORMED', 'the subject is not what the record is about');
  }
}
