import { type Bytes, SeqwardenError } from '@seqwarden/proof';
import {
  encodeTlogProof,
  entriesPath,
  StoredTree,
  TILE_WIDTH,
  type TileReader,
  verifyInclusion,
} from '@seqwarden/proof/log';
import { sha256 } from '../hash.ts';
import { AuditPaths } from './audit-paths.ts';
import type { NewEntry } from './sequence.ts';
import type { Committed } from './writer.ts';

/**
 * The files of the proofs for all entries of a batch, against its checkpoint.
 *
 * @param read the tree; entries that were there before are proven from its tiles
 * @param checkpoint the file that each of them ends with
 * @throws SeqwardenError LOG_DAMAGED, LOG_UNREADABLE where the tiles do not tell of an entry that was there before
 */
export async function proveBatch(
  batch: readonly NewEntry[],
  { right, files, placed }: Committed,
  read: TileReader,
  checkpoint: Bytes,
): Promise<Bytes[]> {
  const { size, root } = right.checkpoint;
  const fresh = new AuditPaths(
    size,
    new Map([...right.partial, ...files.map(({ path, bytes }) => [path, bytes] as const)]),
  );
  const stored = new StoredTree(sha256, read, size);
  const first = size - placed.filter(({ isNew }) => isNew).length;
  const proofs: Bytes[] = [];
  for (const [at, { index }] of placed.entries()) {
    const hashes = index >= first ? fresh.of(index) : await stored.inclusionProof(index);
    const leaf = batch[at]?.leaf ?? new Uint8Array();
    if (index < first && !verifyInclusion(sha256, { index, size, leaf, root, proof: hashes }))
      throw new SeqwardenError('LOG_DAMAGED', `the tiles of the log do not hold entry ${index}`, {
        path: entriesPath(Math.floor(index / TILE_WIDTH), TILE_WIDTH),
      });
    proofs.push(encodeTlogProof({ index, hashes, checkpoint }));
  }
  return proofs;
}
