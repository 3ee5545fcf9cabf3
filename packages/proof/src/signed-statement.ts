import type { Bytes } from './bytes.ts';
import { decodeEnvelope, PAYLOAD_TYPE, pae, sealIdentity } from './dsse.ts';
import { verifyRaw } from './ecdsa.ts';
import { SeqwardenError } from './errors.ts';
import { type LogPosition, requireKeyAt } from './key-at.ts';
import { keysOf, type Trust } from './trust.ts';
import type { KeyRole, TrustedKey } from './trusted-key.ts';

/** A statement that stands alone, in one envelope, and that a trusted key signed. */
export interface SignedStatement<Statement> {
  /** SHA-256 of the envelope's file, hex. */
  readonly identity: string;
  readonly statement: Statement;
  readonly key: TrustedKey;
}

/** A delivery, a hold or a disposal: what one is to its reader. */
export interface StatementKind<Statement> {
  readonly decode: (payload: Uint8Array) => Statement;
  /** When it claims to have been made: the key must have been valid then. */
  readonly statedAt: (statement: Statement) => string;
  /** Whose keys may sign it. */
  readonly role: KeyRole;
}

/**
 * Opens the envelope of a statement. No proof lies beside one: only the register itself, where the trust has it at hand, shows where it stands. Throws
 * ENVELOPE_*, UNKNOWN_KEY, SIGNATURE_INVALID, KEY_NOT_VALID_THEN, KEY_REVOKED, KEY_NOT_ENROLLED, LOG_PROOF_MISSING (of a key that has ended; of any key of
 * the register at hand, where all has to be in a log), and what `decode` and the register throw.
 */
export async function openStatement<Statement>(
  file: Bytes,
  trust: Trust,
  { decode, statedAt, role }: StatementKind<Statement>,
): Promise<SignedStatement<Statement>> {
  const { payload, keyid, raw } = decodeEnvelope(file);
  const key = keysOf(trust, role).find(one => one.keyid === keyid);
  if (key === undefined)
    throw new SeqwardenError('UNKNOWN_KEY', 'no key of the trust file signed the record');
  if (!(await verifyRaw(key.spki, pae(PAYLOAD_TYPE, payload), raw)))
    throw new SeqwardenError('SIGNATURE_INVALID', 'the signature of the record does not verify');
  const statement = decode(payload);
  const position = await positionAtHand(file, key, trust);
  requireKeyAt(key, { statedAt: statedAt(statement), position }, 'the record');
  return { identity: await sealIdentity(file), statement, key };
}

/** Of a key of which this register says nothing, it would show nothing: what it signed is entered elsewhere. */
async function positionAtHand(
  file: Bytes,
  key: TrustedKey,
  { register, logRequired }: Trust,
): Promise<LogPosition | undefined> {
  if (register === undefined || !key.places.some(({ log }) => log === register.log)) return undefined;
  const index = await register.indexOf(file);
  if (index !== undefined) return { log: register.log, index };
  if (!logRequired) return undefined;
  throw new SeqwardenError('LOG_PROOF_MISSING', 'the register of its key does not have the record');
}
