import { type Bytes, sha256 } from '@seqwarden/proof';
import { SoftSha256 } from '@seqwarden/proof/log';
import type { GivenBytes } from './given-file.ts';

/** Up to here a file is read whole and hashed by the browser itself, which takes nothing in pieces and is several times as fast. */
const LARGEST_WHOLE = 256 * 2 ** 20;
const PIECE = 4 * 2 ** 20;

export interface Hashing {
  /** Bytes that were hashed since the last call. */
  readonly onBytes: (count: number) => void;
  readonly signal: AbortSignal;
}

/** SHA-256 of a file, never more than 256 MiB of it in memory. Throws what the browser throws for a file that cannot be read, and the signal's reason. */
export async function hashFile(file: GivenBytes, hashing: Hashing): Promise<Bytes> {
  hashing.signal.throwIfAborted();
  if (file.size > LARGEST_WHOLE) return await hashInPieces(file, hashing);
  const digest = await sha256(new Uint8Array(await file.arrayBuffer()));
  hashing.onBytes(file.size);
  return digest;
}

/** The same without ever holding more than two pieces. */
export async function hashInPieces(
  file: GivenBytes,
  { onBytes, signal }: Hashing,
  length = PIECE,
): Promise<Bytes> {
  const digest = new SoftSha256();
  const piece = (at: number) => file.slice(at, at + length).arrayBuffer();
  // The next piece is read while this one is hashed.
  for (let at = 0, next = piece(0); at < file.size; at += length) {
    const bytes = new Uint8Array(await next);
    if (at + length < file.size) {
      next = piece(at + length);
      next.catch(() => {}); // told when it is waited for
    }
    signal.throwIfAborted();
    digest.update(bytes);
    onBytes(bytes.length);
  }
  return digest.digest();
}
