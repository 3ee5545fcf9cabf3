import { type BytePath, type Bytes, SeqwardenError } from '@seqwarden/proof';
import { LARGEST_COMPANION } from '../custody/read-custody.ts';

/**
 * A small file of a `Custody`, whole, from whatever hands its bytes on in pieces; undefined: no plain file is there. A piece may be used again once it was
 * handed over. Throws CUSTODY_NOT_PLAIN for one that is larger than any record.
 */
export async function readCompanionFrom(
  read: (path: BytePath, take: (piece: Uint8Array) => void) => Promise<boolean>,
  path: BytePath,
): Promise<Bytes | undefined> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  const isThere = await read(path, piece => {
    size += piece.length;
    if (size > LARGEST_COMPANION)
      throw new SeqwardenError('CUSTODY_NOT_PLAIN', `${path} is larger than any record`, { path });
    pieces.push(Uint8Array.from(piece));
  });
  return isThere ? new Uint8Array(Buffer.concat(pieces)) : undefined;
}
