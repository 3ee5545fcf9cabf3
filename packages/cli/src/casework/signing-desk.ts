import { hash } from 'node:crypto';
import { actOf, type Casebook, isAct } from '@seqwarden/agent/casebook';
import type { SealSigner } from '@seqwarden/agent/config';
import type { PlacedAct, State, Task } from '@seqwarden/cases/state';
import {
  type Bytes,
  decodeAnyStatement,
  type KeyRole,
  SeqwardenError,
  signEnvelope,
  type Trust,
} from '@seqwarden/proof';
import { ACTS, type ActName, type ActOf } from '@seqwarden/proof/acts';
import type { Context } from '../context.ts';
import type { Desk, EnteredAct, Sayable } from './desk.ts';
import type { KnownCases } from './known-cases.ts';
import { whyRefused } from './why-refused.ts';

export interface SigningDeskOptions {
  readonly book: Casebook;
  readonly known: KnownCases;
  readonly signer: SealSigner;
  readonly context: Context;
}

/** Stands in the trial for the identity of a record that is not signed yet. */
const UNSIGNED = '0'.repeat(64);

/** The desk of one signer. What it entered counts for what it enters next. */
export class SigningDesk implements Desk {
  readonly #o: SigningDeskOptions;
  readonly #role: KeyRole;
  #hasEntered = false;

  readonly isOfSigner = (key: string): boolean => this.#o.book.persons.isOne(key, this.signer);

  /** Throws KEY_NOT_ENROLLED, KEY_REVOKED. */
  constructor(options: SigningDeskOptions) {
    const { book, signer } = options;
    this.#o = options;
    this.#role = roleOf(book, signer.keyid);
  }

  get signer(): string {
    return this.#o.signer.keyid;
  }

  get statementSigner(): SealSigner {
    return this.#o.signer;
  }

  get state(): State {
    return this.#o.known.state;
  }

  get tasks(): readonly Task[] {
    return this.#o.known.tasks;
  }

  get trust(): Trust {
    return this.#o.known.trust;
  }

  get log(): string {
    return this.#o.known.log;
  }

  get missed(): Desk['missed'] {
    return this.#o.known.missed;
  }

  get hasEntered(): boolean {
    return this.#hasEntered;
  }

  after(): State {
    return this.#o.book.state;
  }

  async enter<K extends ActName>(kind: K, says: Sayable<K>, subject?: string): Promise<EnteredAct> {
    const { signer, context } = this.#o;
    const tail: Tail = {
      log: this.log,
      statedAt: context.now().toISOString(),
      tool: { name: 'seqwarden', version: context.version },
    };
    const statement = await CODECS[kind].encode(completed<K>(says, tail), subject);
    this.#requireCounts(this.#trial(statement));
    const envelope = await signEnvelope(statement, signer.keyid, signer.sign);
    if (signer.register === undefined)
      throw new SeqwardenError('LOG_KEY_MISSING', 'this account has no register');
    const { index } = await signer.register.append(envelope);
    const identity = hash('sha256', envelope, 'hex');
    this.#hasEntered = true;
    await this.#o.book.refresh();
    return { identity, index };
  }

  /** As it would stand at the end of the log. */
  #trial(statement: Bytes): PlacedAct {
    const read = decodeAnyStatement(statement);
    if (read === undefined || !isAct(read)) throw new SeqwardenError('INTERNAL', 'the record is no act');
    const { book, signer } = this.#o;
    const { keyid } = signer;
    const { log, size: index } = book;
    const rights = book.rights.rightsAt(keyid, index);
    const place = { log, index, identity: UNSIGNED, signer: keyid, statedAt: read.statedAt };
    return { ...place, role: this.#role, rights, act: actOf(read) };
  }

  /** Throws ACT_REFUSED. */
  #requireCounts(placed: PlacedAct): void {
    if (!ACTS[placed.act.kind].signers.includes(this.#role))
      throw new SeqwardenError('ACT_REFUSED', `your key is a ${this.#role} key, and may not say this`);
    const why = this.#o.book.refusalOf(placed);
    if (why !== undefined) throw new SeqwardenError('ACT_REFUSED', whyRefused(why));
  }
}

/** Throws KEY_NOT_ENROLLED, KEY_REVOKED. */
function roleOf({ keys }: Casebook, keyid: string): KeyRole {
  const key = keys.keys.get(keyid);
  if (key === undefined)
    throw new SeqwardenError(
      'KEY_NOT_ENROLLED',
      'the register has not enrolled your key: an administrator does, with `seqwarden keys enrol`',
    );
  if (key.end !== undefined)
    throw new SeqwardenError('KEY_REVOKED', 'the register says that your key has ended');
  return key.role;
}

/** So typed that the kind and its predicate stay together. */
const CODECS: {
  readonly [K in ActName]: {
    readonly encode: (predicate: ActOf<K>['predicate'], subject?: string) => Promise<Bytes>;
  };
} = ACTS;

interface Tail {
  readonly log: string;
  readonly statedAt: string;
  readonly tool: { readonly name: 'seqwarden'; readonly version: string };
}

function completed<K extends ActName>(says: Sayable<K>, tail: Tail): ActOf<K>['predicate'];
function completed(says: object, tail: Tail): object {
  return { ...says, ...tail };
}
