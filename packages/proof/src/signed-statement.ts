import type { Bytes } from './bytes.ts';
import { decodeEnvelope, PAYLOAD_TYPE, pae, sealIdentity } from './dsse.ts';
import { verifyRaw } from './ecdsa.ts';
import { SeqwardenError } from './errors.ts';
import { requireKeyAt } from './key-at.ts';
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
 * Opens the envelope of a statement. Throws ENVELOPE_*, UNKNOWN_KEY, SIGNATURE_INVALID, KEY_NOT_VALID_THEN, LOG_PROOF_MISSING (of a key that was
 * compromised), and what `decode` throws.
 */
export async function openStatement<Statement>(
  file: Bytes,
  trust: Trust,
  { decode, statedAt, role }: StatementKind<Statement>,
): Promise<SignedStatement<Statement>> {
  const { payload, keyid, raw } = decodeEnvelope(file);
  const key = keysOf(trust, role).find(one => one.keyid === keyid);
  if (key === undefined)
    throw new SeqwardenError('UNKNOWN_KEY', 'no key of the trust file signed the statement');
  if (!(await verifyRaw(key.spki, pae(PAYLOAD_TYPE, payload), raw)))
    throw new SeqwardenError('SIGNATURE_INVALID', 'the signature of the statement does not verify');
  const statement = decode(payload);
  requireKeyAt(key, { statedAt: statedAt(statement) }, 'the statement');
  return { identity: await sealIdentity(file), statement, key };
}
