import type { Bytes } from './bytes.ts';
import { sha256Hex } from './digest.ts';
import { decodeEnvelope, type Envelope, PAYLOAD_TYPE, pae, sealIdentity } from './dsse.ts';
import { verifyRaw } from './ecdsa.ts';
import { type ErrorCode, SeqwardenError } from './errors.ts';
import { KEY_PREDICATE_TYPE, type KeyPredicate, readKeyStatement } from './key-statement.ts';
import { type PeekedPayload, peekPayload } from './peek-payload.ts';
import { isGraver, type KeyEnd, type KeyRole } from './trusted-key.ts';

/** An entry of a log. */
export interface LogEntry {
  readonly index: number;
  readonly file: Bytes;
}

/** What a log says of one key. */
export interface KeyState {
  readonly keyid: string;
  readonly spki: Bytes;
  readonly role: KeyRole;
  readonly label: string;
  readonly validFrom: string;
  /** Index of the statement with which it began. */
  readonly from: number;
  /** The key id that signed that; its own for the root, and the replaced one where a key was rotated by itself. */
  readonly by: string;
  /** The key in whose place it came. */
  readonly replaces: string | null;
  /** undefined: it counts. */
  readonly end: KeyStateEnd | undefined;
}

export interface KeyStateEnd {
  /** Index of the statement with which it ended. */
  readonly index: number;
  readonly statedAt: string;
  /** The gravest that was said of it since. */
  readonly why: KeyEnd;
  /** Who signed the statement with which it ended. */
  readonly by: string;
}

/** An entry that says something of a key and does not count, and why. */
export interface KeyRefusal {
  readonly index: number;
  readonly code: ErrorCode;
  readonly message: string;
}

/**
 * The keys of one log, made of its entries in their order by the rules of docs/FORMATS.md section 20. The same entries give the same
 * states. Entries that are no key statements may be left out, but not entry 0.
 */
export class KeyStates {
  readonly log: string;
  readonly #keys = new Map<string, KeyState>();
  readonly #refusals: KeyRefusal[] = [];
  #previous: string | null = null;
  #last = -1;

  /** `log` is the id of the log. */
  constructor(log: string) {
    this.log = log;
  }

  /** In the order in which they began. */
  get keys(): ReadonlyMap<string, KeyState> {
    return this.#keys;
  }

  get refusals(): readonly KeyRefusal[] {
    return this.#refusals;
  }

  /** Identity of the last statement that counts: what the next one has to name. */
  get previous(): string | null {
    return this.#previous;
  }

  /** The same, to go its own way: to see what would become of a statement that is not in the log yet. */
  copy(): KeyStates {
    const copy = new KeyStates(this.log);
    for (const [keyid, state] of this.#keys) copy.#keys.set(keyid, state);
    copy.#refusals.push(...this.#refusals);
    copy.#previous = this.#previous;
    copy.#last = this.#last;
    return copy;
  }

  /**
   * Takes one more entry. An entry that is no key statement changes nothing. Returns the predicate type that it has, undefined: none that could be read. Throws `RangeError` where `index`
   * does not ascend.
   */
  async add({ index, file }: LogEntry): Promise<string | undefined> {
    if (index <= this.#last) throw new RangeError('entries are not in the order of the register');
    this.#last = index;
    let type: string | undefined;
    try {
      const envelope = decodeEnvelope(file);
      const peeked = peekPayload(envelope.payload);
      type = peeked?.predicateType;
      if (peeked !== undefined && type === KEY_PREDICATE_TYPE)
        await this.#take(index, envelope, peeked, await sealIdentity(file));
    } catch (error) {
      if (!(error instanceof SeqwardenError)) throw error;
      this.#refusals.push({ index, code: error.code, message: error.message });
    }
    return type;
  }

  async #take(index: number, envelope: Envelope, payload: PeekedPayload, identity: string): Promise<void> {
    const { keyid, predicate } = readKeyStatement(payload);
    if (predicate.log !== this.log) contradicts('it was made for another register');
    if (predicate.action !== 'revoked' && (await sha256Hex(predicate.spki)) !== keyid) {
      contradicts('its key is not the one that it is about');
    }
    const isRoot = index === 0 && predicate.action === 'enrolled' && predicate.reason === 'first';
    const signer = isRoot
      ? rootOf(keyid, envelope.keyid, predicate)
      : this.#signer(envelope.keyid, predicate);
    if (!(await verifyRaw(signer.spki, pae(PAYLOAD_TYPE, envelope.payload), envelope.raw))) {
      throw new SeqwardenError('SIGNATURE_INVALID', 'the signature of a record about a key does not verify');
    }
    if (predicate.previous !== this.#previous) {
      contradicts('it was not made after the last record about a key: it is out of order, or shown again');
    }
    this.#apply(index, keyid, predicate, envelope.keyid);
    this.#previous = identity;
  }

  /** Throws `KEY_NOT_ENROLLED`, `KEY_REVOKED` or `KEY_WITHOUT_RIGHT`. */
  #signer(keyid: string, predicate: KeyPredicate): KeyState {
    const signer = this.#keys.get(keyid);
    if (signer === undefined) {
      throw new SeqwardenError(
        'KEY_NOT_ENROLLED',
        'a record about a key is signed by a key that is not enrolled',
      );
    }
    if (signer.end !== undefined) {
      throw new SeqwardenError('KEY_REVOKED', 'a record about a key is signed by a key that had ended');
    }
    const rotatesItself =
      predicate.action === 'rotated' && predicate.reason === 'routine' && predicate.replaces === keyid;
    if (signer.role !== 'administrator' && !rotatesItself) {
      throw new SeqwardenError('KEY_WITHOUT_RIGHT', `a record about a key is signed by a ${signer.role} key`);
    }
    return signer;
  }

