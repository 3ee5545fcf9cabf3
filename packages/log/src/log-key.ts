import { createPrivateKey, createPublicKey, generateKeyPairSync, KeyObject, sign } from 'node:crypto';
import { SeqwardenError } from '@seqwarden/proof';
import { logId, type SignEd25519, type VerifierKey, verifierKey } from '@seqwarden/proof/log';
import { sha256 } from './hash.ts';

/** The key of a log, wherever it is kept. Two logs never share one: who signs two trees with one key has forked. */
export interface LogKey {
  /** What the log's folder is called: 32 hex digits that follow from the public key alone. */
  readonly id: string;
  /** Its name is the log's origin. */
  readonly verifier: VerifierKey;
  readonly sign: SignEd25519;
}

/** A new Ed25519 key in PKCS #8 PEM. */
export function makeLogKey(): string {
  return generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/**
 * The key of a log from PEM or a key object. Nothing of it gets into a message.
 *
 * @param origin if it is not the one that follows from the key: `log.seqwarden.invalid/` and the log's id, which is nobody's address (RFC 2606)
 * @throws SeqwardenError LOG_KEY_UNUSABLE: no private Ed25519 key, or an origin that no note can carry
 */
export function loadLogKey(key: KeyObject | string, origin?: string): LogKey {
  const privateKey = key instanceof KeyObject ? key : parse(key);
  if (privateKey.type !== 'private' || privateKey.asymmetricKeyType !== 'ed25519')
    throw unusable('it is no private Ed25519 key');
  const { x = '' } = createPublicKey(privateKey).export({ format: 'jwk' });
  const publicKey = Buffer.from(x, 'base64url');
  const id = logId(sha256, publicKey);
  return {
    id,
    verifier: verifierKey(sha256, origin ?? `log.seqwarden.invalid/${id}`, 'ed25519', publicKey),
    sign: async message => sign(null, message, privateKey),
  };
}

function parse(pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    throw unusable('it is no private key in PEM');
  }
}

function unusable(what: string): SeqwardenError {
  return new SeqwardenError('LOG_KEY_UNUSABLE', `the key of the register: ${what}`);
}
