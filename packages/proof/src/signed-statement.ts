import type { Bytes } from './bytes.ts';
import { decodeEnvelope, PAYLOAD_TYPE, pae, sealIdentity } from './dsse.ts';
import { verifyRaw } from './ecdsa.ts';
import { SeqwardenError } from './errors.ts';
import type { Trust, TrustedKey } from './trust.ts';

/** A statement that stands alone, in one envelope, and that a trusted key signed. */
export interface SignedStatement<Statement> {
  /** SHA-256 of the envelope's file, hex. */
  readonly identity: string;
  readonly statement: Statement;
  readonly key: TrustedKey;
}

/**
 * Opens the envelope of a delivery, a hold or a disposal. `statedAt` says when it claims to have been made: the key must have been valid then. Throws
 * ENVELOPE_*, UNKNOWN_KEY, SIGNATURE_INVALID, KEY_NOT_VALID_THEN, and what `decode` throws.
 */
export async function openStatement<Statement>(
  file: Bytes,
  trust: Trust,
  decode: (payload: Uint8Array) => Statement,
  statedAt: (statement: Statement) => string,
): Promise<SignedStatement<Statement>> {
  const { payload, keyid, raw } = decodeEnvelope(file);
  const key = trust.sealKeys.find(one => one.keyid === keyid);
  if (key === undefined)
    throw new SeqwardenError('UNKNOWN_KEY', 'no key of the trust file signed the statement');
  if (!(await verifyRaw(key.spki, pae(PAYLOAD_TYPE, payload), raw)))
    throw new SeqwardenError('SIGNATURE_INVALID', 'the signature of the statement does not verify');
  const statement = decode(payload);
  const at = statedAt(statement);
  // Times are all in the one form of docs/FORMATS.md, so that text order is time order.
  if (at < key.validFrom || (key.validUntil !== null && at >= key.validUntil))
    throw new SeqwardenError('KEY_NOT_VALID_THEN', 'the statement was made outside the validity of its key');
  return { identity: await sealIdentity(file), statement, key };
}