  #apply(index: number, keyid: string, predicate: KeyPredicate, by: string): void {
    const { role, statedAt } = predicate;
    if (predicate.action === 'revoked') {
      if (this.#isAggravated(keyid, role, predicate.reason)) return;
      this.#end(keyid, role, { index, statedAt, why: predicate.reason, by });
      return;
    }
    if (predicate.action === 'enrolled' && predicate.reason === 'first' && index !== 0) {
      contradicts('only entry 0 can enrol the first key');
    }
    if (this.#keys.has(keyid)) contradicts('the key was enrolled before');
    const replaces = predicate.action === 'rotated' ? predicate.replaces : null;
    if (predicate.action === 'rotated') {
      const why = predicate.reason === 'routine' ? 'rotated' : predicate.reason;
      this.#end(predicate.replaces, role, { index, statedAt, why, by });
    }
    const { spki, label, validFrom } = predicate;
    this.#keys.set(keyid, { keyid, spki, role, label, validFrom, from: index, by, replaces, end: undefined });
  }

  /** That a key was stolen may become known only after it ended; when it ended stays. */
  #isAggravated(keyid: string, role: KeyRole, why: KeyEnd): boolean {
    const key = this.#keys.get(keyid);
    if (key?.end === undefined || key.role !== role || !isGraver(why, key.end.why)) return false;
    this.#keys.set(keyid, { ...key, end: { ...key.end, why } });
    return true;
  }

  #end(keyid: string, role: KeyRole, end: KeyStateEnd): void {
    const key = this.#keys.get(keyid);
    if (key === undefined) contradicts('the key that ends was never enrolled');
    if (key.end !== undefined) contradicts('the key that ends had ended');
    if (key.role !== role) contradicts('the key has another role');
    this.#keys.set(keyid, { ...key, end });
  }
}

/** What the log with this id says of its keys; see {@link KeyStates}. */
export async function keyStates(
  log: string,
  entries: Iterable<LogEntry> | AsyncIterable<LogEntry>,
): Promise<KeyStates> {
  const states = new KeyStates(log);
  for await (const entry of entries) await states.add(entry);
  return states;
}

function rootOf(keyid: string, signedBy: string, predicate: KeyPredicate): { readonly spki: Bytes } {
  if (keyid !== signedBy || predicate.role !== 'administrator' || predicate.action === 'revoked') {
    throw new SeqwardenError('KEY_WITHOUT_RIGHT', 'entry 0 is no administrator that enrols itself');
  }
  return predicate;
}

function contradicts(what: string): never {
  throw new SeqwardenError('KEY_STATEMENT_CONTRADICTS', `a record about a key: ${what}`);
}
