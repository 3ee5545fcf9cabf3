import type { Bytes } from '../bytes.ts';
import { SeqwardenError } from '../errors.ts';

/** Signs with a log's or witness's key, wherever that is kept: Ed25519 (RFC 8032), 64 bytes. */
export type SignEd25519 = (message: Bytes) => Promise<Uint8Array>;

export const SIGNATURE_LENGTH = 64;

/**
 * Whether `signature` is the key's over `message`. False for a key that is none. Throws `SIGNATURE_UNCHECKABLE` in an
 * older browser, which knows no Ed25519: that says nothing of the signature.
 */
export async function verifyEd25519(publicKey: Bytes, message: Bytes, signature: Bytes): Promise<boolean> {
  if (signature.length !== SIGNATURE_LENGTH) return false;
  try {
    const key = await crypto.subtle.importKey('raw', publicKey, 'Ed25519', false, ['verify']);
    return await crypto.subtle.verify('Ed25519', key, signature, message);
  } catch (error) {
    if (!(error instanceof DOMException) || error.name !== 'NotSupportedError') return false;
    throw new SeqwardenError('SIGNATURE_UNCHECKABLE', 'Ed25519 is not known here');
  }
}
