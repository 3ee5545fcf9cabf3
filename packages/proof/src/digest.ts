import { type Bytes, hex } from './bytes.ts';

/** SHA-256 in one go; whoever hashes large files streams them elsewhere. */
export async function sha256(bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}

export async function sha256Hex(bytes: Bytes): Promise<string> {
  return hex(await sha256(bytes));
}
