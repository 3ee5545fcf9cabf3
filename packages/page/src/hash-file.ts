import { type Bytes, sha256 } from '@seqwarden/proof';
import { SoftSha256 } from '@seqwarden/proof/log';

/** Up to here a file is read whole and hashed by the browser itself, which takes nothing in pieces. */
const LARGEST_WHOLE = 32 * 2 ** 20;
const PIECE = 4 * 2 ** 20;

export interface Hashing {
  /** Bytes that were hashed since the last call. */
  readonly onBytes: (count: number) => void;
  readonly signal: AbortSignal;
}

/** SHA-256 of a file, never more than 32 MiB of it in memory. Throws what the browser throws for a file that cannot be read, and the signal's reason. */
export async function hashFile(file: Blob, { onBytes, signal }: Hashing): Promise<Bytes> {
  signal.throwIfAborted();
  if (file.size <= LARGEST_WHOLE) {
    const digest = await sha256(new Uint8Array(await file.arrayBuffer()));
    onBytes(file.size);
    return digest;
  }
  const digest = new SoftSha256();
  const piece = (at: number) => file.slice(at, at + PIECE).arrayBuffer();
  // The next piece is read while this one is hashed.
  for (let at = 0, next = piece(0); at < file.size; at += PIECE) {
    const bytes = new Uint8Array(await next);
    if (at + PIECE < file.size) {
      next = piece(at + PIECE);
      next.catch(() => {}); // told when it is waited for
    }
    signal.throwIfAborted();
    digest.update(bytes);
    onBytes(bytes.length);
  }
  return digest.digest();
}
