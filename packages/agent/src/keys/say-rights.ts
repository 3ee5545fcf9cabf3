import { hash } from 'node:crypto';
import {
  decodeEnvelope,
  type KeyState,
  type KeyStates,
  PAYLOAD_TYPE,
  pae,
  SeqwardenError,
  signEnvelope,
  verifyRaw,
} from '@seqwarden/proof';
import { ACTS, ordered, type Right } from '@seqwarden/proof/acts';
import type { Signer } from '../config/signer.ts';
import type { LogAccount, OwnLog } from './log-account.ts';
import type { LogKeys } from './read-log-keys.ts';

/** What a person may do from now on: these rights and no others; and whose other key it is. */
export interface RightsChange {
  readonly action: 'allowed';
  readonly keyid: string;
  readonly rights: readonly Right[];
  /** Another key of the same person. */
  readonly sameAs?: string | undefined;
  /** A key that this register says is the same person's, and is not. */
  readonly notSameAs?: string | undefined;
}

/** An administrator gives a person rights. What would not count is refused before it is appended. Returns the index of the statement. Throws KEY_NOT_ENROLLED, KEY_REVOKED, KEY_WITHOUT_RIGHT, SIGNATURE_INVALID, USAGE. */
export async function sayRights(
  log: OwnLog,
  { states, rights: book }: Pick<LogKeys, 'states' | 'rights'>,
  { keyid, rights, sameAs, notSameAs }: RightsChange,
  signer: Signer,
  { now, version }: LogAccount,
): Promise<number> {
  const administrator = counting(signer.keyid, states);
  if (administrator.role !== 'administrator')
    throw new SeqwardenError('KEY_WITHOUT_RIGHT', 'only an administrator says what a person may do');
  const given = ordered(rights, one => one);
  const isSame = given.join() === book.rightsAt(keyid, Number.POSITIVE_INFINITY).join();
  // A mistake on two keys may be noticed when both have ended, and stand between those that took their place.
  const key = notSameAs !== undefined && isSame ? enrolled(keyid, states) : counting(keyid, states);
  if (key.role !== 'person')
    throw new SeqwardenError('USAGE', 'only persons have rights in cases, and this is the key of no person');
  const isKnown = sameAs === undefined || isSaid(keyid, sameAs, book);
  if (notSameAs !== undefined && !isSaid(keyid, notSameAs, book) && !isSaid(notSameAs, keyid, book))
    throw new SeqwardenError(
      'USAGE',
      'no administrator of this register says that these two keys are one person’s: a rotation stays, and what another register says is taken back there',
    );
  if (isSame && isKnown && notSameAs === undefined)
    throw new SeqwardenError('USAGE', 'these are the rights that the key has: nothing was changed');
  const predicate = {
    ...{ log: states.log, key: keyid, previous: book.lastOf(keyid), rights: given },
    ...(sameAs !== undefined && { sameAs }),
    ...(notSameAs !== undefined && { notSameAs }),
    ...{ statedAt: now().toISOString(), tool: { name: 'seqwarden' as const, version } },
  };
  const payload = await ACTS.rights.encode(predicate);
  const file = await signEnvelope(payload, signer.keyid, signer.sign);
  if (!(await verifyRaw(administrator.spki, pae(PAYLOAD_TYPE, payload), decodeEnvelope(file).raw)))
    throw new SeqwardenError('SIGNATURE_INVALID', 'what signs for the administrator signs with another key');
  const { index } = await log.append(file);
  const act = { kind: 'rights', subject: keyid, predicate } as const;
  book.take({ index, identity: hash('sha256', file, 'hex'), role: 'administrator', act });
  return index;
}

function isSaid(keyid: string, of: string, { holding }: LogKeys['rights']): boolean {
  return holding.some(({ key, other }) => key === keyid && other === of);
}

function enrolled(keyid: string, states: KeyStates): KeyState {
  const key = states.keys.get(keyid);
  if (key === undefined)
    throw new SeqwardenError('KEY_NOT_ENROLLED', `the register has no key ${keyid.slice(0, 16)}`);
  return key;
}

/** A key that has not ended. */
function counting(keyid: string, states: KeyStates): KeyState {
  const key = enrolled(keyid, states);
  if (key.end !== undefined)
    throw new SeqwardenError('KEY_REVOKED', `the key ${keyid.slice(0, 16)} has ended`);
  return key;
}
