import { hash } from 'node:crypto';

/** SHA-256 of bytes that are in memory already, 32 bytes. */
export function sha256(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(hash('sha256', bytes, 'buffer'));
}
