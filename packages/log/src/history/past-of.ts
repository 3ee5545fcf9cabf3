import { type Bytes, SeqwardenError } from '@seqwarden/proof';
import {
  type Checkpoint,
  consistencyProof,
  HASH_LENGTH,
  parseTilePath,
  readTile,
  rootOf,
  type TileReader,
  verifyConsistency,
} from '@seqwarden/proof/log';
import { sha256 } from '../hash.ts';

/** What a tree was when it was smaller. */
export interface Past {
  readonly root: Bytes;
  /** That the tree begins with it: RFC 6962 consistency. */
  readonly proof: readonly Bytes[];
}

/**
 * What the tree of a signed checkpoint was at an earlier size: not as its tiles say, but as they prove together with the root that was signed. So tiles that are damaged
 * are told from a history that is another: whoever compares the root with one that he knows accuses nobody of what a disk did.
 *
 * @param read of a whole tree of this checkpoint; needs no file of the earlier one
 * @throws SeqwardenError LOG_DAMAGED, TILE_MALFORMED: its tiles are not what was signed; LOG_UNREADABLE
 */
export async function pastOf(
  read: TileReader,
  { size, root: newRoot }: Checkpoint,
  oldSize: number,
): Promise<Past> {
  const proof = await consistencyProof(sha256, read, oldSize, size);
  const root = await rootOf(sha256, asItBegins(read, size), oldSize);
  // All that was read enters the new root.
  if (verifyConsistency(sha256, { oldSize, newSize: size, oldRoot: root, newRoot, proof }))
    return { root, proof };
  throw new SeqwardenError(
    'LOG_DAMAGED',
    `the tiles of the register do not lead from ${oldSize} entries to the head of ${size} that it signed`,
  );
}

/** Tiles of smaller trees, from those of this size, which begin with them: the smaller ones may be gone. */
export function asItBegins(read: TileReader, size: number): TileReader {
  return async path => {
    const place = parseTilePath(path);
    if (place === undefined || place.level === 'entries') return undefined;
    const tile = await readTile(read, place.level, place.index, size);
    return tile.subarray(0, place.width * HASH_LENGTH);
  };
}
