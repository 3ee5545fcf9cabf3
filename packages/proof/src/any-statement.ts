import { ACTS, type Act } from './acts/acts.ts';
import { ADDENDUM, type AddendumPredicate } from './addendum.ts';
import {
  ADDENDUM_SUBJECT,
  DELIVERIES,
  DELIVERY_PREDICATE_TYPE,
  type DeliveryOf,
  type DeliveryPredicate,
} from './delivery.ts';
import { DISPOSED, type DisposalPredicate } from './disposal.ts';
import { DOSSIER, type DossierPredicate } from './dossier.ts';
import { SeqwardenError } from './errors.ts';
import { HOLD, type HoldPredicate } from './hold.ts';
import { member } from './json.ts';
import { KEY_PREDICATE_TYPE, type KeyPredicate, readKeyStatement } from './key-statement.ts';
import { type PeekedPayload, peekPayload } from './peek-payload.ts';
import { SEAL, type SealPredicate } from './seal.ts';
import { readStatement } from './statement.ts';
import { KEY_ROLES, type KeyRole } from './trusted-key.ts';

interface Said {
  /** SHA-256, hex, of what it is about: a file list, a seal, a folder's name, a key. */
  readonly subject: string;
  /** What its maker wrote. */
  readonly statedAt: string;
  /** Whose keys may sign it. */
  readonly signers: readonly KeyRole[];
  /** Text of which the subject has to be the SHA-256, in UTF-8, which is for the caller to compare; null: the subject stands for itself. */
  readonly topic: string | null;
  /** Id of the log for which it was made, which is for the caller to compare; null: it says none. */
  readonly madeFor: string | null;
}

/** A statement of one of the kinds that docs/FORMATS.md names: what an entry of a log says. */
export type AnyStatement = Said &
  (
    | { readonly kind: 'seal'; readonly predicate: SealPredicate }
    | { readonly kind: 'delivery'; readonly of: DeliveryOf; readonly predicate: DeliveryPredicate }
    | { readonly kind: 'addendum'; readonly predicate: AddendumPredicate }
    | { readonly kind: 'hold'; readonly predicate: HoldPredicate }
    | { readonly kind: 'disposed'; readonly predicate: DisposalPredicate }
    | { readonly kind: 'dossier'; readonly predicate: DossierPredicate }
    | { readonly kind: 'key'; readonly predicate: KeyPredicate }
    | Act
  );

export type StatementName = AnyStatement['kind'];

const BY_SEAL_KEY: Pick<Said, 'signers' | 'topic' | 'madeFor'> = {
  signers: ['seal'],
  topic: null,
  madeFor: null,
};
/** All roles may hold, dispose and export (FORMATS.md 8); who may enrol whom, `KeyStates` asks. */
const BY_ANY_KEY: Pick<Said, 'signers' | 'topic' | 'madeFor'> = {
  signers: KEY_ROLES,
  topic: null,
  madeFor: null,
};

const READERS: ReadonlyMap<string, (payload: PeekedPayload) => AnyStatement> = new Map([
  [SEAL.predicateType, readSeal],
  [DELIVERY_PREDICATE_TYPE, readDelivery],
  [ADDENDUM.predicateType, readAddendum],
  [HOLD.predicateType, readHold],
  [DISPOSED.predicateType, readDisposal],
  [DOSSIER.predicateType, readDossier],
  [KEY_PREDICATE_TYPE, readKey],
  ...Object.values(ACTS).map(
    ({ predicateType, readWithTopic, signers }) =>
      [predicateType, actReader(readWithTopic, signers)] as const,
  ),
]);

/**
 * Reads a payload by what it says that it is. undefined: a statement of a kind that is not known here, of which nothing else was checked. That somebody
 * signed it is not checked. Throws `STATEMENT_MALFORMED` or `STATEMENT_NOT_CANONICAL`.
 */
export function decodeAnyStatement(payload: Uint8Array): AnyStatement | undefined {
  const peeked = peekPayload(payload);
  if (peeked === undefined) throw new SeqwardenError('STATEMENT_MALFORMED', 'the payload is no record');
  return READERS.get(peeked.predicateType)?.(peeked);
}

function readSeal(payload: PeekedPayload): AnyStatement {
  const { subject, predicate } = readStatement(SEAL, payload);
  return { kind: 'seal', subject, statedAt: predicate.sealedAt, ...BY_SEAL_KEY, predicate };
}

function readDelivery(payload: PeekedPayload): AnyStatement {
  const of = deliveryOf(payload);
  const { subject, predicate } = readStatement(DELIVERIES[of], payload);
  return { kind: 'delivery', of, subject, statedAt: predicate.completedAt, ...BY_SEAL_KEY, predicate };
}

/** By the subject's name alone; whoever reads the rest finds what else is wrong. */
function deliveryOf({ value }: PeekedPayload): DeliveryOf {
  const name = member(member(member(value, 'subject'), '0'), 'name');
  return name === ADDENDUM_SUBJECT ? 'addendum' : 'seal';
}

function readAddendum(payload: PeekedPayload): AnyStatement {
  const { subject, predicate } = readStatement(ADDENDUM, payload);
  return { kind: 'addendum', subject, statedAt: predicate.sealedAt, ...BY_SEAL_KEY, predicate };
}

function readHold(payload: PeekedPayload): AnyStatement {
  const { subject, predicate } = readStatement(HOLD, payload);
  return { kind: 'hold', subject, statedAt: predicate.statedAt, ...BY_ANY_KEY, predicate };
}

function readDisposal(payload: PeekedPayload): AnyStatement {
  const { subject, predicate } = readStatement(DISPOSED, payload);
  return { kind: 'disposed', subject, statedAt: predicate.statedAt, ...BY_ANY_KEY, predicate };
}

function readDossier(payload: PeekedPayload): AnyStatement {
  const { subject, predicate } = readStatement(DOSSIER, payload);
  return { kind: 'dossier', subject, statedAt: predicate.statedAt, ...BY_ANY_KEY, predicate };
}

function readKey(payload: PeekedPayload): AnyStatement {
  const { keyid, predicate } = readKeyStatement(payload);
  return { kind: 'key', subject: keyid, statedAt: predicate.statedAt, ...BY_ANY_KEY, predicate };
}

function actReader(
  read: (payload: PeekedPayload) => { readonly act: Act; readonly topic: string | null },
  signers: readonly KeyRole[],
) {
  return (payload: PeekedPayload): AnyStatement => {
    const { act, topic } = read(payload);
    const { statedAt, log } = act.predicate;
    return { ...act, statedAt, signers, topic, madeFor: log };
  };
}
