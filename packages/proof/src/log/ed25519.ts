import type { Bytes } from '../bytes.ts';

/** Signs with a log's or witness's key, wherever that is kept: Ed25519 (RFC 8032), 64 bytes. */
export type SignEd25519 = (message: Bytes) => Promise<Uint8Array>;

export const SIGNATURE_LENGTH = 64;

/** Whether `signature` is the key's over `message`. False for a key that is none. */
export async function verifyEd25519(publicKey: Bytes, message: Bytes, signature: Bytes): Promise<boolean> {
  if (signature.length !== SIGNATURE_LENGTH) return false;
  try {
    const key = await crypto.subtle.importKey('raw', publicKey, 'Ed25519', false, ['verify']);
    return await crypto.subtle.verify('Ed25519', key, signature, message);
  } catch {
    return false;
  }
}
